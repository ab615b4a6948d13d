"""The subjects: what stands in subjects.toml, and how each is installed.

A Python package goes into a folder of its own, under its name and version, so that two subjects
never share one; Debian's packages are the system's. Nothing is installed twice.
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).parents[2]
INTEROP = ROOT / "interop"
INSTALL_LIMIT = 900  # seconds
KINDS = ("parser", "client", "server", "page")


@dataclasses.dataclass
class Subject:
    name: str
    kind: str  # one of KINDS; a page is the EventSource of a browser
    language: str
    command: list[str]
    pip: list[str] = dataclasses.field(default_factory=list)
    debian: list[str] = dataclasses.field(default_factory=list)
    build: list[str] = dataclasses.field(default_factory=list)
    options: list[str] = dataclasses.field(default_factory=list)
    # Checks that judge our adapter and not the library, with the reason.
    not_its_own: dict[str, str] = dataclasses.field(default_factory=dict)
    # A small peer of ours: what it fails on this machine counts against nobody.
    control: bool = False
    publish: str = "/send"
    version: str = ""

    @property
    def key(self):
        return re.sub(r"[^\w.+-]", "_", f"{self.kind}-{self.name}@{self.version}")


class Missing(Exception):
    """Why a subject cannot run here."""


def read(only):
    with open(INTEROP / "subjects.toml", "rb") as file:
        whole = tomllib.load(file)
    for table in whole["subject"]:
        shared = {name: table.get(name, []) for name in ("pip", "debian", "build")}
        for kind in KINDS:
            ours = {
                pattern: group["why"] for name, group in whole["ours"].items()
                if kind == "server" and not table.get("has_" + name) for pattern in group["checks"]}
            if kind not in table or only not in f"{kind}/{table['name']}":
                continue
            yield Subject(
                table["name"], kind, table["language"], table[kind].split(), **shared,
                options=table.get("options", {}).get(kind, "").split(),
                control=table.get("control", False),
                publish=table.get("publish", "/send"),
                not_its_own=whole["doubted"] | ours)


def version_of_debian(package):
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", package],
        capture_output=True, text=True)
    version, _, status = asked.stdout.partition(" ")
    return version if status == "installed" else None


def find_or_install(subject, cache, may_install):
    """Returns the environment that the subject runs in; sets its version."""
    missing = [name for name in subject.debian if not version_of_debian(name)]
    if missing and may_install:
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", *missing],
            check=True, capture_output=True, timeout=INSTALL_LIMIT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})
    elif missing:
        raise Missing("not installed: " + " ".join(missing))
    folder = cache / "packages" / re.sub(r"[^\w.=+-]", "_", "_".join(subject.pip))
    if subject.pip and not folder.exists():
        part = folder.with_name(folder.name + ".part")
        answer = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet",
             "--disable-pip-version-check", "--target", part, *subject.pip],
            capture_output=True, text=True, timeout=INSTALL_LIMIT)
        if answer.returncode != 0:
            raise Missing("pip: " + (answer.stderr.strip().splitlines() or ["failed"])[-1])
        part.rename(folder)
    subject.version = (
        subject.pip[0].partition("==")[2] if subject.pip
        else version_of_debian(subject.debian[0]) if subject.debian else own_version())
    environment = {
        "INTEROP": str(INTEROP), "BUILT": str(cache / "built"), "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode", "GOCACHE": str(cache / "go"), "GOFLAGS": "",
        "PYTHONPATH": f"{folder}:{INTEROP}" if subject.pip else str(INTEROP),
        "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": ""}
    if subject.build:
        (cache / "built").mkdir(exist_ok=True)
        answer = subprocess.run(
            ["sh", "-c", " ".join(subject.build)], cwd=INTEROP,
            env=os.environ | environment, capture_output=True, text=True, timeout=INSTALL_LIMIT)
        if answer.returncode != 0:
            raise Missing("does not build: " + (answer.stderr.strip().splitlines() or [""])[-1])
    return environment


def own_version():
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip() or "today"
