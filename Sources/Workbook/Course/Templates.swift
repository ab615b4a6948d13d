/// What `sse new` writes: files that are already right, with comments on what to change.
enum Templates {
  static func lesson(title: String, id: String, after: String?) -> String {
    """
    ---
    title: \(title)
    minutes: 10               # how long it takes somebody who reads slowly
    after: [\(after ?? "")]   # lessons that come before, by id
    # quiz: \(id)             # the topic of the questions about it, once there are some
    ---

    # \(title)

    Say in two sentences what the reader will be able to do afterwards.

    <!-- Each "##" is a page. Keep a page short enough for one screen. -->

    ## The first page

    Claim something, then show it. What follows a prompt is typed ahead, and Enter
    runs it; `…` stands for any lines. `fresh` begins with nothing running.

    ```console run fresh
    sse> help
    …
    ```

    Now something to do. `expect` looks at what happens, not at what is typed.

    ```yaml task
    id: \(id)-first           # unique in the course, for good: progress remembers it
    ask: Ask for help about `hint`.
    expect:
      - command: { line: help hint }
    misses:
      - run: help
        because: that is help about everything
    hints:
      - "`help` takes the name of a command."
      - "It is two words: `help`, and the command's name."
    answer: help hint
    ```

    <!-- A lesson of the workshop has a step on a page: a block `yaml build` with subject, checks,
         hints and solution, and `builds: server` above; lessons/README.md tells more. -->

    ## The second page

    End with the one sentence that should stay.

    """
  }

  static func quiz(title: String, lesson: String) -> String {
    """
    # One question of each kind; quizzes/README.md has the whole list.
    title: \(title)
    mastered:                 # stands on the diploma, a few words a line
      - what these questions are about
    questions:

      - id: a-choice          # for good: attempts remember it
        topic: \(lesson)
        lesson: \(lesson)
        ask: What does a blank line do in an event stream?
        choose:
          - right: It sets off the event before it
          - wrong: It is ignored, like an unknown field
            because: Unknown fields are ignored; a blank line is what ends a block.
          - wrong: It ends the stream
            because: Only the end of the response does that.

      - id: a-word
        topic: \(lesson)
        lesson: \(lesson)
        ask: Which type has an event without an `event` line?
        type: [message]
        because: It is the one that `onmessage` hears.

      - id: a-stream
        topic: \(lesson)
        lesson: \(lesson)
        ask: What is the data of each event?
        stream: "data: a\\ndata: b\\n\\ndata: c\\n"
        events: ["a\\nb"]
        because: The last block has no blank line, so it is dropped.

    """
  }
}
