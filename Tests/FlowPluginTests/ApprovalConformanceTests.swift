import FlowPlugin
import Procession
import ProcessionTesting
import Testing

/// The decision of a person ends a task without its executor, so that the work here is what is called when the time is
/// up: the checkpoint says that it has been for long.
@Suite("the approval executor conforms to the contract", .timeLimit(.minutes(2)))
struct ApprovalConformanceTests {
    private static let conformance = ExecutorConformance(
        ApprovalExecutor(), completing: ["message": "Sure?", "timeout": "1s", "on_timeout": "approve"],
        failing: ["message": "Sure?", "timeout": "1s"]
    ) { reporter in
        var context = TaskContext.forTest(reporter)
        context.checkpoint = 0
        return context
    }

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }

    @Test("before its time is up, a question waits, and says until when")
    func waits() async throws {
        let result = try await ApprovalExecutor().execute(
            .init(message: "Sure?", timeout: .seconds(3600)), context: .forTest())
        guard case .waiting(_, let checkpoint?, let awaited?) = result else {
            Issue.record("it does not wait: \(result)")
            return
        }
        #expect(awaited == .approval("Sure?"))
        #expect(checkpoint != .null)
    }
}
