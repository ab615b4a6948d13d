import Testing

/// A way to break the baking course, and what is said about it.
struct Break: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let text: String
  let broken: String
  let complaint: String

  var testDescription: String { name }

  init(_ name: String, in file: String, _ text: String, to broken: String, says complaint: String) {
    self.name = name
    self.file = file
    self.text = text
    self.broken = broken
    self.complaint = complaint
  }
}

private let dough = "lessons/01-dough/lesson.md"
private let oven = "lessons/02-oven/lesson.md"

/// Ways to break a lesson.
let lessonBreaks = [
  Break(
    "no front matter", in: oven, "---\ntitle", to: "title",
    says: """
      lessons/02-oven/lesson.md:1:1: a lesson begins with its title between two lines of '---' [syntax]
      1 | title: Oven
        | ^
      """),
  Break(
    "a key of the front matter misspelt", in: oven, "minutes:", to: "minuets:",
    says: """
      lessons/02-oven/lesson.md:3:1: the front matter has no key 'minuets' [unknown-key]
      3 | minuets: 6
        | ^ did you mean 'minutes'?
      """),
  Break(
    "minutes that are no number", in: oven, "minutes: 6", to: "minutes: six",
    says: """
      lessons/02-oven/lesson.md:3:1: 'minutes' must be a whole number from 1 to 120, not 'six' [wrong-value]
      3 | minutes: six
        | ^
      """),
  Break(
    "no title", in: oven, "title: Oven\n", to: "",
    says: """
      lessons/02-oven/lesson.md:2:1: the front matter needs 'title' [missing-key]
      2 | minutes: 6
        | ^
      """),
  Break(
    "a lesson before that is not there", in: oven, "[dough]", to: "[duogh]",
    says: """
      lessons/02-oven/lesson.md:4:1: there is no lesson 'duogh' [unknown-name]
      4 | after: [duogh]
        | ^ did you mean 'dough'?
      """),
  Break(
    "a lesson before that comes after", in: dough, "minutes: 5", to: "minutes: 5\nafter: [oven]",
    says: """
      lessons/01-dough/lesson.md:4:1: 'oven' comes after this lesson, not before [unknown-name]
      4 | after: [oven]
        | ^
      """),
  Break(
    "a topic without questions", in: dough, "quiz: dough", to: "quiz: yeast",
    says: """
      lessons/01-dough/lesson.md:4:1: no question has the topic 'yeast' [unknown-name]
      4 | quiz: yeast
        | ^
      """),
  Break(
    "YAML that is none", in: dough, "ask: Let the dough rest", to: "ask: Now: let the dough rest",
    says: """
      lessons/01-dough/lesson.md:23:9: this is not YAML: mapping values are not allowed in this context [syntax]
      23 | ask: Now: let the dough rest for an hour.
         |         ^ text with ': ' in it needs quotes
      """),
  Break(
    "a control character", in: dough, "for an hour", to: "for an\u{1B}hour",
    says: """
      lessons/01-dough/lesson.md:23:31: this is not YAML: control characters are not allowed [syntax]
      23 | ask: Let the dough rest for an�hour.
         |                               ^
      """),
  Break(
    "the same key twice", in: dough, "answer: rest 60", to: "answer: rest 60\nanswer: rest 61",
    says: """
      lessons/01-dough/lesson.md:33:1: the key 'answer' stands here twice [duplicate]
      33 | answer: rest 60
         | ^
      """),
  Break(
    "a key of a task misspelt", in: dough, "\nhints:", to: "\nhint:",
    says: """
      lessons/01-dough/lesson.md:30:1: a task has no key 'hint' [unknown-key]
      30 | hint:
         | ^ did you mean 'hints'?
      """),
  Break(
    "a task without an answer", in: dough, "\nanswer: rest 60", to: "",
    says: """
      lessons/01-dough/lesson.md:22:1: a task needs 'answer' [missing-key]
      22 | id: rest
         | ^
      """),
  Break(
    "a kind of observation misspelt", in: dough, "- answered: { text: \"resting",
    to: "- anwsered: { text: \"resting",
    says: """
      lessons/01-dough/lesson.md:25:5: nothing that happens is called 'anwsered' [unknown-name]
      25 |   - anwsered: { text: "resting …" }
         |     ^ did you mean 'answered'?
      """),
  Break(
    "a field misspelt", in: dough, "{ text: \"resting", to: "{ txet: \"resting",
    says: """
      lessons/01-dough/lesson.md:25:17: 'answered' has no field 'txet' [unknown-name]
      25 |   - answered: { txet: "resting …" }
         |                 ^ did you mean 'text'?
      """),
  Break(
    "one hint", in: oven, "[Bake., The oven is hot.]", to: "[Bake.]",
    says: """
      lessons/02-oven/lesson.md:12:1: the task 'bake' needs 2 hints and has 1 [hints]
      12 | id: bake
         | ^
      """),
  Break(
    "a hint that is the answer", in: dough, "\"`rest` takes minutes.\"", to: "rest 60",
    says: """
      lessons/01-dough/lesson.md:22:1: a hint of the task 'rest' is the answer itself [hints]
      22 | id: rest
         | ^
      """),
  Break(
    "a task's id used twice", in: oven, "id: bake", to: "id: rest",
    says: """
      lessons/02-oven/lesson.md:12:1: a task 'rest' is already in the lesson 'dough' [duplicate]
      12 | id: rest
         | ^
      """),
  Break(
    "a page twice", in: oven, "## Eating", to: "## Heat",
    says: """
      lessons/02-oven/lesson.md:22:1: two pages are called 'Heat', the first in line 7 [duplicate]
      22 | ## Heat
         | ^
      """),
  Break(
    "no page at all", in: dough, "## ", to: "### ",
    says: """
      lessons/01-dough/lesson.md:6:1: a lesson needs at least one page, which begins with '## ' [missing-key]
      6 | 
        | ^
      """),
  Break(
    "a link to a file that is not there", in: dough, "02-oven/lesson.md", to: "03-oven/lesson.md",
    says: """
      lessons/01-dough/lesson.md:13:41: this link leads nowhere [broken-link]
      13 | Stir first, think later. See [the oven](../03-oven/lesson.md#heat).
         |                                         ^
      """),
  Break(
    "a link to a page that is not there", in: dough, "#heat", to: "#heap",
    says: """
      lessons/01-dough/lesson.md:13:41: this link leads nowhere [broken-link]
      13 | Stir first, think later. See [the oven](../02-oven/lesson.md#heap).
         |                                         ^
      """),
  Break(
    "a console without a prompt", in: oven, "sse> slice\n", to: "slice\n",
    says: """
      lessons/02-oven/lesson.md:25:1: a console begins with the prompt 'sse> ' [wrong-value]
      25 | slice
         | ^
      """),
  Break(
    "a note that stands before no prompt", in: oven, "a slice of …\n",
    to: "a slice of …\n# look: The crumb.\n",
    says: """
      lessons/02-oven/lesson.md:27:1: '# look:' stands right before the prompt 'sse> ' it is about [wrong-value]
      27 | # look: The crumb.
         | ^
      """),
  Break(
    "a note that says nothing", in: oven, "sse> slice\n", to: "# look:\nsse> slice\n",
    says: """
      lessons/02-oven/lesson.md:25:1: '# look:' says nothing to look at [missing-key]
      25 | # look:
         | ^
      """),
  Break(
    "a note that is longer than its row", in: oven, "sse> slice\n",
    to: "# look: \(String(repeating: "crumb ", count: 12))and crust\nsse> slice\n",
    says: """
      lessons/02-oven/lesson.md:25:1: this note has 81 characters, its row has room for 72 [too-wide]
      25 | # look: \(String(repeating: "crumb ", count: 12))and crust
         | ^
      """),
  Break(
    "a fence misspelt", in: dough, "```console run\nsse> shape", to: "```console rnu\nsse> shape",
    says: """
      lessons/01-dough/lesson.md:40:1: there is no kind of block 'console rnu' [unknown-key]
      40 | ```console rnu
         | ^ did you mean 'console run'?
      """),
  Break(
    "a console that needs an unknown program", in: oven, "```console run fresh",
    to: "```console run fresh needs fridge mxier",
    says: """
      lessons/02-oven/lesson.md:24:35: nothing is known of a program 'mxier' that could be needed \
      [unknown-name]
      24 | ```console run fresh needs fridge mxier
         |                                   ^ did you mean 'mixer'?
      """),
  Break(
    "a console that needs nothing in particular", in: oven, "```console run fresh",
    to: "```console run fresh needs",
    says: """
      lessons/02-oven/lesson.md:24:1: there is no kind of block 'console run fresh needs' \
      [unknown-key]
      24 | ```console run fresh needs
         | ^ did you mean 'console run fresh'?
      """),
  Break(
    "a console that goes on from one that needs a program", in: dough, "```console run fresh",
    to: "```console run fresh needs mixer",
    says: """
      lessons/01-dough/lesson.md:40:1: this console goes on from what needs mixer: say that it \
      needs mixer, too, or begin afresh [missing-key]
      40 | ```console run
         | ^
      """),
  Break(
    "a task that needs an unknown program", in: oven, "ask: Bake it.",
    to: "ask: Bake it.\nneeds: [mixer, frigde]",
    says: """
      lessons/02-oven/lesson.md:14:16: nothing is known of a program 'frigde' that could be needed \
      [unknown-name]
      14 | needs: [mixer, frigde]
         |                ^ did you mean 'fridge'?
      """),
  Break(
    "a task that goes on from a console that needs a program", in: dough, "```console run fresh",
    to: "```console run fresh needs mixer",
    says: """
      lessons/01-dough/lesson.md:22:1: the task 'rest' goes on from what needs mixer: say that it \
      needs mixer, too, or begin afresh [missing-key]
      22 | id: rest
         | ^
      """),
  Break(
    "something excluded that there is not", in: oven, "hints: [Bake.",
    to: "without: [{ clsoed: { side: client } }]\nhints: [Bake.",
    says: """
      lessons/02-oven/lesson.md:15:13: nothing that happens is called 'clsoed' [unknown-name]
      15 | without: [{ clsoed: { side: client } }]
         |             ^ did you mean 'closed'?
      """),
  Break(
    "a console that is too wide", in: oven, "a slice of …",
    to: "a slice of bread, butter on it and jam on that, and on the jam perhaps a little salt, …",
    says: """
      lessons/02-oven/lesson.md:26:81: this line has 87 columns, the screen 80 [too-wide]
      26 | a slice of bread, butter on it and jam on that, and on the jam perhaps a little salt, …
         |                                                                                 ^
      """),
]
