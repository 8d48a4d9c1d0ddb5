import Procession
import ProcessionTesting
import ScriptPlugin
import Testing

@Suite("the script executor conforms to the contract", .timeLimit(.minutes(2)))
struct ScriptConformanceTests {
    private static let conformance = ExecutorConformance(
        ScriptExecutor(), completing: ["language": "sh", "source": "true"],
        failing: ["language": "sh", "source": "exit 3"], endless: ["language": "sh", "source": "sleep 600 & wait"])

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}
