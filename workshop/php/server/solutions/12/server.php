<?php

// An event stream at /events, and a POST to /send that publishes on it.
//
//     php server.php --port=8000
//
// Behind Apache or FPM each stream would take a process, and none would know of the others. So
// this is one process with one loop: it waits at all sockets at once.

declare(strict_types=1);

require __DIR__ . '/channel.php';

const MAX_HEAD = 16 << 10;
const MAX_BODY = 1 << 20;
const MAX_BEHIND = 16 << 20; // unsent bytes of one reader: more than the whole history
const HEARTBEAT = 5; // seconds of silence
const STREAM_HEAD = [
    'Content-Type' => 'text/event-stream',
    'Cache-Control' => 'no-cache',
    'X-Accel-Buffering' => 'no',
];

/** One client: its socket, what it has sent, and what is still to be sent to it. */
final class Connection
{
    public string $received = '';
    /** @var list<string> Blocks that many connections share, so that a slow one costs no copy. */
    public array $unsent = [];
    public int $unsentBytes = 0;
    public bool $closing = false;
    public bool $follows = false;
    public bool $hasChunks = true;
    public float $lastWrite = 0;

    /** @param resource $socket */
    public function __construct(public $socket)
    {
    }

    public function write(string $bytes): void
    {
        $this->unsent[] = $bytes;
        $this->unsentBytes += strlen($bytes);
    }

    public function writeBlock(string $block): void
    {
        if ($this->hasChunks) {
            $this->write(dechex(strlen($block)) . "\r\n");
        }
        $this->write($block);
        if ($this->hasChunks) {
            $this->write("\r\n");
        }
        $this->lastWrite = microtime(true);
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
    private Channel $channel;
    private float $endsAt = INF;

    public function __construct()
    {
        $this->channel = new Channel();
    }

    /** Answers the first request that is whole; false when there is none. */
    private function respond(Connection $connection): bool
    {
        $end = strpos($connection->received, "\r\n\r\n");
        if ($end === false) {
            // What is no HTTP is refused at once, and so is a head without an end.
            if (strlen($connection->received) > MAX_HEAD
                || !preg_match('~^[A-Z]{0,16}$|^[A-Z]{1,16} [^\r\n]*(\r?$|\r\n)~', $connection->received)) {
                $this->refuse($connection, '400 Bad Request');
            }
            return false;
        }
        $head = substr($connection->received, 0, $end);
        if (!preg_match('~^([A-Z]+) (\S+) HTTP/(1\.[01])\r?$~m', strtok($head, "\n"), $found)) {
            $this->refuse($connection, '400 Bad Request');
            return false;
        }
        [, $method, $path, $version] = $found;
        $length = (int) (self::header($head, 'Content-Length') ?? '0');
        if ($length > MAX_BODY) {
            $this->refuse($connection, '413 Content Too Large');
            return false;
        }
        if (strlen($connection->received) < $end + 4 + $length) {
            return false;
        }
        $body = substr($connection->received, $end + 4, $length);
        $connection->received = substr($connection->received, $end + 4 + $length);
        match ("$method $path") {
            'GET /events' => $this->follow($connection, $head, $version),
            'HEAD /events' => $connection->answer('200 OK', STREAM_HEAD + ['Transfer-Encoding' => 'chunked']),
            'OPTIONS /events' => $connection->answer('204 No Content', ['Allow' => 'GET, HEAD, OPTIONS']),
            'OPTIONS /send' => $connection->answer('204 No Content', ['Allow' => 'OPTIONS, POST']),
            'POST /send' => $this->publish($connection, $body),
            default => in_array($path, ['/events', '/send'], true)
                ? $this->refuse($connection, '405 Method Not Allowed')
                : $this->refuse($connection, '404 Not Found'),
        };
        if ($version === '1.0' && !$connection->follows) {
            $connection->closing = true;
        }
        return true;
    }

    private function refuse(Connection $connection, string $status, string $reason = ''): void
    {
        $connection->answer($status, ['Content-Length' => strlen($reason), 'Connection' => 'close'], $reason);
        $connection->closing = true;
    }

    private function publish(Connection $connection, string $body): void
    {
        try {
            $block = $this->channel->publish($body);
        } catch (InvalidArgumentException | JsonException $error) {
            $this->refuse($connection, '400 Bad Request', $error->getMessage() . "\n");
            return;
        }
        foreach ($this->connections as $reader) {
            if ($reader->follows && $reader->unsentBytes > MAX_BEHIND) {
                $this->close($reader); // It does not read. It will come back and resume.
            } elseif ($reader->follows) {
                $reader->writeBlock($block);
            }
        }
        $connection->answer('204 No Content');
    }

    private function follow(Connection $connection, string $head, string $version): void
    {
        $connection->hasChunks = $version !== '1.0';
        $chunked = $connection->hasChunks ? ['Transfer-Encoding' => 'chunked'] : [];
        $connection->answer('200 OK', STREAM_HEAD + $chunked + ['Connection' => 'close']);
        $connection->writeBlock(": welcome\n\n");
        // All in one turn of the loop: no event can come between what was missed and what is new.
        foreach ($this->channel->since(self::header($head, 'Last-Event-ID') ?? '') as $block) {
            $connection->writeBlock($block);
        }
        $connection->follows = true;
    }

    private static function header(string $head, string $name): ?string
    {
        return preg_match("~^$name:[ \t]*(.*?)[ \t]*\r?$~mi", $head, $found) ? $found[1] : null;
    }

    /** Ends all streams, and the program when they have ended: after 2 s at most. */
    public function end(): void
    {
        foreach ($this->connections as $connection) {
            if ($connection->follows) {
                // Each stream gets a time of its own, or all come back in the same instant.
                $connection->writeBlock('retry: ' . random_int(1000, 5000) . "\n\n");
                if ($connection->hasChunks) {
                    $connection->write("0\r\n\r\n");
                }
                $connection->follows = false;
            }
            $connection->closing = true;
        }
        $this->endsAt = microtime(true) + 2;
    }

    public function run(int $port): void
    {
        $context = stream_context_create(['socket' => ['backlog' => 511]]);
        $flags = STREAM_SERVER_BIND | STREAM_SERVER_LISTEN;
        $listener = stream_socket_server("tcp://127.0.0.1:$port", $code, $reason, $flags, $context);
        if ($listener === false) {
            exit("cannot listen at port $port: $reason\n");
        }
        if (function_exists('pcntl_signal')) {
            pcntl_async_signals(true);
            pcntl_signal(SIGTERM, fn () => $this->end());
            pcntl_signal(SIGINT, fn () => $this->end());
        }
        echo "listening at http://127.0.0.1:$port/events\n";
        while (microtime(true) < $this->endsAt && ($this->endsAt === INF || $this->connections)) {
            $this->turn($this->endsAt === INF ? [$listener] : []);
        }
    }

    /** One turn of the loop. */
    private function turn(array $reading): void
    {
        $listener = $reading[0] ?? null;
        $writing = [];
        foreach ($this->connections as $connection) {
            $reading[] = $connection->socket;
            if ($connection->unsent) {
                $writing[] = $connection->socket;
            }
        }
        $others = null;
        if (@stream_select($reading, $writing, $others, 0, 500_000) === false) {
            return; // A signal came.
        }
        foreach ($reading as $socket) {
            if ($socket === $listener) {
                $this->accept($listener);
            } elseif (isset($this->connections[(int) $socket])) {
                $this->receive($this->connections[(int) $socket]);
            }
        }
        $silentSince = microtime(true) - HEARTBEAT;
        foreach ($this->connections as $connection) {
            if ($connection->follows && $connection->lastWrite < $silentSince) {
                $connection->writeBlock(": still here\n\n");
            }
            $this->flush($connection);
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
            $this->close($connection); // It has left.
            return;
        }
        if ($connection->follows || $connection->closing) {
            return; // Nothing that it could say now is of any account.
        }
        $connection->received .= $bytes;
        while (!$connection->follows && !$connection->closing && $connection->received !== ''
            && $this->respond($connection)) {
        }
    }

    private function flush(Connection $connection): void
    {
        while ($connection->unsent) {
            $bytes = $connection->unsent[0];
            $count = @fwrite($connection->socket, $bytes);
            if ($count === false) {
                $this->close($connection);
                return;
            }
            $connection->unsentBytes -= $count;
            if ($count < strlen($bytes)) {
                $connection->unsent[0] = substr($bytes, $count);
                return;
            }
            array_shift($connection->unsent);
        }
        if ($connection->closing) {
            $this->close($connection);
        }
    }

    private function close(Connection $connection): void
    {
        unset($this->connections[(int) $connection->socket]);
        if (is_resource($connection->socket)) {
            fclose($connection->socket);
        }
    }
}

$options = getopt('', ['port::']);
(new Server())->run((int) ($options['port'] ?? 8000));
