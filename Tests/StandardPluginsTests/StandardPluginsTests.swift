import Procession
import ProcessionTesting
import StandardPlugins
import Testing

@Suite("The bundled plugins conform to the contract of a plugin", .timeLimit(.minutes(1)))
struct StandardPluginsTests {
    private static let checks = StandardPlugins.all.flatMap { plugin in
        PluginConformance(plugin, beside: StandardPlugins.all.filter { $0.name != plugin.name }).checks
    }

    @Test("conformance", arguments: checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }

    @Test("each of them, its executors and its types are checked, and each executor has an example")
    func complete() throws {
        let executors = ExecutorRegistry(), types = ProcessTypeRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        for executor in executors.all { #expect(!executor.descriptor.examples.isEmpty, "\(executor.descriptor.name)") }
        let names =
            StandardPlugins.all.map(\.name.rawValue) + executors.all.map(\.descriptor.name.rawValue)
            + types.entries.map(\.name.rawValue)
        for name in names { #expect(Self.checks.contains { $0.name.contains("'\(name)'") }, "\(name)") }
    }
}
