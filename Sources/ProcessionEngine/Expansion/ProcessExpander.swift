import Crypto
package import Procession

/// Turns a process definition into rows.
package struct ProcessExpander: Sendable {
    package var executors: ExecutorRegistry
    package var ids: any IdentifierSource

    package init(executors: ExecutorRegistry, ids: any IdentifierSource) {
        self.executors = executors
        self.ids = ids
    }

    /// The rows of a process.
    ///
    /// - Throws: `invalidDefinition` with every problem that the definition has: names, needs, executors,
    ///   configurations. YAML files have been checked by their loader already; Swift types are checked here.
    package func expand(
        _ definition: ProcessDefinition, schema: InputSchema, input: ProcessInput, process: ProcessID
    ) throws(ProcessionError) -> Expansion {
        let diagnostics = DefinitionCheck(
            definition: definition, executors: executors,
            secretInputs: Set(schema.inputs.filter(\.isSecret).map(\.name))
        ).diagnostics()
        guard diagnostics.isEmpty else {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(definition.type)' can't be expanded",
                diagnostics: diagnostics)
        }
        let scope = KnownValues(definition: definition, schema: schema, input: input, process: process)
        var rows: [NewTask] = []
        rows.reserveCapacity(definition.tasks.count)
        append(definition.tasks, trigger: nil, of: definition, scope: scope, to: &rows)
        for trigger in HandlerTrigger.allCases {
            append(definition.handlers[trigger] ?? [], trigger: trigger, of: definition, scope: scope, to: &rows)
        }
        let text = definition.value.json
        let settings: String
        do {
            settings = try ExecutionSettings(definition, inputs: schema).json()
        } catch {
            throw ProcessionError(.internalFault, "the settings of '\(definition.type)' can't be kept", cause: error)
        }
        return Expansion(
            digest: digest(of: text + settings), definition: text, settings: settings, failFast: definition.failFast,
            timeout: definition.timeout, hasOutputs: !definition.outputs.isEmpty,
            concurrency: try concurrency(of: definition, scope: scope), tasks: rows)
    }

    /// The limit of the definition with its key filled in.
    private func concurrency(
        of definition: ProcessDefinition, scope: KnownValues
    ) throws(ProcessionError) -> ConcurrencyLimit? {
        guard var limit = definition.concurrency else { return nil }
        do throws(ExpressionError) {
            limit.key = try Template(parsing: limit.key).resolve(in: scope).text
        } catch {
            throw ProcessionError(
                .invalidDefinition, "the concurrency key '\(limit.key)' can't be filled in: \(error.message)",
                hint: "only inputs and the process have a value when a process starts")
        }
        guard !limit.key.isEmpty, limit.key.utf8.count <= ConcurrencyLimit.keyLimit else {
            throw ProcessionError(
                .invalidInput, "the concurrency key '\(limit.key.prefix(80))' is empty or too long",
                hint: "it must have 1 to \(ConcurrencyLimit.keyLimit) bytes with this input")
        }
        return limit
    }

    private func append(
        _ tasks: [TaskDefinition], trigger: HandlerTrigger?, of definition: ProcessDefinition, scope: KnownValues,
        to rows: inout [NewTask]
    ) {
        let first = rows.count
        let positions = Dictionary(
            tasks.enumerated().map { ($1.name, first + $0) }, uniquingKeysWith: { first, _ in first })
        for (offset, task) in tasks.enumerated() {
            let index = first + offset
            let executor = executors[task.executor]
            let needs = task.needs.map { $0.compactMap { positions[$0] } } ?? (offset > 0 ? [index - 1] : [])
            rows.append(
                NewTask(
                    id: TaskID(ids.next()), index: index, name: task.name, trigger: trigger,
                    executor: task.executor,
                    lane: executor?.descriptor.startsChildProcess == true ? .child : .inline,
                    command: command(of: task, executor: executor, scope: scope),
                    configuration: task.configuration.json,
                    environment: Value.map(task.environment).json,
                    workingDirectory: task.workingDirectory, timeout: task.timeout, retry: task.retry, needs: needs,
                    condition: task.condition, allowsFailure: task.allowsFailure,
                    onInterruption: task.onInterruption,
                    declaredOutputs: Value.map(task.outputs.mapValues { .string($0.rawValue) }).json,
                    pool: task.pool, priority: TaskPriority.clamped(definition.priority + task.priority)))
        }
    }

    /// What a person would read, at most 4,000 characters of it.
    private func command(of task: TaskDefinition, executor: RegisteredExecutor?, scope: KnownValues) -> String {
        guard let executor else { return task.executor.rawValue }
        let known = scope.fillIn(task.configuration, of: task, schema: executor.descriptor.configuration)
        let summary = executor.summary(of: known)
        return summary.utf8.count <= 4000 ? summary : String(summary.prefix(1000)) + "…"
    }

    private func digest(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
