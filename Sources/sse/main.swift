import Playground

Program.becomeWorkerIfAsked()
await Program.main()
