"""Reads a pool's three exports with readers of others and compares them: see scripts/read-exports.

What an XML parser reads in the Moodle file is what the others are held to, question by question.
"""

import html
import importlib.util
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PATH, BIN = sys.argv[1:]
QUIZ = os.path.basename(PATH)
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
problems = []


def check(ok, sentence):
    if not ok:
        problems.append(sentence)


def words(text):
    """A text without marks and references, as a learner reads it."""
    text = text.replace("\\#", "#").replace("\\=", "=")
    text = re.sub(r"<br ?/>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").strip()


def moodle():
    """Each question of the Moodle file: kind, text, and options with their weights."""
    found = {}
    for question in ElementTree.parse(PATH + ".moodle-xml").getroot():
        if question.get("type") == "category":
            continue
        name = question.findtext("name/text")
        options = [
            (words(answer.findtext("text") or ""), float(answer.get("fraction")))
            for answer in question.findall("answer")
        ]
        pairs = [
            (words(sub.findtext("text") or ""), sub.findtext("answer/text"))
            for sub in question.findall("subquestion")
        ]
        text = words(question.findtext("questiontext/text"))
        found[name] = (question.get("type"), text, options, pairs)
    return found


GIFT_KINDS = {
    "SelectSet": "multichoice", "MultipleChoicesSet": "multichoice", "ShortSet": "shortanswer",
    "NumericAnswerSet": "numerical", "MatchingSet": "matching",
}


def read_gift(expected):
    from pygiftparser import parser

    with open(PATH + ".gift", encoding="utf-8") as file:
        found = {question.title: question for question in parser.parseFile(file)}
    check(found.keys() == expected.keys(), f"GIFT: {found.keys() ^ expected.keys()}")
    for name, question in found.items():
        kind, text, options, pairs = expected[name]
        check(question.valid, f"GIFT {name}: is not valid")
        check(GIFT_KINDS[type(question.answers).__name__] == kind, f"GIFT {name}: no {kind}")
        check(words(question.text) == text, f"GIFT {name}: {question.text!r}, not {text!r}")
        answers = question.answers.answers
        if kind == "matching":
            # Sides that belong to none are not in the file, and said so when it was written.
            got = sorted((words(a.question), words(a.answer)) for a in answers)
            want = sorted((left, words(right)) for left, right in pairs if left)
        elif kind == "numerical":
            got = [(a.value, a.fraction) for a in answers]
            want = [(float(number), weight) for number, weight in options]
        elif kind == "shortanswer":
            got = sorted((a.answer.replace("\\", ""), a.fraction) for a in answers)
            want = sorted((text.replace("\\", ""), weight) for text, weight in options)
        else:
            got = sorted((words(a.answer), a.fraction) for a in answers)
            want = sorted(options)
        check(got == want, f"GIFT {name}: {got}, not {want}")
    return len(found)


def read_moodle(expected):
    from moodle_xml_parser import parser

    with open(PATH + ".moodle-xml", "rb") as file:
        found = {question.name: question for question in parser.parse_bytes(file)["multichoice"]}
    wanted = {name for name, q in expected.items() if q[0] == "multichoice"}
    check(found.keys() == wanted, f"Moodle XML: {found.keys() ^ wanted}")
    for name, question in found.items():
        kind, text, options, _ = expected[name]
        # It undoes references once more than XML did, so that `<` of a sample becomes markup.
        is_plain = "<" not in text
        check(
            not is_plain or words(question.text_pre_parse) == text, f"Moodle XML {name}: the text")
        weights = [option.score_fraction for option in question.options]
        check(weights == [weight for _, weight in options], f"Moodle XML {name}: {weights}")
        right = sum(weight for weight in weights if weight > 0)
        check(abs(right - 100) < 0.0001, f"Moodle XML {name}: weights add up to {right}")
        check(question.shuffle_answers, f"Moodle XML {name}: is not shuffled")
    return len(found)


def read_qti(expected):
    """To 3.0 and back, by the most faithful converter that was found; then item by item."""
    for step, source, target in [
        ("upgrade", PATH + ".qti", PATH + ".qti3"),
        ("downgrade", PATH + ".qti3", PATH + ".qti2"),
    ]:
        run = subprocess.run(
            [BIN + "/qti-convert", step, source, target], capture_output=True, text=True)
        check(run.returncode == 0, f"QTI: {step}: {run.stderr}")
    items = os.listdir(PATH + ".qti/items")
    check({i[:-4] for i in items} == expected.keys(), "QTI: other questions than in Moodle's file")
    for item in items:
        before, after = (
            ElementTree.parse(f"{PATH}.{folder}/items/{item}").getroot()
            for folder in ("qti", "qti2"))
        for path in ["responseDeclaration", "itemBody", "responseProcessing"]:
            one, other = (
                [(e.tag, (e.text or "").strip(), e.get("identifier"), e.get("mapKey"))
                 for e in root.find(QTI + path).iter()]
                for root in (before, after))
            check(one == other, f"QTI {item}: {path} came back otherwise")
        check(
            any(e.get("identifier") == "SCORE" for e in after.iter(QTI + "setOutcomeValue")),
            f"QTI {item}: nothing sets SCORE")
    return len(items)


expected = moodle()
for kind, text, options, pairs in expected.values():
    if kind == "multichoice":
        right = sum(weight for _, weight in options if weight > 0)
        check(abs(right - 100) < 0.0001, f"weights of {text!r} add up to {right}")
for name, package, read in [
    ("pygiftparser", "pygiftparser", read_gift),
    ("moodle-xml-parser", "moodle_xml_parser", read_moodle),
    ("citolab-qti-convert", "qti_convert", read_qti),
]:
    if importlib.util.find_spec(package) is None:
        print(f"not proven by {name}: '{QUIZ}'")
        continue
    print(f"{name} read {read(expected)} of {len(expected)} questions of '{QUIZ}'")
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
