import Procession

extension ExecutorConformance {
    /// How long an attempt may take that is to end soon.
    private static let patience: Duration = .seconds(60)

    /// The rules for attempts.
    var workChecks: [ConformanceCheck] {
        [
            ConformanceCheck("an attempt completes with every output of the descriptor, in its type") {
                try await expectCompletion()
            },
            ConformanceCheck("an attempt can be made again, as after a crash of the engine") {
                for _ in 1...2 { try await expectCompletion() }
            },
            ConformanceCheck("many attempts can be made at the same time") {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<16 { group.addTask { try await expectCompletion() } }
                    try await group.waitForAll()
                }
            },
            ConformanceCheck("an attempt that is cancelled before it begins ends, and leaves no child") {
                try await expectEnd(of: endless ?? completing) { _ in }
            }
        ] + failureChecks + cancellationChecks
    }

    private var failureChecks: [ConformanceCheck] {
        guard let failing else { return [] }
        return [
            ConformanceCheck("what goes wrong with the work is a result, with a reason in one line") {
                let result = try await attempt(failing)
                guard case .failed(let failure) = result else {
                    throw ConformanceFailure(description: "expected \(failing.json) to fail, got \(result)")
                }
                try expect(
                    !failure.message.isEmpty && !failure.message.contains { $0.isNewline },
                    "one line as the message, not \(failure.message.debugDescription)")
                try expect(
                    ![.cancelled, .lost].contains(failure.errorClass),
                    "a class that says what went wrong, not '\(failure.errorClass.rawValue)'")
            }
        ]
    }

    private var cancellationChecks: [ConformanceCheck] {
        guard let endless else { return [] }
        return [
            ConformanceCheck("an attempt that is cancelled while it works ends, and leaves no child") {
                try await expectEnd(of: endless) { reporter in
                    // Not every executor shows that it is at work.
                    let deadline = ContinuousClock.now + .milliseconds(300)
                    while !reporter.hasReported, ContinuousClock.now < deadline {
                        try await Task.sleep(for: .milliseconds(2))
                    }
                }
            }
        ]
    }

    private func expectCompletion() async throws {
        let result = try await attempt(completing)
        guard case .completed(let outputs, _) = result else {
            throw ConformanceFailure(description: "expected \(completing.json) to complete, got \(result)")
        }
        for (name, type) in executor.descriptor.outputs.sorted(by: { $0.key < $1.key }) {
            let value = outputs[name]
            if value == .null, executor.descriptor.optionalOutputs.contains(name) { continue }
            if let value, case .success = type.read(value) { continue }
            throw ConformanceFailure(
                description: "expected the output '\(name)' of type '\(type.rawValue)', got \(value?.json ?? "none")")
        }
    }

    /// What comes of an attempt with a reporter of its own, which says only what it may.
    private func attempt(_ configuration: Value) async throws -> TaskResult {
        let reporter = RecordingReporter()
        let attempt = Attempt(executor, configuration, makeContext(reporter))
        guard let result = try await attempt.result(within: Self.patience) else {
            throw ConformanceFailure(
                description: "expected an end within \(DurationText.format(Self.patience)) of \(configuration.json)")
        }
        try expect(reporter.fractions.allSatisfy { (0...1).contains($0) }, "progress from 0 to 1")
        try expectNoChildren(reporter)
        return try result.get()
    }

    /// - Throws: ``ConformanceFailure`` unless the attempt ends once it is cancelled, which it is after `isAtWork`.
    private func expectEnd(
        of configuration: Value, _ isAtWork: (RecordingReporter) async throws -> Void
    ) async throws {
        let reporter = RecordingReporter()
        let context = makeContext(reporter)
        let attempt = Attempt(executor, configuration, context)
        try await isAtWork(reporter)
        attempt.cancel()
        let patience = context.stopGrace + Self.patience
        guard try await attempt.result(within: patience) != nil else {
            throw ConformanceFailure(
                description: "expected an end within \(DurationText.format(patience)) after the attempt was cancelled")
        }
        try expectNoChildren(reporter)
    }

    private func expectNoChildren(_ reporter: RecordingReporter) throws {
        let left = reporter.children.map(\.pid).filter(ProcessProbe.isAlive)
        try expect(left, equals: [], "the children that outlive the attempt")
    }
}
