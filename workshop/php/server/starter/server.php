<?php

// An event stream at /events, and a POST to /send that publishes on it.
//
//     php server.php --port=8000
//
// Behind Apache or FPM each stream would take a process, and none would know of the others. So
// this is one process with one loop: it waits at all sockets at once.

declare(strict_types=1);

/** One client: its socket, what it has sent, and what is still to be sent to it. */
final class Connection
{
    public string $received = '';
    public string $unsent = '';
    public bool $closing = false;

    /** @param resource $socket */
    public function __construct(public $socket)
    {
    }

    public function write(string $bytes): void
    {
        $this->unsent .= $bytes;
    }

    public function answer(string $status, array $headers = [], string $body = ''): void
    {
        $head = "HTTP/1.1 $status\r\n";
        foreach ($headers as $name => $value) {
            $head .= "$name: $value\r\n";
        }
        $this->write("$head\r\n$body");
    }
}

final class Server
{
    /** @var array<int, Connection> */
    private array $connections = [];

    public function respond(Connection $connection, string $method, string $path): void
    {
        $body = "Nothing is built yet\n";
        $connection->answer('404 Not Found', ['Content-Length' => strlen($body)], $body);
        $connection->closing = true;
    }

    public function run(int $port): void
    {
        $listener = stream_socket_server("tcp://127.0.0.1:$port", $code, $reason);
        if ($listener === false) {
            exit("cannot listen at port $port: $reason\n");
        }
        echo "listening at http://127.0.0.1:$port/events\n";
        while (true) {
            $reading = [$listener];
            $writing = [];
            foreach ($this->connections as $connection) {
                $reading[] = $connection->socket;
                if ($connection->unsent !== '') {
                    $writing[] = $connection->socket;
                }
            }
            $others = null;
            stream_select($reading, $writing, $others, 1);
            foreach ($reading as $socket) {
                if ($socket === $listener) {
                    $this->accept($listener);
                } elseif (isset($this->connections[(int) $socket])) {
                    $this->receive($this->connections[(int) $socket]);
                }
            }
            foreach ($this->connections as $connection) {
                $this->flush($connection);
            }
        }
    }

    /** @param resource $listener */
    private function accept($listener): void
    {
        $socket = @stream_socket_accept($listener, 0);
        if ($socket !== false) {
            stream_set_blocking($socket, false);
            $this->connections[(int) $socket] = new Connection($socket);
        }
    }

    private function receive(Connection $connection): void
    {
        $bytes = @fread($connection->socket, 65536);
        if ($bytes === '' || $bytes === false) {
            $this->close($connection);
            return;
        }
        $connection->received .= $bytes;
        while (!$connection->closing && str_contains($connection->received, "\r\n\r\n")) {
            [$head, $connection->received] = explode("\r\n\r\n", $connection->received, 2);
            [$method, $path] = explode(' ', $head) + ['', ''];
            $this->respond($connection, $method, $path);
        }
    }

    private function flush(Connection $connection): void
    {
        if ($connection->unsent !== '') {
            $count = @fwrite($connection->socket, $connection->unsent);
            if ($count === false) {
                $this->close($connection);
                return;
            }
            $connection->unsent = substr($connection->unsent, $count);
        }
        if ($connection->closing && $connection->unsent === '') {
            $this->close($connection);
        }
    }

    private function close(Connection $connection): void
    {
        unset($this->connections[(int) $connection->socket]);
        fclose($connection->socket);
    }
}

$options = getopt('', ['port::']);
(new Server())->run((int) ($options['port'] ?? 8000));
