import ChecksumPlugin
import DropInPlugins
import Foundation
import Procession
import ProcessionTesting
import ProcessionYAML
import Testing

@Suite("executors of drop-in plugins conform to the contract", .timeLimit(.minutes(2)))
struct DropInConformanceTests {
    @Test("those of a program, whatever else it does")
    func executable() async throws {
        try await Misbehaving.run { plugin async throws in
            let conformance = ExecutorConformance(
                plugin.described, completing: ["act": "echo", "text": "hello"], failing: ["act": "error"],
                endless: ["act": "obey"])
            for check in conformance.checks { try await check.run() }
            #expect(plugin.starts.count == 1)
        }
    }

    @Test("those of a command line")
    func declarative() async throws {
        let manifest = """
            name: nap
            summary: Sleeps.
            executors:
              - name: nap
                summary: Sleeps for a while.
                parameters:
                  seconds: {type: string, required: true, description: How long.}
                argv: [sleep, "${seconds}"]
                outputs: {slept: {type: string, from: stdout}}
                examples: [{title: A short one, yaml: "name: rest\\nnap: {seconds: '1'}"}]
            """
        let loaded = PluginManifestLoader.load(bytes: Array(manifest.utf8), file: "/nap/plugin.yaml")
        guard case .declarative(let executors)? = loaded.manifest?.kind, let executor = executors.first,
            let command = executor.command, let plugin = loaded.manifest
        else {
            Issue.record("\(loaded.diagnostics)")
            return
        }
        let conformance = ExecutorConformance(
            DeclarativeExecutor(executor, command: command, of: plugin), completing: ["seconds": "0"],
            failing: ["seconds": "long"], endless: ["seconds": "600"])
        for check in conformance.checks { try await check.run() }
    }

    private static let checksum = ExecutorConformance(
        ChecksumExecutor(), completing: ["folder": .string(Misbehaving.script.deletingLastPathComponent().path)],
        failing: ["folder": "/nowhere"])

    @Test("one in Swift that serves as a program, too", arguments: checksum.checks)
    func serves(_ check: ConformanceCheck) async throws { try await check.run() }
}
