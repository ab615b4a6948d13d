"""docs/interop.md and docs/interop.html: subjects and checks, and every deviation with its reason.

Where a subject crashes or hangs the pages say only that, how often, and not at which check.
"""

import collections
import dataclasses
import json
import re

from harness.subjects import INTEROP, KINDS, Subject

TITLES = dict(zip(KINDS, ("Parsers", "Clients", "Servers", "Browsers")))
LEVELS = ("MUST", "SHOULD", "practice")
# How sse check says that a program ended or did not answer.
ENDS = re.compile(
    r"^the (command|server) (ended with|did not answer|gave no answer)|^nobody answers")


@dataclasses.dataclass
class Row:
    subject: Subject
    report: dict
    # Checks that the control failed on this machine.
    unsteady: set = dataclasses.field(default_factory=set)

    def __post_init__(self):
        self.checks, self.ends = [], 0
        for check in self.report["checks"]:
            reason = next(
                (why for pattern, why in self.subject.not_its_own.items()
                 if re.fullmatch(pattern.replace("*", ".*"), check["id"])), None)
            if check["id"] in self.unsteady and not self.subject.control:
                reason = "the suite's small peer failed it on this machine"
            if reason and check["standing"] != "passed":
                check = check | {"standing": "not run", "reason": reason}
            if check["standing"] != "not run" and ENDS.match(check.get("failure", "")):
                self.ends += 1
            else:
                self.checks.append(check)
        self.failed = [check for check in self.checks if check["standing"] in LEVELS]
        self.counts = collections.Counter(check["standing"] for check in self.checks)

    @property
    def sentence(self):
        told = [f"{self.counts['passed']} passed"]
        told += [f"{self.counts[level]} {level}" for level in LEVELS if self.counts[level]]
        told += [f"{self.counts['not run']} not run"] if self.counts["not run"] else []
        told += [f"{self.ends} crashed or hung"] if self.ends else []
        return ", ".join(told)

    @property
    def lines(self):
        return [f"{check['id']}: {check['failure']}" for check in self.failed]

    @property
    def rules(self):
        """The rules that it deviates from: name, how often of how many, the first sentence."""
        asked = collections.Counter(check["rule"] for check in self.report["checks"])
        by_rule = {}
        for check in self.failed:
            by_rule.setdefault(check["rule"], []).append(check)
        for rule, checks in by_rule.items():
            yield rule, len(checks), asked[rule], checks[0]


def write(rows, passages, folder):
    (folder / "interop.md").write_text(
        markdown(rows, (INTEROP / "found.txt").read_text(), passages))
    (folder / "interop.html").write_text(page(rows))


def markdown(rows, found, passages):
    dates = sorted({row.report["date"] for row in rows})
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    lines = [(INTEROP / "head.txt").read_text().replace("{dates}", span)]
    for kind in sorted({row.subject.kind for row in rows}, key=KINDS.index):
        lines += [f"## {TITLES[kind]}", ""]
        lines += ["| | version | passed | MUST | SHOULD | practice | not run | crashed or hung | load |",
                  "|---|---|---|---|---|---|---|---|---|"]
        mine = sorted(
            (row for row in rows if row.subject.kind == kind), key=lambda row: row.counts["MUST"])
        for row in mine:
            cells = [row.counts[name] for name in ("passed", *LEVELS, "not run")]
            cells += [row.ends, row.report["load"]]
            lines.append(f"| {row.subject.name} | {row.subject.version} | "
                         + " | ".join(map(str, cells)) + " |")
        lines.append("")
        for row in mine:
            lines += [f"### {row.subject.name} {row.subject.version} ({row.subject.language})", ""]
            if row.report.get("raised"):
                told = ", ".join(f"{name} {count}" for name, count in row.report["raised"].items())
                lines += [f"Raised, and caught by the adapter: {told}.", ""]
            for rule, count, asked, check in row.rules:
                lines.append(
                    f"- `{rule}` {count} of {asked} ({check['level']}, {check['section']}):"
                    f" {code(check['title'])}: {code(check['failure'])}")
            lines.append("")
    return "\n".join(lines + proxies(passages)) + found


def proxies(passages):
    """What changes for our own server behind each proxy, as Debian ships it and with its lines."""
    if not passages:
        return []
    lines = ["## Proxies", "", "Our own server behind each, as Debian ships it; *mended* are those of the",
             "changed checks that pass once the proxy has its lines (`sse proxy config --mended`).", "",
             "| | version | checks | changed | mended |", "|---|---|---|---|---|"]
    for passage in passages:
        changes = passage["changes"]
        mended = sum(change["mended"] is True for change in changes)
        lines.append(f"| {passage['proxy']} | {passage['version']} | {len(passage['checks'])} "
                     f"| {len(changes)} | {mended} |")
    lines.append("")
    for passage in passages:
        failed = {check["id"]: check for check in passage["checks"] if "failure" in check}
        shown = [change for change in passage["changes"] if change["id"] in failed]
        if not shown:
            continue
        lines += [f"### {passage['proxy']} {passage['version']}", ""]
        for change in shown:
            mends = "mended" if change["mended"] else "not mended by a line that is known here"
            lines.append(f"- `{change['id']}`: {code(failed[change['id']]['failure'])} ({mends})")
        lines += [f"- line: `{line['line']}`" for line in passage["lines"]] + [""]
    return lines


def code(text):
    """Text of a subject's, so that Markdown and pages take it for nothing else."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def page(rows):
    """One file without network: the table's data, and a template that draws it."""
    sentences, subjects = {}, []
    checks = {kind: {} for kind in KINDS}
    for row in rows:
        for check in row.checks:
            checks[row.subject.kind].setdefault(
                check["id"], [check["title"], check["level"], check["section"]])
    for row in rows:
        cells = {}
        for check in row.checks:
            # Beside what crashed, what could not run is no more shown than what passed.
            if check["standing"] in LEVELS or check["standing"] != "passed" and not row.ends:
                words = check.get("failure") or check.get("reason", "")
                number = sentences.setdefault(words, len(sentences))
                cells[check["id"]] = [check["standing"], number]
        subjects.append({
            "name": row.subject.name, "version": row.subject.version, "kind": row.subject.kind,
            "language": row.subject.language, "date": row.report["date"], "ends": row.ends,
            "raised": row.report.get("raised", {}), "cells": cells})
    data = json.dumps(
        {"checks": checks, "subjects": subjects, "sentences": list(sentences)},
        ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (INTEROP / "page.html").read_text().replace("/*DATA*/", data)
