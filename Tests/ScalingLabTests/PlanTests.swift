import ScalingFigures
import Platform
import Testing

@testable import ScalingLab

@Suite("A plan") struct PlanTests {
  @Test func `without clients or models it is refused`() {
    let none = #expect(throws: ScalingError.noClients) {
      try ScalingRun(ScalingPlan(program: "/bin/false", clients: []))
    }
    #expect(
      none?.description
        == "There is no number of clients to try: name at least one, such as --clients 10,50.")
    #expect(throws: ScalingError.noClients) {
      try ScalingRun(ScalingPlan(program: "/bin/false", clients: [0, 10]))
    }
    let models = #expect(throws: ScalingError.noModels) {
      try ScalingRun(ScalingPlan(program: "/bin/false", models: []))
    }
    #expect(
      models?.description
        == "There is no model to try: name at least one, such as --models process,async.")
  }

  @Test func `its clients are tried in ascending order`() {
    #expect(ScalingPlan(program: "", clients: [300, 10, 50]).clients == [10, 50, 300])
  }

  @Test func `a pool is Apache's 150 workers, or the article's 10 connections`() {
    let plan = ScalingPlan(program: "")
    #expect(ScalingModel.allCases.map { plan.pool(of: $0) } == [150, 150, 150, 150, 10])
    #expect(ScalingPlan(program: "", pool: 7).pool(of: .todoPool) == 7)
  }

  @Test func `a host is told what the plan says`() throws {
    let plan = ScalingPlan(
      program: "/usr/bin/sse", pool: 8, interval: .milliseconds(250),
      workerCommand: ["scale-worker"])
    let options = HostOptions(model: .process, plan: plan)
    #expect(options.arguments == ["process", "8", "250", "/usr/bin/sse", "scale-worker"])
    let read = try HostOptions(arguments: options.arguments)
    #expect(read.arguments == options.arguments)
  }

  @Test(arguments: [
    ("GET /events?x=1 HTTP/1.1\r\nHost: a b\r\n\r\n", "/events"),
    ("GET /hello HTTP/1.1\r\n\r\n", "/hello"), ("nonsense\r\n\r\n", nil), ("", nil),
  ])
  func `a worker takes the target out of the request line`(head: String, target: String?) {
    #expect(ScalingWorker.target(ofRequest: head) == target)
  }
}

@Suite("The limits of a machine") struct MachineLimitsTests {
  static let small = MachineLimits(
    descriptors: 1_024, processes: 200, memory: 300 << 20, processors: 1)

  @Test func `more clients than descriptors are not asked for`() {
    #expect(Self.small.refusal(of: .async, clients: 960) == nil)
    #expect(
      Self.small.refusal(of: .async, clients: 1_000)
        == "1,000 clients need 1,064 descriptors, and this machine allows a process 1,024 "
        + "(`ulimit -Hn`), so async is not asked for so many.")
  }

  @Test func `a pool larger than the processes of the user is left out`() {
    #expect(Self.small.refusal(of: .process, pool: 40) == nil)
    #expect(Self.small.refusal(of: .async, pool: 150) == nil)
    #expect(
      Self.small.refusal(of: .process, pool: 150)
        == "150 workers do not fit into the 200 processes that this user may have (`ulimit -u`), "
        + "so process is left out; try a smaller --pool.")
  }

  @Test func `a pool that does not fit into memory is left out`() {
    #expect(
      Self.small.refusal(of: .apache, pool: 60)
        == "60 workers need about 377 MB and 315 MB is free, so apache is left out; "
        + "try a smaller --pool.")
  }

  @Test func `this machine has some of everything`() {
    let machine = MachineLimits.ofThisMachine()
    #expect(machine.descriptors >= 256)
    #expect(machine.memory > 0)
    #expect(machine.processors >= 1)
  }
}

@Suite("Apache's installation") struct ApacheInstallationTests {
  @Test func `it is found by its parts, and missing without one of them`() throws {
    let root = try TemporaryFolder(prefix: "sse-scale-test-")
    defer { root.remove() }
    for folder in ["usr", "usr/sbin", "usr/lib", "usr/lib/apache2", "usr/lib/apache2/modules"] {
      try root.makeFolder(folder)
    }
    try root.write("", to: "usr/sbin/apache2")
    try root.write("", to: "usr/lib/apache2/modules/mod_mpm_prefork.so")
    #expect(ApacheInstallation.find(root: root.path) == nil)
    try root.write("", to: "usr/lib/apache2/modules/libphp8.2.so")
    let found = try #require(ApacheInstallation.find(root: root.path))
    #expect(found.phpModule == "libphp8.2.so")
    #expect(found.phpModuleName == "php_module")
  }

  @Test func `its absence is one sentence with the command that helps`() {
    #expect(
      ApacheInstallation.missing
        == "Apache with PHP is not installed here, so the model apache is left out; "
        + "`sudo apt-get install --no-install-recommends apache2 libapache2-mod-php` brings it.")
  }

  @Test func `only root names the user of the workers`() {
    let installation = ApacheInstallation(program: "", modules: "", phpModule: "libphp8.2.so")
    func text(asRoot: Bool) -> String {
      installation.configuration(folder: "/tmp/x", port: 8, pool: 9, asRoot: asRoot)
    }
    #expect(text(asRoot: true).contains("\nUser www-data\nGroup www-data\nStartServers 5\n"))
    #expect(!text(asRoot: false).contains("User"))
    #expect(text(asRoot: false).contains("\nServerLimit 9\nMaxRequestWorkers 9\n"))
  }
}
