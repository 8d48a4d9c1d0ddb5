import Procession
import ProcessionTesting
import ShellPlugin
import Testing

@Suite("the shell executor conforms to the contract", .timeLimit(.minutes(2)))
struct ShellConformanceTests {
    private static let conformance = ExecutorConformance(
        ShellExecutor(), completing: "true", failing: "exit 3", endless: "sleep 600 & wait")

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}
