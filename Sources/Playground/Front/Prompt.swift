import Observations
import Terminal

/// The prompt on a terminal: libedit below, what happens above.
struct Prompt {
  let options: GlobalOptions

  func run() async -> Int32 { 0 }
}
