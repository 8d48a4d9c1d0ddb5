import Procession

extension FileDraft {
    /// The type that a file without mistakes declares.
    ///
    /// - Parameter baseDirectory: the absolute folder of the file.
    func type(origin: SourceLocation, baseDirectory: String) -> YAMLProcessType? {
        guard let name = name.map({ ProcessTypeName($0.value) }) else { return nil }
        let handlers = groups.compactMap { group in group.trigger.map { ($0, group.tasks) } }
        let schema = InputSchema((inputs ?? []).map(\.spec))
        return YAMLProcessType(
            descriptor: ProcessTypeDescriptor(
                name: name, summary: summary, description: description, version: version, tags: tags ?? [],
                inputs: schema, schedules: (schedules ?? []).compactMap { $0.declaration(schema) },
                origin: .file(origin)),
            definition: ProcessDefinition(
                type: name, version: version, tasks: (tasks ?? []).compactMap(definition),
                handlers: Dictionary(
                    handlers.map { ($0, $1.compactMap(definition)) }, uniquingKeysWith: { first, _ in first }),
                environment: environment?.texts ?? [:], secrets: (secrets ?? []).map(\.value), timeout: timeout,
                failFast: failsFast ?? true, outputs: outputs?.texts ?? [:], baseDirectory: baseDirectory,
                inheritsEnvironment: defaults?.inheritsEnvironment ?? false, concurrency: limit(of: name),
                priority: priority ?? 0))
    }

    private func limit(of type: ProcessTypeName) -> ConcurrencyLimit? {
        guard let concurrency, let limit = concurrency.limit else { return nil }
        return ConcurrencyLimit(
            key: concurrency.key?.scalar?.text ?? type.rawValue, limit: limit,
            whenFull: concurrency.whenFull ?? .queue)
    }

    private func definition(of task: TaskDraft) -> TaskDefinition? {
        guard let name = task.name, let work = task.work else { return nil }
        let variables = defaults?.environment?.texts ?? [:]
        return TaskDefinition(
            name: TaskName(name.value), executor: work.executor.descriptor.name, configuration: work.configuration,
            needs: task.needs?.map { TaskName($0.value) }, condition: task.condition?.scalar?.text,
            forEach: task.items.map { ForEach($0.value, maxParallel: task.maxParallel?.value) },
            environment: variables.merging(task.environment?.texts ?? [:]) { _, own in own },
            workingDirectory: (task.workingDirectory ?? defaults?.workingDirectory)?.scalar?.text,
            timeout: task.timeout ?? defaults?.timeout ?? TaskDefinition.defaultTimeout,
            retry: task.retry ?? defaults?.retry ?? .never, allowsFailure: task.allowsFailure ?? false,
            onInterruption: task.onInterruption ?? .retry,
            outputs: Dictionary(
                (task.outputs ?? []).map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first }),
            pool: task.pool, priority: task.priority ?? 0, description: task.description)
    }
}

extension ScheduleDraft {
    fileprivate func declaration(_ schema: InputSchema) -> ScheduleDeclaration? {
        guard let id, let schedule = cron ?? interval else { return nil }
        return ScheduleDeclaration(
            id: id.value, schedule: schedule, timeZone: timeZone, inputs: values(schema), missed: missed,
            overlap: overlap)
    }
}

extension [NamedValue<YAMLNode>] {
    fileprivate var texts: [String: Value] {
        Dictionary(
            map { ($0.name.value, .string($0.value.value.scalar?.text ?? "")) }, uniquingKeysWith: { first, _ in first }
        )
    }
}
