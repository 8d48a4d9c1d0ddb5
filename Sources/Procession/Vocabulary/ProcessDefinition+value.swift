extension ProcessDefinition {
    /// The definition in the words of the YAML form, needs spelled out: what history keeps and the digest is made of.
    public var value: Value {
        var members = membersBesideTasks
        members[Self.tasksKey] = .list(tasks.indices.map { Self.value(of: $0, in: tasks) })
        return .map(members)
    }

    /// ``value`` as JSON text.
    ///
    /// It is made task by task: there may be very many, and as values they take several times the room of their text.
    public var json: String {
        var members = membersBesideTasks
        members[Self.tasksKey] = .null
        var text = "{"
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { text += "," }
            JSONText.write(.string(member.key), to: &text)
            text += ":"
            guard member.key == Self.tasksKey else {
                JSONText.write(member.value, to: &text)
                continue
            }
            text += "["
            for index in tasks.indices {
                if index > 0 { text += "," }
                JSONText.write(Self.value(of: index, in: tasks), to: &text)
            }
            text += "]"
        }
        return text + "}"
    }

    private static let tasksKey = "tasks"

    private static func value(of index: Int, in tasks: [TaskDefinition]) -> Value {
        tasks[index].value(after: index > 0 ? tasks[index - 1].name : nil)
    }

    private var membersBesideTasks: [String: Value] {
        var members: [String: Value] = ["name": .string(type.rawValue)]
        members["version"] = version.map(Value.string)
        if !environment.isEmpty { members["env"] = .map(environment) }
        if !secrets.isEmpty { members["secrets"] = .list(secrets.map(Value.string)) }
        if let timeout { members["timeout"] = .string(DurationText.format(timeout)) }
        if !failFast { members["fail_fast"] = false }
        if !outputs.isEmpty { members["outputs"] = .map(outputs) }
        if inheritsEnvironment { members["inherit_env"] = true }
        members["concurrency"] = concurrency?.value
        if priority != 0 { members["priority"] = .integer(priority) }
        members["base_directory"] = baseDirectory.map(Value.string)
        for (trigger, handlers) in handlers where !handlers.isEmpty {
            members[trigger.rawValue] = .list(handlers.indices.map { Self.value(of: $0, in: handlers) })
        }
        return members
    }
}

extension TaskDefinition {
    /// The task in the words of the YAML form.
    fileprivate func value(after previous: TaskName?) -> Value {
        let needs = needs ?? previous.map { [$0] } ?? []
        var members: [String: Value] = [
            "name": .string(name.rawValue),
            executor.rawValue: configuration,
            "needs": .list(needs.map { .string($0.rawValue) }),
            "timeout": .string(DurationText.format(timeout))
        ]
        if retry != .never { members["retry"] = retry.value }
        members["when"] = condition.map(Value.string)
        members["for_each"] = forEach?.items
        members["max_parallel"] = (forEach?.maxParallel).map(Value.integer)
        if !environment.isEmpty { members["env"] = .map(environment) }
        members["working_directory"] = workingDirectory.map(Value.string)
        if allowsFailure { members["allow_failure"] = true }
        if onInterruption != .retry { members["on_interruption"] = .string(onInterruption.rawValue) }
        if !outputs.isEmpty { members["outputs"] = .map(outputs.mapValues { .string($0.rawValue) }) }
        members["pool"] = pool.map(Value.string)
        if priority != 0 { members["priority"] = .integer(priority) }
        members["description"] = description.map(Value.string)
        return .map(members)
    }
}

extension ConcurrencyLimit {
    /// The limit in the words of the YAML form.
    public var value: Value {
        .map(["key": .string(key), "limit": .integer(limit), "when_full": .string(whenFull.rawValue)])
    }
}

extension RetryPolicy {
    /// The policy in the words of the YAML form.
    public var value: Value {
        var members: [String: Value] = [
            "max_retries": .integer(maxRetries), "backoff": .string(backoff.rawValue),
            "delay": .string(DurationText.format(delay)), "factor": .number(factor),
            "max_delay": .string(DurationText.format(maxDelay)), "jitter": .string(jitter.rawValue)
        ]
        if let classes { members["on"] = .list(classes.map(\.rawValue).sorted().map(Value.string)) }
        return .map(members)
    }
}
