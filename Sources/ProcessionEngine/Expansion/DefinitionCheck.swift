import Procession

/// Finds every problem of a definition that Swift code has made.
struct DefinitionCheck {
    let definition: ProcessDefinition
    let executors: ExecutorRegistry
    let types: ProcessTypeRegistry
    /// Names of inputs that hold a secret.
    let secretInputs: Set<String>

    func diagnostics() -> [Diagnostic] {
        var found: [Diagnostic] = []
        if definition.tasks.isEmpty {
            found.append(
                Diagnostic(code: "missing-key", message: "the process type '\(definition.type)' has no tasks"))
        }
        checkNames(&found)
        checkLimits(&found)
        checkNeeds(of: definition.tasks, path: "tasks", &found)
        checkTasks(definition.tasks, path: "tasks", &found)
        for trigger in HandlerTrigger.allCases {
            guard let handlers = definition.handlers[trigger] else { continue }
            checkNeeds(of: handlers, path: trigger.rawValue, &found)
            checkTasks(handlers, path: trigger.rawValue, &found)
        }
        return found
    }

    /// Tasks, then handlers, without a copy of the perhaps very many.
    private var everyTask: some Sequence<TaskDefinition> {
        ([definition.tasks] + HandlerTrigger.allCases.map { definition.handlers[$0] ?? [] }).joined()
    }

    /// Only what is wrong with the processes that tasks start.
    func startedProcesses() -> [Diagnostic] {
        var found: [Diagnostic] = []
        checkProcesses(of: definition.tasks, path: "tasks", &found)
        for trigger in HandlerTrigger.allCases {
            checkProcesses(of: definition.handlers[trigger] ?? [], path: trigger.rawValue, &found)
        }
        return found
    }

    private func checkProcesses(of tasks: [TaskDefinition], path: String, _ found: inout [Diagnostic]) {
        for task in tasks {
            guard let executor = executors[task.executor] else { continue }
            checkProcesses(of: task, executor, path: path, &found)
        }
    }

    private func checkProcesses(
        of task: TaskDefinition, _ executor: RegisteredExecutor, path: String, _ found: inout [Diagnostic]
    ) {
        for call in executor.processes(in: task.configuration) where types[call.type] == nil {
            found.append(unknownType(call.type, of: task, path: path))
        }
    }

    private func checkNames(_ found: inout [Diagnostic]) {
        var seen = Set<TaskName>(minimumCapacity: definition.tasks.count)
        for task in everyTask {
            if !NameSyntax.isName(task.name.rawValue) {
                found.append(
                    Diagnostic(
                        code: "invalid-name", message: "'\(task.name)' can't name a task",
                        hint: "use lower-case letters, digits and '-', a letter first, at most 63"))
            }
            if !seen.insert(task.name).inserted {
                found.append(Diagnostic(code: "duplicate-name", message: "two tasks are named '\(task.name)'"))
            }
        }
    }

    private func checkLimits(_ found: inout [Diagnostic]) {
        if let limit = definition.concurrency, limit.limit < 1 {
            found.append(
                Diagnostic(
                    code: "out-of-range", message: "a concurrency limit of \(limit.limit) lets nothing run",
                    keyPath: "concurrency.limit", hint: "it must be at least 1"))
        }
        for task in everyTask {
            guard let pool = task.pool, !NameSyntax.isName(pool) else { continue }
            found.append(
                Diagnostic(
                    code: "invalid-name", message: "'\(pool)' can't name a pool", keyPath: "\(task.name).pool",
                    hint: "use lower-case letters, digits and '-', a letter first, at most 63"))
        }
    }

    private func checkNeeds(of tasks: [TaskDefinition], path: String, _ found: inout [Diagnostic]) {
        let names = Set(tasks.map(\.name))
        for task in tasks {
            for need in task.needs ?? [] where !names.contains(need) {
                found.append(
                    Diagnostic(
                        code: "unknown-task", message: "task '\(task.name)' needs '\(need)', which does not exist",
                        keyPath: "\(path).\(task.name).needs",
                        hint: NearestName.hint(for: need.rawValue, among: names.map(\.rawValue))))
            }
        }
        if let cycle = NeedsGraph(tasks).cycle {
            found.append(
                Diagnostic(
                    code: "cyclic-needs",
                    message: "tasks need each other: \(cycle.map(\.rawValue).joined(separator: " -> "))",
                    keyPath: path))
        }
    }

    private func checkTasks(_ tasks: [TaskDefinition], path: String, _ found: inout [Diagnostic]) {
        // A process may have 100,000 tasks of the same few configurations: each is looked at once.
        var checked: Set<CheckedConfiguration> = []
        for task in tasks {
            guard let executor = executors[task.executor] else {
                let known = executors.all.map(\.descriptor.name.rawValue)
                found.append(
                    Diagnostic(
                        code: "unknown-executor",
                        message: "task '\(task.name)' names the executor '\(task.executor)', which is not registered",
                        keyPath: "\(path).\(task.name)",
                        hint: NearestName.hint(for: task.executor.rawValue, among: known)
                            ?? "registered are: \(known.joined(separator: ", "))"))
                continue
            }
            checkItems(of: task, path: path, &found)
            checkOutputs(of: task, executor.descriptor, path: path, &found)
            let configuration = CheckedConfiguration(executor: task.executor, configuration: task.configuration)
            guard checked.insert(configuration).inserted else { continue }
            for text in executor.descriptor.configuration.texts(in: task.configuration)
            where text.templating == .argument
                && (try? Template(parsing: text.text).references)?.contains(where: isSecret) == true
            {
                found.append(
                    Diagnostic(
                        code: "secret-in-arguments",
                        message: "task '\(task.name)' has a secret among its arguments: every user can read those",
                        keyPath: "\(path).\(task.name).\(task.executor)", hint: "pass it through the environment"))
            }
            found += executor.violations(in: task.configuration).map { violation in
                Diagnostic(
                    code: violation.code, message: "task '\(task.name)': \(violation.message)",
                    keyPath: "\(path).\(task.name).\(task.executor)", hint: violation.hint)
            }
            checkProcesses(of: task, executor, path: path, &found)
        }
    }

    private func unknownType(_ name: ProcessTypeName, of task: TaskDefinition, path: String) -> Diagnostic {
        let entries = types.entries
        let isInvalid = entries.contains { $0.name == name }
        return Diagnostic(
            code: "unknown-type",
            message: "task '\(task.name)' starts the process type '\(name)', which is "
                + (isInvalid ? "invalid" : "not registered"),
            keyPath: "\(path).\(task.name).\(task.executor)",
            hint: isInvalid
                ? "`procession types list` tells why"
                : NearestName.hint(for: name.rawValue, among: entries.map(\.name.rawValue))
                    ?? "name the folder of its file with --types")
    }

    private func checkItems(of task: TaskDefinition, path: String, _ found: inout [Diagnostic]) {
        guard let forEach = task.forEach else { return }
        let place = "\(path).\(task.name).for_each"
        do throws(ExpressionError) {
            if try forEach.references().contains(where: isSecret) {
                found.append(
                    Diagnostic(
                        code: "misplaced-reference",
                        message: "task '\(task.name)' has a secret among its items: "
                            + "those are stored", keyPath: place, hint: "name it in the task's environment"))
            }
        } catch {
            found.append(
                Diagnostic(
                    code: "invalid-expression", message: "the items of task '\(task.name)': \(error.message)",
                    keyPath: place, hint: error.hint))
        }
        if let maximum = forEach.maxParallel, maximum < 1 {
            found.append(
                Diagnostic(
                    code: "out-of-range", message: "'max_parallel' of task '\(task.name)' is \(maximum)",
                    keyPath: place, hint: "it must be at least 1"))
        }
    }

    private func checkOutputs(
        of task: TaskDefinition, _ executor: ExecutorDescriptor, path: String, _ found: inout [Diagnostic]
    ) {
        for (name, type) in task.outputs.sorted(by: { $0.key < $1.key }) {
            guard let conflict = executor.conflict(of: name, declaredAs: type) else { continue }
            found.append(
                Diagnostic(
                    code: "conflicting-output", message: "task '\(task.name)': \(conflict.message)",
                    keyPath: "\(path).\(task.name).outputs.\(name)", hint: conflict.hint))
        }
    }

    private func isSecret(_ reference: Reference) -> Bool { reference.isSecret(inputs: secretInputs) }

    private struct CheckedConfiguration: Hashable {
        var executor: ExecutorName
        var configuration: Value
    }
}
