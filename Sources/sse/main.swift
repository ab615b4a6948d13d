import Playground

await Program.main()
