import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Retries and timeouts", .timeLimit(.minutes(1)))
struct RetryTests {
    private func failure(
        _ errorClass: ErrorClass = .runtime, retryAfter: Duration? = nil
    ) -> ScriptedExecutor.Step {
        .fail(TaskFailure(errorClass, "broken", retryAfter: retryAfter))
    }

    @Test("a flaky task is tried again after its delays, under one idempotency key")
    func flaky() async throws {
        let fixture = try await EngineFixture(["a": [failure(), failure(), .complete()]])
        let policy = RetryPolicy(maxRetries: 3, backoff: .exponential, delay: .seconds(10), factor: 3)
        try fixture.add(ProcessDefinition(type: "flaky", tasks: [.scripted("a", retry: policy)]))
        let (process, tasks) = try await fixture.run("flaky")
        #expect(process.status == .completed)
        #expect(tasks["a"]?.retryCount == 2)
        #expect(fixture.executor.calls.map(\.attempt) == [1, 2, 3])
        #expect(Set(fixture.executor.calls.map(\.idempotencyKey)).count == 1)
        let execution = try #require(process.currentExecutionID)
        let attempts = try await fixture.store.attempts(of: execution)
        #expect(attempts.map(\.outcome) == [.failed, .failed, .completed])
        let gaps = zip(attempts.dropFirst(), attempts).map { $0.startedAt.timeIntervalSince($1.completedAt ?? .now) }
        #expect(gaps[0] >= 10)
        #expect(gaps[1] >= 30)
        try await fixture.close()
    }

    @Test("retries end with the last failure")
    func exhausted() async throws {
        let fixture = try await EngineFixture(["a": [failure()]])
        let policy = RetryPolicy(maxRetries: 2, backoff: .constant, delay: .seconds(1))
        try fixture.add(ProcessDefinition(type: "hopeless", tasks: [.scripted("a", retry: policy)]))
        let (process, tasks) = try await fixture.run("hopeless")
        #expect(process.status == .failed)
        #expect(tasks["a"]?.retryCount == 2)
        #expect(fixture.executor.calls.count == 3)
        try await fixture.close()
    }

    @Test(
        "the error class decides whether a retry makes sense",
        arguments: [
            (ErrorClass.configuration, nil, 1), (.unavailable, nil, 3), (.runtime, [.unavailable], 1),
            (.conflict, [.conflict], 3), (.cancelled, [.cancelled], 1)
        ] as [(ErrorClass, Set<ErrorClass>?, Int)])
    func classes(errorClass: ErrorClass, on classes: Set<ErrorClass>?, calls: Int) async throws {
        let fixture = try await EngineFixture(["a": [failure(errorClass)]])
        let policy = RetryPolicy(maxRetries: 2, delay: .milliseconds(100), classes: classes)
        try fixture.add(ProcessDefinition(type: "choosy", tasks: [.scripted("a", retry: policy)]))
        _ = try await fixture.run("choosy")
        #expect(fixture.executor.calls.count == calls)
        try await fixture.close()
    }

    @Test("a wish to be tried later outweighs a shorter delay")
    func retryAfter() async throws {
        let fixture = try await EngineFixture(["a": [failure(.unavailable, retryAfter: .seconds(60)), .complete()]])
        let policy = RetryPolicy(maxRetries: 1, delay: .seconds(1))
        try fixture.add(ProcessDefinition(type: "patient", tasks: [.scripted("a", retry: policy)]))
        let (process, _) = try await fixture.run("patient")
        let attempts = try await fixture.store.attempts(of: try #require(process.currentExecutionID))
        #expect(attempts[1].startedAt.timeIntervalSince(attempts[0].startedAt) >= 60)
        try await fixture.close()
    }

    @Test("a wish to be tried later ends at the longest delay that the policy allows")
    func boundedRetryAfter() async throws {
        let fixture = try await EngineFixture(["a": [failure(.unavailable, retryAfter: .seconds(3600)), .complete()]])
        let policy = RetryPolicy(maxRetries: 1, delay: .seconds(1), maxDelay: .seconds(30))
        try fixture.add(ProcessDefinition(type: "patient", tasks: [.scripted("a", retry: policy)]))
        let (process, _) = try await fixture.run("patient")
        let attempts = try await fixture.store.attempts(of: try #require(process.currentExecutionID))
        let wait = attempts[1].startedAt.timeIntervalSince(attempts[0].startedAt)
        #expect(wait >= 30 && wait < 60)
        try await fixture.close()
    }

    @Test("a task that takes too long is ended and counts as failed by timeout")
    func taskTimeout() async throws {
        let fixture = try await EngineFixture(["a": [.hang]])
        try fixture.add(
            ProcessDefinition(type: "slow", tasks: [.scripted("a", timeout: .seconds(5)), .scripted("b")]))
        let (process, tasks) = try await fixture.run("slow")
        #expect(process.status == .failed)
        #expect(tasks["a"]?.errorClass == .timeout)
        #expect(tasks["a"]?.errorMessage == "timed out after 5s")
        #expect(fixture.executor.running.isEmpty)
        try await fixture.close()
    }

    @Test("a timeout is retried like any failure")
    func timeoutRetried() async throws {
        let fixture = try await EngineFixture(["a": [.hang, .complete()]])
        let policy = RetryPolicy(maxRetries: 1, delay: .seconds(1))
        try fixture.add(
            ProcessDefinition(type: "slow", tasks: [.scripted("a", timeout: .seconds(5), retry: policy)]))
        let (process, _) = try await fixture.run("slow")
        #expect(process.status == .completed)
        try await fixture.close()
    }

    @Test("an execution that takes too long is ended, and its handlers run")
    func executionTimeout() async throws {
        let fixture = try await EngineFixture(["b": [.hang]])
        try fixture.add(
            ProcessDefinition(
                type: "endless", tasks: [.scripted("a"), .scripted("b"), .scripted("c")],
                handlers: [.onFailure: [.scripted("tell")]], timeout: .seconds(30)))
        let (process, tasks) = try await fixture.run("endless")
        #expect(process.status == .failed)
        #expect(tasks.states == ["a COMPLETED", "b FAILED", "c SKIPPED", "tell COMPLETED"])
        #expect(tasks["b"]?.errorClass == .timeout)
        try await fixture.close()
    }
}
