import Foundation
import Logging
import Procession

/// Carries out one attempt, from the claimed row to its outcome.
struct AttemptRunner: Sendable {
    let parts: EngineParts
    let contexts: ExecutionContexts
    let children: ChildStarter

    init(parts: EngineParts, contexts: ExecutionContexts) {
        self.parts = parts
        self.contexts = contexts
        children = ChildStarter(parts: parts)
    }

    /// How long one output may be, in bytes: a text as it is, a list or a map as JSON.
    static let valueLimit = 64 * 1024

    /// Everything that an executor is called with.
    private struct Call {
        var configuration: Value
        var context: TaskContext
    }

    /// Runs the attempt to its end.
    ///
    /// `attach` is given the output as soon as it exists.
    func run(
        _ task: ClaimedTask, control: AttemptControl, attach: @Sendable (AttemptOutput) -> Void
    ) async -> WorkBatch.AttemptOutcome {
        var secrets = AttemptSecrets()
        var output = output(of: task, masker: secrets.masker)
        var result: TaskResult
        do {
            guard let executor = parts.executors[task.executor] else {
                throw TaskFailure(
                    .configuration, "the executor '\(task.executor)' is not registered in this program",
                    code: "unknown-executor")
            }
            let context = try await contexts.context(of: task.executionID, process: task.processID)
            let prepared = try PreparedTask(task, schema: executor.descriptor.configuration)
            secrets = try await self.secrets(of: prepared, in: context)
            if !secrets.values.isEmpty { output = self.output(of: task, masker: secrets.masker) }
            attach(output)
            warn(of: secrets, in: context, output)
            let call = try await call(
                task, prepared, executor, context, secrets: secrets.values, control: control, reporter: output)
            guard control.begin() else { throw CancellationError() }
            result = try await executor.execute(call.configuration, context: call.context)
            result = try checked(
                result, of: executor, prepared, secrets: secrets, context: context, output: output)
        } catch let failure as TaskFailure {
            result = .failed(failure)
        } catch let error as ExpressionError {
            result = .failed(TaskFailure(.expression, error.description))
        } catch let error as ProcessionError {
            result = .failed(TaskFailure(.unavailable, error.message))
        } catch is CancellationError {
            result = .failed(TaskFailure(.cancelled, "cancelled"))
        } catch {
            result = .failed(TaskFailure(.runtime, "\(error)"))
        }
        if case .failed(var failure) = result {
            failure.message = secrets.masker.mask(failure.message)
            result = .failed(failure)
        }
        return outcome(of: task, result, control: control, output: output)
    }

    private func output(of task: ClaimedTask, masker: SecretMasker) -> AttemptOutput {
        AttemptOutput(task: task, masker: masker, limit: parts.configuration.outputLimit, clock: parts.clock)
    }

    // MARK: Before

    /// The secrets that the task names.
    private func secrets(of task: PreparedTask, in context: ExecutionContext) async throws -> AttemptSecrets {
        var names = task.secrets(declared: context.settings.secrets)
        for input in context.settings.inputs.inputs where input.isSecret && task.mentions(input: input.name) {
            if let name = context.inputs[input.name]?.string { names.insert(name) }
        }
        var secrets: [String: String] = [:]
        for name in names { secrets[name] = try await parts.secrets.secret(named: name) }
        return AttemptSecrets(secrets)
    }

    /// Says once an execution which secrets can't be masked.
    private func warn(of secrets: AttemptSecrets, in context: ExecutionContext, _ output: AttemptOutput) {
        for name in secrets.unmasked where context.isFirstWarning(ofSecret: name) {
            output.warn("the secret '\(name)' is too short to be masked; whatever the task shows of it can be read")
        }
    }

    private func call(
        _ task: ClaimedTask, _ prepared: PreparedTask, _ executor: RegisteredExecutor, _ context: ExecutionContext,
        secrets: [String: String], control: AttemptControl, reporter: AttemptOutput
    ) async throws -> Call {
        let settings = context.settings
        let shared = try Value.map(settings.environment).templateReferences()
        var scope = try await AttemptScope(
            for: prepared.references + shared, in: context, task: (task.name, task.attempt), secrets: secrets,
            from: parts.store)
        scope.item = try task.item.map { try Value(json: $0) }
        var configuration = prepared.configuration
        if prepared.hasTemplates {
            let schema = executor.descriptor.configuration
            configuration = try schema.resolve(configuration, in: scope)
            if let violation = executor.violations(in: configuration).first {
                throw TaskFailure(.validation, "after its references were resolved, \(violation.message)")
            }
        }
        var environment: [String: String] = [:]
        for (name, value) in settings.environment.merging(prepared.environment, uniquingKeysWith: { $1 }) {
            environment[name] = try value.resolved(in: scope).text
        }
        let base = settings.baseDirectory ?? FileManager.default.currentDirectoryPath
        let directory = try Value.string(prepared.workingDirectory ?? ".").resolved(in: scope).text
        return Call(
            configuration: configuration,
            context: TaskContext(
                processID: task.processID, processType: settings.type, executionID: task.executionID,
                taskID: task.taskID, task: task.name, attempt: task.attempt,
                idempotencyKey: "\(task.executionID)/\(task.name)",
                inputs: inputs(of: context, prepared, secrets: secrets), item: scope.item, environment: environment,
                inheritsEnvironment: settings.inheritsEnvironment,
                workingDirectory: Self.path(directory, in: base), baseDirectory: base,
                declaredOutputs: prepared.declaredOutputs,
                deadline: parts.clock.now.addingTimeInterval(task.timeout.inSeconds),
                stopGrace: parts.configuration.stopGrace, secrets: secrets,
                database: EngineDatabaseCare(parts: parts),
                processes: AttemptProcesses(
                    starter: children, claim: TaskClaim(fence: task.fence, retryCount: task.retryCount)),
                checkpoint: try task.checkpoint.map { try Value(json: $0) },
                isFenced: { control.reason == .fenced }, clock: parts.clock, logger: parts.logger,
                reporter: reporter))
    }

    /// The inputs as the task sees them: secret ones with their value where it names them, else not at all.
    private func inputs(
        of context: ExecutionContext, _ task: PreparedTask, secrets: [String: String]
    ) -> [String: Value] {
        var inputs = context.inputs
        for input in context.settings.inputs.inputs where input.isSecret {
            let secret = task.mentions(input: input.name) ? inputs[input.name]?.string.flatMap { secrets[$0] } : nil
            inputs[input.name] = secret.map(Value.string)
        }
        return inputs
    }

    private static func path(_ path: String, in directory: String) -> String {
        if path.hasPrefix("/") { return path }
        return path == "." || path.isEmpty ? directory : "\(directory)/\(path)"
    }

    // MARK: After

    /// The result with what is kept of it masked, and outputs within their limits.
    private func checked(
        _ result: TaskResult, of executor: RegisteredExecutor, _ task: PreparedTask, secrets: AttemptSecrets,
        context: ExecutionContext, output: AttemptOutput
    ) throws(TaskFailure) -> TaskResult {
        if case .waiting(let date, let checkpoint, var awaited) = result {
            if let subject = awaited?.subject { awaited?.subject = secrets.masker.mask(subject) }
            return .waiting(until: date, checkpoint: checkpoint.map { secrets.masker.mask($0) }, for: awaited)
        }
        guard case .completed(let outputs, let exitCode) = result, !outputs.isEmpty else { return result }
        let types = executor.descriptor.outputs.merging(task.declaredOutputs) { _, own in own }
        let kept = try KeptOutputs(outputs, types: types, secrets: secrets)
        for warning in kept.warnings { output.warn(warning) }
        var total = 0
        for (name, value) in kept.values {
            let bytes = value.text.utf8.count
            guard bytes <= Self.valueLimit else {
                throw TaskFailure(
                    .validation,
                    "the output '\(name)' is \(bytes) bytes long; \(Self.valueLimit) are allowed: "
                        + "write it to a file and give back the path", code: "output-too-large")
            }
            // What an executor always gives is bounded by itself, and nobody asked for it.
            if executor.descriptor.outputs[name] == nil { total += bytes }
        }
        guard context.reserve(outputBytes: total) else {
            throw TaskFailure(
                .validation,
                "the outputs of this execution are over \(ExecutionContext.outputLimit) bytes: "
                    + "write them to files and give back the paths", code: "outputs-too-large")
        }
        return .completed(outputs: kept.values, exitCode: exitCode)
    }

    private func outcome(
        of task: ClaimedTask, _ result: TaskResult, control: AttemptControl, output: AttemptOutput
    ) -> WorkBatch.AttemptOutcome {
        let now = parts.clock.now
        let (final, exitCode) = self.final(result, of: task, control, now: now)
        let (logs, recent) = output.close()
        return WorkBatch.AttemptOutcome(
            taskID: task.taskID, fence: task.fence, result: final, exitCode: exitCode, outputTail: recent, logs: logs,
            endedAt: now)
    }

    private func final(
        _ result: TaskResult, of task: ClaimedTask, _ control: AttemptControl, now: Date
    ) -> (WorkBatch.AttemptOutcome.Result, exitCode: Int?) {
        switch (result, control.reason) {
        case (.completed(let outputs, let exitCode), nil), (.completed(let outputs, let exitCode), .stop),
            (.completed(let outputs, let exitCode), .shutdown):
            // What was done before the order to end arrived is done.
            return (.completed(outputs: Value.map(outputs).json), exitCode)
        case (.waiting(let date, let checkpoint, let awaited), nil):
            return (.waiting(until: date, checkpoint: checkpoint?.json, for: awaited), nil)
        case (.waiting(let date, let checkpoint, let awaited?), _) where awaited.isRunning:
            // The store knows whether that has to end, too.
            return (.waiting(until: date, checkpoint: checkpoint?.json, for: awaited), nil)
        case (.failed(let failure), nil): return (retried(failure, of: task, now: now), failure.exitCode)
        case (_, .stop): return (.stopped(message: "stopped by request"), result.exitCode)
        case (_, .shutdown), (_, .fenced): return (control.hasBegun ? .interrupted : .returned, result.exitCode)
        case (_, .timeout):
            let failure = TaskFailure(
                .timeout, "timed out after \(DurationText.format(task.timeout))", code: "task-timeout",
                exitCode: result.exitCode)
            return (retried(failure, of: task, now: now), result.exitCode)
        case (_, .executionTimeout):
            let failure = TaskFailure(
                .timeout, "the execution's time was up", code: "execution-timeout", exitCode: result.exitCode)
            return (.failed(failure), result.exitCode)
        }
    }

    private func retried(
        _ failure: TaskFailure, of task: ClaimedTask, now: Date
    ) -> WorkBatch.AttemptOutcome.Result {
        guard task.retryCount < task.retry.maxRetries, task.retry.retries(failure.errorClass) else {
            return .failed(failure)
        }
        var random = parts.random
        let delay = task.retry.delay(beforeRetry: task.retryCount + 1, using: &random)
        // Whoever asks for more patience gets it only as far as the author of the task allows.
        let wait = max(delay, min(failure.retryAfter ?? .zero, task.retry.maxDelay))
        return .retry(failure, at: now.addingTimeInterval(wait.inSeconds))
    }
}

extension TaskResult {
    fileprivate var exitCode: Int? {
        switch self {
        case .completed(_, let exitCode): exitCode
        case .failed(let failure): failure.exitCode
        case .waiting: nil
        }
    }
}

extension Awaited {
    /// Whether work goes on somewhere else while the task waits.
    fileprivate var isRunning: Bool { kind == .process }
}
