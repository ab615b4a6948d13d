import Conformance
import Testing

@Suite struct ErrorOutputTests {
  @Test(arguments: [
    ("", ""),
    ("listening\n", "listening"),
    // Python
    (
      """
      Traceback (most recent call last):
        File "server.py", line 7, in <module>
          print(1 / 0)
                ~~^~~
      ZeroDivisionError: division by zero
      """,
      #"File "server.py", line 7, in <module> / print(1 / 0) / ZeroDivisionError: division by zero"#
    ),
    // Node
    (
      """
      file:///home/ada/server.mjs:5
      const port = = 1
                   ^

      SyntaxError: Unexpected token '='
          at compileSourceTextModule (node:internal/modules/esm/utils:346:16)
          at ModuleLoader.loadAndTranslate (node:internal/modules/esm/loader:473:20)

      Node.js v20.20.2
      """,
      "file:///home/ada/server.mjs:5 / const port = = 1 / SyntaxError: Unexpected token '='"
    ),
    // Go
    (
      """
      panic: runtime error: index out of range [3] with length 3

      goroutine 1 [running]:
      main.main()
      \t/home/ada/main.go:8 +0x1d
      exit status 2
      """, "panic: runtime error: index out of range [3] with length 3"
    ),
    ("goroutine 1 [running]:\nmain.main()", "goroutine 1 [running]: / main.main()"),
  ])
  func `an error is named, wherever its stack stands`(output: String, line: String) {
    #expect(ErrorOutput.line(of: output) == line)
  }
}
