"""What scripts/bench-fanout starts: the servers under measurement on core 0, the client on core 1."""
import glob
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import article  # noqa: E402

ROOT, BUILT = article.ROOT, article.BUILT


def build():
    os.makedirs(BUILT, exist_ok=True)
    for name in ("floor", "load"):
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", os.path.join(BUILT, name),
                        os.path.join(HERE, name + ".c")], check=True)
    environment = dict(os.environ, SSE_MODULES="FanoutServer")
    subprocess.run(["swift", "build", "-c", "release", "--scratch-path", BUILT,
                    "--product", "FanoutServer"], cwd=ROOT, env=environment, check=True)


class Server:
    """A server under measurement, on core 0."""

    kinds = {"floor": ("floor", "/events"), "ours": ("release/FanoutServer", "/events")}

    def __init__(self, kind):
        program, self.path = self.kinds[kind]
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", os.path.join(BUILT, program), "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.pid = self.process.pid

    def cpu(self):
        """Seconds on the processor so far."""
        total = 0
        for path in glob.glob(f"/proc/{self.pid}/task/*/schedstat"):
            with open(path) as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def pss(self):
        with open(f"/proc/{self.pid}/smaps_rollup") as file:
            return next(int(l.split()[1]) * 1024 for l in file if l.startswith("Pss:"))

    def peak(self):
        """The most memory that it ever had resident."""
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(l.split()[1]) * 1024 for l in file if l.startswith("VmHWM:"))

    def go(self, rate, count, *size):
        self.process.stdin.write(" ".join(["go", str(rate), str(count), *map(str, size)]) + "\n")
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Nchan:
    """nginx with nchan (Debian's libnginx-mod-nchan), its one worker on core 0."""

    title = "nginx with nchan"
    path = "/events"
    module = "/usr/lib/nginx/modules/ngx_nchan_module.so"

    @classmethod
    def missing(cls):
        """Why it cannot be run; None when it can."""
        if shutil.which("nginx") and os.path.exists(cls.module):
            return None
        return "it is not installed: apt-get install nginx libnginx-mod-nchan"

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="bench-nchan-")
        self.port = article.free_port()
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(f"""
                load_module {self.module};
                worker_processes 1; daemon off; pid {self.folder}/pid; error_log {self.folder}/log;
                worker_rlimit_nofile 20000;
                events {{ worker_connections 19900; }}
                http {{ access_log off; client_body_temp_path {self.folder}/body;
                  nchan_shared_memory_size 256m;
                  server {{ listen 127.0.0.1:{self.port} backlog=4096;
                    location /publish {{ nchan_publisher; nchan_channel_id a; }}
                    location /events {{ nchan_subscriber eventsource; nchan_channel_id a;
                      nchan_subscriber_first_message newest; }} }} }}""")
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", "nginx", "-p", self.folder, "-c", f"{self.folder}/nginx.conf"],
            stderr=subprocess.DEVNULL)
        time.sleep(1)
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as file:
            self.pid = int(file.read().split()[0])

    cpu = Server.cpu
    pss = Server.pss

    def go(self, rate, count):
        def publish():
            start = time.monotonic()
            for number in range(count):
                due = start + number / rate
                time.sleep(max(0, due - time.monotonic()))
                publisher = http.client.HTTPConnection("127.0.0.1", self.port)
                publisher.request("POST", "/publish", f"{int(due * 1e9)} " + "x" * 75)
                publisher.getresponse().read()
                publisher.close()
        threading.Thread(target=publish, daemon=True).start()

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Article:
    """The article's stack: a queue and a generator for each stream, under uvicorn on core 0."""

    title = "the article's stack (FastAPI, sse-starlette, uvicorn)"
    path = "/events"

    @staticmethod
    def missing():
        try:
            article.python()
            return None
        except article.Unavailable as problem:
            return str(problem)

    def __init__(self):
        self.port = article.free_port()
        environment = dict(os.environ, PYTHONPATH=os.path.join(HERE, "article"),
                           PYTHONDONTWRITEBYTECODE="1")
        command = article.uvicorn(article.python(), self.port, "--backlog", "4096")
        self.process = subprocess.Popen(["taskset", "-c", "0", *command], env=environment,
                                        stdin=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the article's server did not come up")

    cpu = Server.cpu
    pss = Server.pss
    go = Server.go

    def close(self):
        self.process.kill()  # it does not end while its streams are open
        self.process.wait()
        self.process.stdin.close()


peers = {"nchan": Nchan, "article": Article}


def start(kind):
    return peers[kind]() if kind in peers else Server(kind)


class Program:
    """The real `sse serve`, which has nothing but its standard error and its signals."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--state", "/nonexistent", "serve", "--port", "0"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if line.startswith("listening at "):
                self.port = int(line.split("/")[2].split(":")[1])
                return
        raise RuntimeError("`sse serve` did not start")

    def terminate(self):
        """Seconds until it is gone after SIGTERM, and its exit status."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
        return time.monotonic() - start, self.process.returncode


class Stalled:
    """Readers that read the head of their stream and no more, until they are asked to."""

    def __init__(self, server, count):
        self.server = server
        self.streams = [self.open() for _ in range(count)]

    def open(self, last_id=None):
        stream = socket.socket()
        if last_id is None:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stream.settimeout(10)
        stream.connect(("127.0.0.1", self.server.port))
        resume = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        stream.sendall(f"GET /events HTTP/1.1\r\nHost: localhost\r\n{resume}\r\n".encode())
        stream.recv(64)
        return stream

    def lost(self, count):
        """How many were not cut, and how many events are missing after they have resumed."""
        uncut = missing = 0
        for stream in self.streams:
            ids = self.ids(stream, count)
            uncut += bool(ids) and ids[-1] == count
            if ids and ids[-1] < count:
                resumed = self.open(self.last_id)
                ids += self.ids(resumed, count)
                resumed.close()
            missing += abs(count - len(ids)) + (ids != list(range(1, len(ids) + 1)))
            stream.close()
        return uncut, missing

    def ids(self, stream, last):
        """The numbers of whole events up to the last one, or to the end of the stream.

        An id is EPOCH-NUMBER; the whole of the last one is what the stream resumes from.
        """
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        ids, rest, pending = [], b"", ""
        while not ids or ids[-1] < last:
            try:
                data = stream.recv(1 << 20)
            except OSError:
                break
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if line.startswith(b"id: "):
                    pending = line[4:].decode()
                elif not line and pending:
                    ids.append(int(pending.rsplit("-")[-1]))
                    self.last_id, pending = pending, ""
        return ids


class Load:
    """The client, on core 1."""

    def __init__(self, port, path, streams, events, polls, last_id=None):
        command = ["taskset", "-c", "1", os.path.join(BUILT, "load"), str(port), path,
                   str(streams), str(events), "poll" if polls else "wait"]
        self.process = subprocess.Popen(command + ([last_id] if last_id else []),
                                        stdout=subprocess.PIPE, text=True)

    def ready(self):
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            raise RuntimeError(f"the client could not open its streams: {line!r}")

    def freeze(self):
        """Leaves its streams open, and does nothing any more."""
        self.process.send_signal(signal.SIGSTOP)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def result(self):
        answer = json.loads(self.process.stdout.readline())
        self.process.wait()
        self.process.stdout.close()
        return answer
