import Procession
package import ProcessionYAML

/// The conversations by which an executable plugin shows that it keeps the protocol.
package struct ProtocolConformance: Sendable {
    private let manifest: PluginManifest
    private let program: PluginProgram

    private typealias Check = (name: String, problems: @Sendable (PluginConversation) async -> [String])

    package init(_ manifest: PluginManifest, program: PluginProgram) {
        self.manifest = manifest
        self.program = program
    }

    /// How many conversations are held at the same time.
    private static let concurrency = 3

    /// What came of each conversation; each has a process of its own.
    package func run() async -> [PluginTestOutcome] {
        await withTaskGroup(of: (Int, PluginTestOutcome).self) { group in
            var waiting = checks.enumerated().makeIterator()
            func next() {
                guard let (index, check) = waiting.next() else { return }
                group.addTask { (index, await hold(check)) }
            }
            for _ in 0..<Self.concurrency { next() }
            var outcomes: [(Int, PluginTestOutcome)] = []
            for await outcome in group {
                outcomes.append(outcome)
                next()
            }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func hold(_ check: Check) async -> PluginTestOutcome {
        do throws(TaskFailure) {
            let conversation = try PluginConversation(manifest, program)
            var found = await check.problems(conversation)
            if !found.isEmpty, let end = await conversation.end(within: .zero) {
                found.append("the process has ended: \(end)")
            }
            await conversation.stop()
            let noise = conversation.noise.map { "standard output has what is no message: \($0)" }
            return PluginTestOutcome(name: check.name, problems: found + noise)
        } catch {
            return PluginTestOutcome(name: check.name, problems: [error.message])
        }
    }

    private var checks: [Check] {
        [
            ("initialize is answered with a protocol that was offered", introduces),
            ("protocols from the future are refused", refusesFutureProtocols),
            ("describe is answered with executors that follow the rules", describes),
            ("a method that doesn't exist is an error, and no harm", survivesUnknownMethods),
            ("a line that is no message does no harm", survivesMalformedLines),
            ("cancelling a task that doesn't exist does no harm", survivesUnknownTasks),
            ("executing what doesn't exist is an error or a failure", refusesUnknownExecutors),
            ("requests that come together are all answered", answersManyRequests),
            ("shutdown is answered, and the process ends with its input", shutsDown),
            ("the process ends when the engine is gone", endsWithItsInput)
        ]
    }

    @Sendable private func introduces(_ conversation: PluginConversation) async -> [String] {
        switch await introduce(conversation) {
        case .result(_, let value)?:
            guard let number = value["protocol"]?.integer, PluginProtocol.supported.contains(number) else {
                return ["the result's 'protocol' is \(value["protocol"]?.text ?? "missing")"]
            }
            return []
        case let other: return [unexpected(other, expecting: "a result")]
        }
    }

    @Sendable private func refusesFutureProtocols(_ conversation: PluginConversation) async -> [String] {
        let future = PluginProtocol.supported.upperBound + 1000
        conversation.request(1, .initialize, introduction(future, future))
        let answer = await conversation.answer(to: 1, within: program.startTimeout)
        if case .failure? = answer { return [] }
        return [unexpected(answer, expecting: "an error")]
    }

    @Sendable private func describes(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        conversation.request(2, .describe)
        let answer = await conversation.answer(to: 2, within: program.startTimeout)
        guard case .result(_, let description)? = answer else { return [unexpected(answer, expecting: "a result")] }
        return PluginManifestLoader.executors(describedBy: description, plugin: manifest.name.rawValue)
            .diagnostics.filter { $0.severity == .error }
            .map { [$0.keyPath, $0.message].compactMap(\.self).joined(separator: ": ") }
    }

    @Sendable private func survivesUnknownMethods(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        conversation.send(.notification(method: "no_such_notification", parameters: [:]))
        conversation.send(.request(id: 2, method: "no_such_method", parameters: [:]))
        let answer = await conversation.answer(to: 2, within: program.startTimeout)
        guard case .failure? = answer else { return [unexpected(answer, expecting: "an error")] }
        return await goesOn(conversation)
    }

    @Sendable private func survivesMalformedLines(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        for text in ["{", "[]", "null", #"{"jsonrpc":"2.0","id":7}"#, ""] { conversation.send(text: text) }
        return await goesOn(conversation)
    }

    @Sendable private func survivesUnknownTasks(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        conversation.send(
            .notification(method: PluginProtocol.Method.cancel.rawValue, parameters: ["task": "no-such-task"]))
        return await goesOn(conversation)
    }

    @Sendable private func refusesUnknownExecutors(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        conversation.request(
            2, .execute, ["task": "1", "executor": "no-such-executor", "configuration": [:], "context": [:]])
        switch await conversation.answer(to: 2, within: program.startTimeout) {
        case .failure?: return await goesOn(conversation)
        case .result(_, let value)? where value["status"] == "failed": return await goesOn(conversation)
        case let other: return [unexpected(other, expecting: "an error")]
        }
    }

    @Sendable private func answersManyRequests(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        for id in 100..<200 { conversation.request(id, .describe) }
        for id in 100..<200 {
            let answer = await conversation.answer(to: id, within: program.startTimeout)
            guard case .result? = answer else { return [unexpected(answer, expecting: "a result for id \(id)")] }
        }
        return []
    }

    @Sendable private func shutsDown(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        conversation.request(2, .shutdown)
        let answer = await conversation.answer(to: 2, within: PluginProcess.endGrace)
        guard case .result? = answer else { return [unexpected(answer, expecting: "a result")] }
        return await endsWithInput(conversation)
    }

    @Sendable private func endsWithItsInput(_ conversation: PluginConversation) async -> [String] {
        _ = await introduce(conversation)
        return await endsWithInput(conversation)
    }

    // MARK: - What they have in common

    private func introduce(_ conversation: PluginConversation) async -> PluginMessage? {
        let supported = PluginProtocol.supported
        conversation.request(1, .initialize, introduction(supported.lowerBound, supported.upperBound))
        return await conversation.answer(to: 1, within: program.startTimeout)
    }

    private func introduction(_ minimum: Int, _ maximum: Int) -> Value {
        PluginHost.introduction(of: manifest, program, protocols: minimum...maximum)
    }

    private func goesOn(_ conversation: PluginConversation) async -> [String] {
        conversation.request(99, .describe)
        let answer = await conversation.answer(to: 99, within: program.startTimeout)
        guard case .result? = answer else {
            return ["afterwards, " + unexpected(answer, expecting: "a result of 'describe'")]
        }
        return []
    }

    private func endsWithInput(_ conversation: PluginConversation) async -> [String] {
        conversation.closeInput()
        if await conversation.end(within: PluginProcess.endGrace) != nil { return [] }
        let patience = DurationText.format(PluginProcess.endGrace)
        return ["the process has not ended \(patience) after the end of its standard input"]
    }

    private func unexpected(_ message: PluginMessage?, expecting expected: String) -> String {
        switch message {
        case .result(_, let value)?: "there is the result \(value.json.prefix(200)) instead of \(expected)"
        case .failure(_, let code, let text, _)?: "there is the error \(code) (\(text)) instead of \(expected)"
        case .request?, .notification?, nil: "\(expected) has not come in time"
        }
    }
}
