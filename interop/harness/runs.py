"""Runs of `sse check` over subjects, each kept under the subject's version and the suite's."""

import contextlib
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile

from harness.subjects import ROOT, Missing

RUN_LIMIT = 900  # seconds for a whole run; what takes longer is said not to have been run


def suite_version():
    """What a kept result belongs to: the checks as they are."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "conformance").glob("*.yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def run(subject, sse, environment, only):
    """Returns the report of a run as `--json` has it, with `raised` beside it.

    The rules that failed are asked a second time, one by one: on a busy machine a program that is
    late once is no deviation.
    """
    report = run_once(subject, sse, environment, only)
    failed = {check["rule"] for check in report["checks"] if "failure" in check}
    second = {}
    for rule in sorted(failed):
        again = run_once(subject, sse, environment, f"{subject.kind}/{rule}/")
        second |= {check["id"]: check for check in again["checks"]}
    report["checks"] = [
        check if "failure" not in check or "failure" in second[check["id"]]
        else second[check["id"]] for check in report["checks"]]
    return report


def run_once(subject, sse, environment, only):
    with tempfile.TemporaryDirectory() as folder:
        raised = pathlib.Path(folder, "raised")
        words = [sse, "check", subject.kind, "--json", *subject.options]
        if only:
            words += ["--only", only]
        command = [
            word.replace("{built}", environment["BUILT"]).replace("{sse}", str(sse))
            for word in subject.command]
        if subject.kind == "server":
            port = free_port()
            place = f"http://127.0.0.1:{port}"
            start = " ".join(command).replace("{port}", str(port))
            words += ["--load", "--publish", place + subject.publish, "--start", start]
            words += [place + "/events"]
        elif subject.kind == "parser":
            words += ["--batch", "--", *command, "--batch"]
        elif subject.kind == "client":
            words += ["--width", "4", "--resolver", "--", *command]
        else:
            words += command
        answer = finish(words, os.environ | environment | {"RAISED": str(raised)})
        report = json.loads(answer)
        names = raised.read_text().split() if raised.exists() else []
        report["raised"] = {name: names.count(name) for name in sorted(set(names))}
        return report


def through_proxies(sse):
    """Our own server, directly and through every proxy that is installed: the report's `via`."""
    port = free_port()
    place = f"http://127.0.0.1:{port}/events"
    words = [sse, "check", "server", "--json", "--via", "all", "--publish", place]
    words += ["--start", f"{sse} serve --port {port} --heartbeat 5s", place]
    return json.loads(finish(words, os.environ))["via"]


def finish(words, environment):
    """Runs a command to its end in a session of its own, and leaves nothing of it behind."""
    process = subprocess.Popen(
        [str(word) for word in words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, words_of_error = process.communicate(timeout=RUN_LIMIT)
    except subprocess.TimeoutExpired:
        raise Missing(f"the run took longer than {RUN_LIMIT} s") from None
    finally:
        end(process)
    if not out.startswith(b"{"):
        raise Missing("sse check: " + words_of_error.decode(errors="replace").strip()[-200:])
    return out


def end(process):
    """Asks a process to end and, if it does not, kills it and all that it started."""
    if process.poll() is not None:
        return
    started = descendants(process.pid)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for one in started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def descendants(root):
    """What a process has started, whatever session it is in."""
    parents = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = list(parents.get(root, []))
    for one in found:
        found += parents.get(one, [])
    return found
