// A program for tests of the terminal: a prompt, and panes with a synthetic stream above it.
import Terminal

let demo = Demo()
await demo.run()
