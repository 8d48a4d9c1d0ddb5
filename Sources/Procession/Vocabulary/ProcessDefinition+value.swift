extension ProcessDefinition {
    /// The definition in the words of the YAML form, needs spelled out: what history keeps and the digest is made of.
    public var value: Value {
        var members: [String: Value] = [
            "name": .string(type.rawValue),
            "tasks": .list(tasks.enumerated().map { $1.value(after: $0 > 0 ? tasks[$0 - 1].name : nil) })
        ]
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
            members[trigger.rawValue] = .list(
                handlers.enumerated().map { $1.value(after: $0 > 0 ? handlers[$0 - 1].name : nil) })
        }
        return .map(members)
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
