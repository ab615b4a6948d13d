"""The article's Python stack for the benchmarks that run it beside ours: its versions, a venv."""
import os
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILT = os.path.join(ROOT, ".build-release")
REQUIREMENTS = os.path.join(ROOT, "Benchmarks", "todo", "article", "requirements.txt")


class Unavailable(Exception):
    """The stack could not be installed; the text says why."""


def python():
    """The Python of a venv with the article's versions, made if need be."""
    folder = os.path.join(BUILT, "article-venv")
    program = os.path.join(folder, "bin", "python")
    if not os.path.exists(os.path.join(folder, "bin", "uvicorn")):
        try:
            os.makedirs(BUILT, exist_ok=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([program, "-m", "pip", "install", "-q", "--disable-pip-version-check",
                            "--retries", "1", "-r", REQUIREMENTS], check=True,
                           stderr=subprocess.PIPE, text=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            reason = (getattr(problem, "stderr", "") or str(problem)).strip().splitlines()[-1]
            raise Unavailable(f"it could not be installed: {reason}") from problem
    return program


def uvicorn(program, port, *options):
    """The command that serves main:app with that Python; PYTHONPATH says which main."""
    return [program, "-m", "uvicorn", "main:app", "--port", str(port), "--log-level", "warning",
            *options]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
