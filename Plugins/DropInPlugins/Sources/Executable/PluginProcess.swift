import ChildProcesses
import Logging
import Procession
import ProcessionYAML
import Synchronization

/// One running process of an executable plugin, which serves many tasks at the same time.
///
/// Whatever it does, each call ends: with an answer, with the end of the process, or after a time.
final class PluginProcess: Sendable {
    typealias Answer = Result<Value, TaskFailure>

    private struct RunningTask {
        var call: Int
        var reporter: any TaskReporter
        var lastHeard: ContinuousClock.Instant
        var stopGrace: Duration
        /// Whether somebody else may be at it.
        var isFenced: @Sendable () -> Bool
        /// Whether the plugin has been asked to carry it out.
        var isSent = false
        /// Whether it is to end, and what its outcome is then, whatever the plugin still answers.
        var verdict: TaskFailure?
    }

    private struct State {
        var lastCall = 0
        var calls: [Int: CheckedContinuation<Answer, Never>] = [:]
        var tasks: [String: RunningTask] = [:]
        /// When there was last anything to do; nil until the plugin has introduced itself.
        var idleSince: ContinuousClock.Instant?
        /// Whether it takes no more tasks.
        var isRetired = false
        /// Why it is gone.
        var end: TaskFailure?
        var runner: Task<Void, Never>?
        var child: ChildIdentity?
        var features: Set<String> = []
        var hasServed = false
    }

    /// How long the process may take to end when it is asked to, and then between SIGTERM and SIGKILL.
    static let endGrace: Duration = .seconds(5)
    /// How much may wait for a plugin that doesn't read.
    private static let inputLimit = 4 * PluginProtocol.longestLine

    private let name: PluginName
    private let program: PluginProgram
    private let command: ChildCommand
    private let input: ChildInput
    private let log: PluginLog
    private let state = Mutex(State())
    private let lines = Mutex(LineSplitter(limit: PluginProtocol.longestLine))

    init(_ manifest: PluginManifest, program: PluginProgram, logger: Logger) throws(TaskFailure) {
        name = manifest.name
        self.program = program
        input = try ChildInput(limit: Self.inputLimit)
        command = try ChildCommand(startOf: program, of: manifest, input: input, grace: Self.endGrace)
        log = PluginLog(logger, plugin: manifest.name)
    }

    // MARK: - Life

    /// Starts the process; the task that it returns ends with it.
    func start(onIdle: @escaping @Sendable (PluginProcess) -> Void) -> Task<Void, Never> {
        // Whoever starts the process awaits this when it stops it.
        let runner = Task { await run(onIdle: onIdle) }
        state.withLock { $0.runner = runner }
        return runner
    }

    private func run(onIdle: @escaping @Sendable (PluginProcess) -> Void) async {
        await withTaskGroup(of: TaskFailure?.self) { group in
            group.addTask { await self.supervise() }
            group.addTask {
                await self.watch(onIdle: onIdle)
                return nil
            }
            for await failure in group {
                guard let failure else { continue }
                end(failure)
                group.cancelAll()
            }
        }
    }

    private func supervise() async -> TaskFailure {
        let outcome: ChildOutcome
        do throws(SpawnFailure) {
            outcome = try await ChildProcess.run(command) { child in
                self.state.withLock { $0.child = child }
            } output: { bytes, stream in
                self.receive(bytes, stream)
            }
        } catch {
            return error.taskFailure
        }
        log.flush()
        let last = log.lastLine.map { ": \($0)" } ?? ""
        return switch outcome {
        case .exited(let code):
            TaskFailure(.plugin, "the plugin '\(name)' ended with exit code \(code)\(last)", code: "plugin-crashed")
        case .killed(let signal):
            TaskFailure(.plugin, "the plugin '\(name)' was killed by signal \(signal)\(last)", code: "plugin-crashed")
        case .stopped: TaskFailure(.plugin, "the plugin '\(name)' was stopped", code: "plugin-stopped")
        }
    }

    private func end(_ failure: TaskFailure) {
        let calls = state.withLock { state in
            state.end = failure
            defer { state.calls = [:] }
            return Array(state.calls.values)
        }
        for call in calls { call.resume(returning: .failure(failure)) }
    }

    /// Asks the process to end, and then makes it.
    func shutDown() async {
        state.withLock { $0.isRetired = true }
        _ = try? await call(.shutdown, [:], within: Self.endGrace)
        input.close()
        let deadline = ContinuousClock.now + Self.endGrace
        while !hasEnded && ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
        terminate()
    }

    /// SIGTERM to everything that the process has started, itself included, and SIGKILL after a grace.
    func terminate() { state.withLock { $0.runner }?.cancel() }

    /// SIGKILL to everything that the process has started, itself included.
    func kill() async {
        let child = state.withLock { state in
            state.isRetired = true
            return state.child
        }
        await OrphanedChild.kill(child, marker: command.marker)
    }

    private var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Whether it takes tasks.
    var isUsable: Bool { state.withLock { $0.end == nil && !$0.isRetired } }

    /// Why it ended by itself before it was given any task; nil if it didn't.
    var prematureEnd: TaskFailure? { state.withLock { $0.hasServed || $0.isRetired ? nil : $0.end } }

    /// Takes no more tasks if it has none now.
    func retireIfIdle() -> Bool {
        state.withLock { state in
            guard state.tasks.isEmpty, state.calls.isEmpty, !state.isRetired else { return false }
            state.isRetired = true
            return true
        }
    }

    /// Looks now and then for tasks that nothing is heard of, and for the end of work.
    private func watch(onIdle: @Sendable (PluginProcess) -> Void) async {
        let interval = min(max(min(program.heartbeatTimeout, program.idleTimeout) / 8, .milliseconds(20)), .seconds(2))
        while (try? await Task.sleep(for: interval)) != nil {
            let now = ContinuousClock.now
            let (silent, isIdle) = state.withLock { state in
                let silent = state.tasks.filter { _, task in
                    task.isSent && task.verdict == nil && now - task.lastHeard > program.heartbeatTimeout
                }
                let isIdle = state.tasks.isEmpty && state.calls.isEmpty
                return (silent.map(\.key), isIdle && state.idleSince.map { now - $0 > program.idleTimeout } ?? false)
            }
            let patience = DurationText.format(program.heartbeatTimeout)
            for key in silent {
                endTask(
                    key,
                    because: TaskFailure(
                        .plugin, "the plugin '\(name)' has said nothing of the task for \(patience)",
                        code: "plugin-unresponsive"))
            }
            if isIdle { onIdle(self) }
        }
    }

    // MARK: - Calls

    /// Remembers what the plugin said that it can do.
    func announce(_ features: Set<String>) {
        state.withLock { state in
            state.features = features
            state.idleSince = .now
        }
    }

    /// The answer to a request that takes no longer than `timeout`.
    func call(
        _ method: PluginProtocol.Method, _ parameters: Value, within timeout: Duration
    ) async throws(TaskFailure) -> Value {
        let id = state.withLock { state in
            state.lastCall += 1
            return state.lastCall
        }
        let late = TaskFailure(
            .plugin,
            "the plugin '\(name)' has not answered '\(method.rawValue)' within \(DurationText.format(timeout))",
            code: "plugin-unresponsive")
        // Ends with the call.
        let timer = Task {
            try await Task.sleep(for: timeout)
            finish(id, .failure(late))
        }
        defer { timer.cancel() }
        let answer = await withCheckedContinuation { continuation in
            send(.request(id: id, method: method.rawValue, parameters: parameters), expecting: id, continuation)
        }
        return try answer.get()
    }

    private func send(
        _ message: PluginMessage, expecting id: Int, _ continuation: CheckedContinuation<Answer, Never>
    ) {
        let line = message.line
        let failure = state.withLock { state -> TaskFailure? in
            if let end = state.end { return end }
            if let failure = write(line) { return failure }
            state.calls[id] = continuation
            return nil
        }
        if let failure { continuation.resume(returning: .failure(failure)) }
    }

    /// - Returns: why the line can't be sent.
    private func write(_ line: [UInt8]) -> TaskFailure? {
        guard line.count <= PluginProtocol.longestLine else {
            return TaskFailure(
                .validation, "the task's configuration and inputs are too large for a plugin (over 4 MiB)",
                code: "plugin-line-too-long")
        }
        guard !input.write(line) else { return nil }
        return TaskFailure(
            .plugin, "the plugin '\(name)' does not read what it is sent", code: "plugin-unresponsive")
    }

    private func finish(_ id: Int, _ answer: Answer) {
        let continuation = state.withLock { $0.calls.removeValue(forKey: id) }
        if let continuation {
            continuation.resume(returning: answer)
        } else if case .success = answer {
            log.note("an answer to a request that nobody waits for: \(id)")
        }
    }

    // MARK: - Tasks

    /// Carries out one attempt; nil if the process takes no more.
    ///
    /// Returns only when the plugin has done with it or is gone: until then the work may still be going on.
    func execute(_ task: PluginTask, context: TaskContext) async -> TaskResult? {
        let begun = state.withLock { state -> (id: Int, validates: Bool)? in
            guard state.end == nil, !state.isRetired else { return nil }
            state.lastCall += 1
            state.hasServed = true
            state.tasks[task.key] = RunningTask(
                call: state.lastCall, reporter: context.reporter, lastHeard: .now, stopGrace: context.stopGrace,
                isFenced: { context.isFenced })
            return (state.lastCall, state.features.contains(PluginProtocol.Feature.validate.rawValue))
        }
        guard let begun else { return nil }
        log.keepSecret(context.secrets.values)
        defer { forget(task.key) }
        return await withTaskCancellationHandler {
            if begun.validates, let refusal = await refusal(of: task) { return .failed(refusal) }
            let answer = await withCheckedContinuation { continuation in
                send(task, call: begun.id, continuation)
            }
            return result(answer, of: task, context: context)
        } onCancel: {
            endTask(task.key, because: TaskFailure(.cancelled, "stopped"))
        }
    }

    private func refusal(of task: PluginTask) async -> TaskFailure? {
        do throws(TaskFailure) {
            let answer = try await call(
                .validate, ["executor": .string(task.executor.rawValue), "configuration": task.configuration],
                within: program.heartbeatTimeout)
            let violations = (answer["violations"]?.list ?? []).compactMap { $0["message"]?.string }
            guard !violations.isEmpty else { return nil }
            return TaskFailure(.validation, violations.joined(separator: "; "), code: "invalid-configuration")
        } catch {
            return error
        }
    }

    private func send(_ task: PluginTask, call id: Int, _ continuation: CheckedContinuation<Answer, Never>) {
        let line = PluginMessage.request(
            id: id, method: PluginProtocol.Method.execute.rawValue, parameters: task.parameters
        ).line
        let failure = state.withLock { state -> TaskFailure? in
            if let failure = state.end ?? state.tasks[task.key]?.verdict ?? write(line) { return failure }
            state.tasks[task.key]?.isSent = true
            state.tasks[task.key]?.lastHeard = .now
            state.calls[id] = continuation
            return nil
        }
        if let failure { continuation.resume(returning: .failure(failure)) }
    }

    private func forget(_ key: String) {
        state.withLock { state in
            state.tasks[key] = nil
            state.idleSince = .now
        }
    }

    private func result(_ answer: Answer, of task: PluginTask, context: TaskContext) -> TaskResult {
        if let verdict = state.withLock({ $0.tasks[task.key]?.verdict }) { return .failed(verdict) }
        switch answer {
        case .failure(let failure): return .failed(failure)
        case .success(let value):
            do throws(PluginMessage.Malformed) {
                return try TaskResult(message: value, now: context.clock.now)
            } catch {
                return .failed(
                    TaskFailure(
                        .plugin,
                        "the plugin '\(name)' has answered 'execute' with what is no result: \(error.message)",
                        code: "plugin-invalid-answer"))
            }
        }
    }

    /// The ladder: a message, a grace, no more tasks for the process and a grace for its others, its end.
    ///
    /// A fenced task makes it short, at whichever step: with it, all others of its worker are fenced.
    private func endTask(_ key: String, because verdict: TaskFailure) {
        let cancel = PluginMessage.notification(
            method: PluginProtocol.Method.cancel.rawValue, parameters: ["task": .string(key)]
        ).line
        let cancelled = state.withLock { state -> RunningTask? in
            guard let task = state.tasks[key], task.verdict == nil else { return nil }
            state.tasks[key]?.verdict = verdict
            guard task.isSent else { return nil }
            _ = write(cancel)
            return task
        }
        guard let (grace, isFenced) = cancelled.map({ ($0.stopGrace, $0.isFenced) }) else { return }
        // Ends by itself: with the task, or by ending the process.
        Task {
            guard await isRunning(after: grace, unless: isFenced, { $0 == key }) else { return }
            if !isFenced() {
                let isNews = state.withLock { state in
                    defer { state.isRetired = true }
                    return !state.isRetired
                }
                if isNews { log.note("it ignores that a task was cancelled; it gets no more tasks") }
                _ = await isRunning(after: grace, unless: isFenced, { $0 != key })
                guard await isRunning(after: .zero, unless: isFenced, { $0 == key }) else { return }
            }
            if !isFenced() {
                terminate()
                guard await isRunning(after: Self.endGrace, unless: isFenced, { $0 == key }) else { return }
            }
            if isFenced() { await kill() }
        }
    }

    /// Whether a task of which the predicate holds is still there after a time; returns earlier if there is none, or one
    /// is fenced.
    private func isRunning(
        after duration: Duration, unless isFenced: () -> Bool, _ isMeant: @Sendable (String) -> Bool
    ) async -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            let isThere = state.withLock { $0.end == nil && $0.tasks.contains { isMeant($0.key) } }
            guard isThere, !isFenced(), ContinuousClock.now < deadline else { return isThere }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    // MARK: - What the plugin says

    private func receive(_ bytes: [UInt8], _ stream: LogStream) {
        guard stream == .stdout else { return log.feed(bytes) }
        for line in lines.withLock({ $0.feed(bytes) }) {
            switch line {
            case .whole(let line):
                if line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) { receive(line) }
            case .tooLong(let beginning):
                log.note("a line of more than 4 MiB, thrown away")
                fail(
                    PluginProcess.id(in: beginning),
                    TaskFailure(
                        .plugin, "the plugin '\(name)' has answered with a line of more than 4 MiB",
                        code: "plugin-line-too-long"))
            }
        }
    }

    private func receive(_ line: [UInt8]) {
        do throws(PluginMessage.Malformed) {
            switch try PluginMessage(line: line) {
            case .result(let id, let value): finish(id, .success(value))
            case .failure(let id, let code, let message, let data):
                fail(id, failure(code: code, message: message, data: data))
            case .notification(let method, let parameters): notified(method, parameters)
            case .request(let id, let method, _):
                _ = write(
                    PluginMessage.failure(
                        id: id, code: PluginProtocol.ErrorCode.unknownMethod,
                        message: "a plugin can't ask for '\(method)'", data: .null
                    ).line)
            }
        } catch {
            let text = String(decoding: line.prefix(200), as: UTF8.self)
            log.note("not a message, because \(error.message): \(text)")
            fail(
                error.id ?? PluginProcess.id(in: line.prefix(64)),
                TaskFailure(
                    .plugin, "the plugin '\(name)' has sent a malformed answer: \(error.message)",
                    code: "plugin-invalid-answer"))
        }
    }

    private func fail(_ id: Int?, _ failure: TaskFailure) {
        if let id { finish(id, .failure(failure)) }
    }

    private func failure(code: Int, message: String, data: Value) -> TaskFailure {
        // Only of `initialize`: everywhere else the code is one that servers use as they like.
        if code == PluginProtocol.ErrorCode.unsupportedProtocol, state.withLock({ $0.idleSince == nil }) {
            return TaskFailure(
                .configuration,
                "the plugin '\(name)' does not speak protocol \(PluginProtocol.supportedWords): \(message)",
                code: "plugin-incompatible")
        }
        if let name = data["class"]?.string, let errorClass = ErrorClass(ofPlugin: name) {
            return TaskFailure(errorClass, message, code: data["code"]?.string)
        }
        let errorClass: ErrorClass = code == PluginProtocol.ErrorCode.invalidParameters ? .validation : .plugin
        return TaskFailure(errorClass, "the plugin '\(name)' refuses: \(message)", code: "plugin-error")
    }

    private func notified(_ method: String, _ parameters: Value) {
        let key = parameters["task"]?.string
        let reporter = state.withLock { state -> (any TaskReporter)? in
            let now = ContinuousClock.now
            guard let key else {
                if method == PluginProtocol.Method.heartbeat.rawValue {
                    for key in state.tasks.keys { state.tasks[key]?.lastHeard = now }
                }
                return nil
            }
            state.tasks[key]?.lastHeard = now
            return state.tasks[key]?.reporter
        }
        switch PluginProtocol.Method(rawValue: method) {
        case .log:
            let stream = parameters["stream"]?.string.flatMap(LogStream.init(rawValue:)) ?? .stdout
            reporter?.log(Array((parameters["text"]?.text ?? "").utf8), stream: stream)
        case .progress:
            let fraction: Double? =
                switch parameters["fraction"] {
                case .number(let number)?: number
                case .integer(let number)?: Double(number)
                default: nil
                }
            guard let fraction, fraction.isFinite else { return }
            reporter?.progress(min(max(fraction, 0), 1), message: parameters["message"]?.string)
        case .heartbeat: break
        default: log.note("an unknown notification: \(method.prefix(60))")
        }
    }

    /// The id with which a line begins that can't be read, or not whole.
    private static func id(in beginning: some Collection<UInt8>) -> Int? {
        let text = String(decoding: beginning, as: UTF8.self)
        return text.prefixMatch(of: /\s*\{[^{}]{0,200}?"id"\s*:\s*(\d{1,15})/).flatMap { Int($0.1) }
    }
}
