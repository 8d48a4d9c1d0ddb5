import Procession
import ProcessionTesting
import StandardPlugins
import Testing

@Suite("The guide to executors: their tests", .timeLimit(.minutes(1)))
struct TestingAnExecutor {
    struct ReportsPlugin: ProcessionPlugin {
        let name: PluginName = "reports"
        let summary = "Waits for files and publishes reports."

        func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
            try executors.register(WaitForFile())
        }
    }

    static let executor = ExecutorConformance(
        WaitForFile(), completing: ["path": "/dev/null"], endless: ["path": "/no/such/file"])
    static let plugin = PluginConformance(ReportsPlugin(), beside: StandardPlugins.all)

    @Test("the executor and the plugin keep their contracts", arguments: executor.checks + plugin.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}
