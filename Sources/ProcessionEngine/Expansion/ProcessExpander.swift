import Crypto
package import Procession

/// Turns a process definition into rows.
package struct ProcessExpander: Sendable {
    package var executors: ExecutorRegistry
    package var types: ProcessTypeRegistry
    package var ids: any IdentifierSource

    package init(executors: ExecutorRegistry, types: ProcessTypeRegistry, ids: any IdentifierSource) {
        self.executors = executors
        self.types = types
        self.ids = ids
    }

    /// The rows of a process.
    ///
    /// - Throws: `invalidDefinition` with every problem that the definition has: names, needs, executors,
    ///   configurations. YAML files have been checked by their loader already; Swift types are checked here.
    package func expand(
        _ definition: ProcessDefinition, schema: InputSchema, input: ProcessInput, process: ProcessID
    ) async throws(ProcessionError) -> Expansion {
        // A very large definition takes as long to write down as to check and to expand.
        async let written = WrittenDefinition(definition, schema)
        let diagnostics = DefinitionCheck(
            definition: definition, executors: executors, types: types,
            secretInputs: Set(schema.inputs.filter(\.isSecret).map(\.name))
        ).diagnostics()
        guard diagnostics.isEmpty else {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(definition.type)' can't be expanded",
                diagnostics: diagnostics)
        }
        let scope = KnownValues(
            type: definition.type, schema: schema, inputs: input.extra.merging(input.values) { _, typed in typed },
            process: process)
        var rows: [NewTask] = []
        rows.reserveCapacity(definition.tasks.count)
        try append(definition.tasks, trigger: nil, priority: definition.priority, scope: scope, to: &rows)
        for trigger in HandlerTrigger.allCases {
            try append(
                definition.handlers[trigger] ?? [], trigger: trigger, priority: definition.priority, scope: scope,
                to: &rows)
        }
        let concurrency = try concurrency(of: definition, scope: scope)
        let texts: WrittenDefinition
        do {
            texts = try await written
        } catch {
            throw ProcessionError(.internalFault, "the settings of '\(definition.type)' can't be kept", cause: error)
        }
        return Expansion(
            digest: texts.digest, definition: texts.definition, settings: texts.settings,
            failFast: definition.failFast,
            timeout: definition.timeout, hasOutputs: !definition.outputs.isEmpty,
            concurrency: concurrency, tasks: rows)
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
        _ tasks: [TaskDefinition], trigger: HandlerTrigger?, priority: Int, scope: KnownValues,
        to rows: inout [NewTask]
    ) throws(ProcessionError) {
        // The items of a task stand right behind its own row, so that places have to be known before rows are made.
        var items: [[Value]] = []
        items.reserveCapacity(tasks.count)
        var positions = [TaskName: Int](minimumCapacity: tasks.count)
        var next = rows.count
        for task in tasks {
            items.append(try knownItems(of: task, scope: scope) ?? [])
            if positions[task.name] == nil { positions[task.name] = next }
            next += 1 + (items.last?.count ?? 0)
        }
        var previous: Int?
        for (task, items) in zip(tasks, items) {
            let index = rows.count
            var row = row(for: task, at: index, trigger: trigger, priority: priority, scope: scope)
            row.needs = task.needs?.compactMap { positions[$0] } ?? previous.map { [$0] } ?? []
            previous = index
            guard let forEach = task.forEach else {
                rows.append(row)
                continue
            }
            let group = GroupRow(task, executor: executors[task.executor])
            row.items = forEach.items.json
            row.maxParallel = forEach.maxParallel
            row.condition = task.condition ?? NewTask.conditionOfEveryGroup
            row.declaredOutputs = group.declaredOutputs
            rows.append(row)
            for (position, item) in items.enumerated() {
                var scope = scope
                scope.item = item
                var row = self.row(for: task, at: rows.count, trigger: trigger, priority: priority, scope: scope)
                row.name = task.name.item(position)
                row.condition = group.itemCondition
                row.group = index
                row.item = item.json
                rows.append(row)
            }
        }
    }

    private func row(
        for task: TaskDefinition, at index: Int, trigger: HandlerTrigger?, priority: Int, scope: KnownValues
    ) -> NewTask {
        let executor = executors[task.executor]
        return NewTask(
            id: TaskID(ids.next()), index: index, name: task.name, trigger: trigger, executor: task.executor,
            lane: executor?.descriptor.startsChildProcess == true ? .child : .inline,
            command: executor?.command(for: task.configuration, knowing: scope) ?? task.executor.rawValue,
            configuration: task.configuration.json, environment: Value.map(task.environment).json,
            workingDirectory: task.workingDirectory, timeout: task.timeout, retry: task.retry,
            condition: task.condition, allowsFailure: task.allowsFailure, onInterruption: task.onInterruption,
            declaredOutputs: Value.map(task.outputs.mapValues { .string($0.rawValue) }).json, pool: task.pool,
            priority: TaskPriority.clamped(priority + task.priority))
    }

    /// The items of a task with ``ForEach``, if they are known before anything has run.
    private func knownItems(of task: TaskDefinition, scope: KnownValues) throws(ProcessionError) -> [Value]? {
        guard let forEach = task.forEach else { return nil }
        do throws(ExpressionError) {
            guard try forEach.references().allSatisfy(scope.isKnown) else { return nil }
            return try forEach.resolve(in: scope)
        } catch {
            throw ProcessionError(
                .invalidDefinition, "the items of task '\(task.name)' can't be made: \(error.message)",
                hint: error.hint)
        }
    }
}

/// What is kept of a definition beside the rows.
private struct WrittenDefinition {
    let definition: String
    let settings: String
    /// Tells whether two starts of a process have the same definition.
    let digest: String

    init(_ definition: ProcessDefinition, _ schema: InputSchema) throws {
        self.definition = definition.json
        settings = try ExecutionSettings(definition, inputs: schema).json()
        var hash = SHA256()
        for var text in [self.definition, settings] {
            text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }
        digest = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
