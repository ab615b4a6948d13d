/// Ways to break a quiz.
let quizBreaks = [
  Break(
    "no right option", in: "quizzes/baker.yaml", "right: Gas from yeast",
    to: "wrong: Gas from yeast\n        because: x",
    says: """
      quizzes/baker.yaml:9:5: no option is 'right' [unfair-question]
      9 |     choose:
        |     ^
      """),
  Break(
    "a wrong option without its reason", in: "quizzes/baker.yaml",
    "\n        because: Salt slows it down.",
    to: "",
    says: """
      quizzes/baker.yaml:11:9: a wrong option needs its 'because' [missing-key]
      11 |       - wrong: The salt in it
         |         ^
      """),
  Break(
    "a right option that gives itself away", in: "quizzes/baker.yaml", "Gas from yeast",
    to: "Gas from yeast, which eats sugar",
    says: """
      quizzes/baker.yaml:5:5: the right option of 'rise' gives itself away: it is much the longest [unfair-question]
      5 |   - id: rise
        |     ^
      """),
  Break(
    "a question of no lesson", in: "quizzes/baker.yaml", "lesson: oven\n    ask: How hot",
    to: "lesson: ovne\n    ask: How hot",
    says: """
      quizzes/baker.yaml:30:5: 'heat' is taught by no lesson: there is no 'ovne' [unknown-name]
      30 |   - id: heat
         |     ^ did you mean 'oven'?
      """),
  Break(
    "a code that says something", in: "quizzes/baker.yaml", "id: heat",
    to: "id: heat\n    code: hot",
    says: """
      quizzes/baker.yaml:31:5: a code is a letter and a number [wrong-value]
      31 |     code: hot
         |     ^ q01
      """),
  Break(
    "a code for one question alone", in: "quizzes/baker.yaml", "id: heat",
    to: "id: heat\n    code: b04",
    says: """
      quizzes/baker.yaml:38:5: 'crust' needs a 'code', since others have one [missing-key]
      38 |   - id: crust
         |     ^
      """),
  Break(
    "an earlier wording that leads nowhere", in: "quizzes/baker.yaml",
    "ask: What makes dough rise?",
    to: "ask: What makes dough rise?\n    was: { Gas: Gas from yaest }",
    says: """
      quizzes/baker.yaml:5:5: 'was' of 'rise' leads to no text: 'Gas from yaest' [unknown-name]
      5 |   - id: rise
        |     ^ did you mean 'Gas from yeast'?
      """),
  Break(
    "a question kept apart from none", in: "quizzes/baker.yaml",
    "topic: oven\n    lesson: oven\n    ask: How hot",
    to: "topic: oven\n    lesson: oven\n    apart: [crst]\n    ask: How hot",
    says: """
      quizzes/baker.yaml:30:5: 'heat' is kept apart from 'crst', which is not here [unknown-name]
      30 |   - id: heat
         |     ^ did you mean 'crust'?
      """),
  Break(
    "two kinds at once", in: "quizzes/baker.yaml", "number: 220",
    to: "number: 220\n    type: [hot]",
    says: """
      quizzes/baker.yaml:35:5: a question has only one of 'choose', 'type', 'stream', 'order', 'match', 'number', 'generate', 'do' [wrong-value]
      35 |     type: [hot]
         |     ^
      """),
  Break(
    "a question's id twice", in: "quizzes/baker.yaml", "id: crust", to: "id: heat",
    says: """
      quizzes/baker.yaml:37:5: the question 'heat' stands here twice, first in line 30 [duplicate]
      37 |   - id: heat
         |     ^
      """),
  Break(
    "a stream whose key the parser does not agree with", in: "quizzes/baker.yaml",
    "type: [crust, the crust]", to: "stream: \"data: a\\n\\ndata: b\\n\"\n    events: [a, b]",
    says: """
      quizzes/baker.yaml:42:5: the parser reads this stream otherwise [wrong-key]
      42 |     events: [a, b]
         |     ^ a
      """),
  Break(
    "a generator misspelt", in: "quizzes/baker.yaml", "type: [crust, the crust]",
    to: "generate: sticky-idz",
    says: """
      quizzes/baker.yaml:41:5: there is no generator 'sticky-idz' [unknown-name]
      41 |     generate: sticky-idz
         |     ^ did you mean 'sticky-ids'?
      """),
  Break(
    "a range outside its limits", in: "quizzes/baker.yaml", "type: [crust, the crust]",
    to: "generate: sticky-ids\n    with: { events: 1..99 }",
    says: """
      quizzes/baker.yaml:42:13: 'events' must be a range within its limits [wrong-value]
      42 |     with: { events: 1..99 }
         |             ^ such as 3..6
      """),
  Break(
    "a placeholder that nothing fills", in: "quizzes/baker.yaml",
    "ask: What is the outside called?\n    type: [crust, the crust]",
    to: "ask: How many are {many}?\n    generate: dispatched-count",
    says: """
      quizzes/baker.yaml:37:5: nothing fills '{many}' in 'crust' [unknown-name]
      37 |   - id: crust
         |     ^
      """),
]
