import Procession
import StandardPlugins
import Testing

@Suite("Bundled executors as Swift calls them")
struct ShortFormTests {
    static let calls: [ExecutorCall] = [
        .command("echo", "hello"), .shell("true"), .shell("true | false", interpreter: .bash),
        .shell("true", interpreter: .dash), .shell("true", interpreter: .ksh), .shell("true", interpreter: .zsh),
        .script("awk -f", "{ print }", arguments: ["a.txt"]), .script("python3", file: "a.py"),
        .http("PUT", "https://example.org/", json: ["a": 1], outputs: ["b": "/b"]),
        .wait(for: .seconds(90)), .wait(until: "2026-01-31"), .wait(until: "${publish_at}"),
        .approval("Deploy ${version}?"), .process("load-region"), .process("load-region", inputs: ["region": "north"])
    ]

    @Test("each is a configuration that its executor takes", arguments: calls)
    func isTaken(_ call: ExecutorCall) throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: ProcessTypeRegistry())
        let executor = try #require(executors[call.executor])
        #expect(executor.violations(in: call.configuration).isEmpty)
    }
}
