import Procession

/// What the templates of a file may refer to.
final class ReferenceScope {
    /// Who uses a reference.
    enum User {
        case everyTask
        case task(group: Int, position: Int)
        /// The list from which the rows of a task are made.
        case items(group: Int, position: Int)
        case processOutput
        /// What is looked at when a process starts, before any task runs.
        case start
    }

    let graphs: [TaskGraph]
    private let reading: Reading
    private let inputs: [String]
    private let inputNames: Set<String>
    private let secrets: [String]
    private let secretInputs: Set<String>

    init(_ file: FileDraft, _ reading: Reading) {
        self.reading = reading
        graphs = file.groups.map(TaskGraph.init)
        inputs = (file.inputs ?? []).compactMap(\.name?.value)
        inputNames = Set(inputs)
        secrets = (file.secrets ?? []).map(\.value)
        secretInputs = Set((file.inputs ?? []).filter { $0.isSecret == true }.compactMap(\.name?.value))
    }

    /// Checks a list whose texts are templates, or the text of a node as one expression, as the items of a task.
    func check(items node: YAMLNode, for user: User) {
        guard case .task(let group, let position) = user else { return }
        let user = User.items(group: group, position: position)
        guard node.elements != nil else { return check(condition: node, for: user) }
        checkTexts(in: node, for: user)
    }

    private func checkTexts(in node: YAMLNode, for user: User) {
        check(node, for: user)
        for element in node.elements ?? [] { checkTexts(in: element, for: user) }
        for member in node.members ?? [] { checkTexts(in: member.value, for: user) }
    }

    /// Checks the text of a node as a template.
    func check(_ node: YAMLNode, for user: User) {
        guard let text = node.scalar?.text, Template.isTemplate(text) else { return }
        do throws(ExpressionError) {
            check(try Template(parsing: text), text, in: node, for: user)
        } catch {
            report(error, in: node)
        }
    }

    /// Checks the text of a node as one expression.
    func check(condition node: YAMLNode, for user: User) {
        guard let text = node.scalar?.text else { return }
        do throws(ExpressionError) {
            check(try Template(parsingCondition: text), text, in: node, for: user)
        } catch {
            report(error, in: node)
        }
    }

    private func report(_ error: ExpressionError, in node: YAMLNode) {
        let range = error.offset.map { reading.findings.source.range(in: node, offset: $0) } ?? node.headline
        reading.report(
            "invalid-expression", error.message, at: range,
            hint: error.hint ?? "texts stand in single quotes, and an operator has a value on each side")
    }

    private func check(_ template: Template, _ text: String, in node: YAMLNode, for user: User) {
        var reported = 0
        for occurrence in template.occurrences where reported < YAMLLimits.diagnostics {
            guard let problem = problem(of: occurrence.reference, for: user) else { continue }
            reported += 1
            let rest = text.dropFirst(occurrence.offset)
            let length = occurrence.reference.spellings.first { rest.hasPrefix($0) }?.count ?? 1
            let range = reading.findings.source.range(in: node, offset: occurrence.offset, length: length)
            reading.report(problem.code, problem.message, at: range, hint: problem.hint())
        }
    }

    private struct Problem {
        var code: Diagnostic.Code
        var message: String
        var hint: () -> String?

        init(_ code: Diagnostic.Code, _ message: String, hint: @autoclosure @escaping () -> String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    private func problem(of reference: Reference, for user: User) -> Problem? {
        if case .start = user, !reference.isKnownAtStart {
            return Problem(
                "misplaced-reference", "'\(reference.spellings[0])' has no value yet when a process starts",
                hint: "only inputs, process.id and process.type have one then")
        }
        if case .items = user, reference.isSecret(inputs: secretInputs) {
            return Problem(
                "misplaced-reference", "items are stored, so that they can't be secrets",
                hint: "name the secret in the task's 'env'")
        }
        switch reference {
        case .input(let name):
            if inputNames.contains(name) { return nil }
            return Problem(
                "unknown-input", "no input is named '\(name)'",
                hint: Self.hint(for: name, among: self.inputs) ?? "declare it under 'inputs', such as '\(name): string'"
            )
        case .secret(let name):
            if secrets.contains(name) { return nil }
            return Problem(
                "undeclared-secret", "the secret '\(name)' is not listed under 'secrets'",
                hint: Self.hint(for: name, among: self.secrets) ?? "add it: 'secrets: [\(name)]'")
        case .item:
            if case .task(let group, let position) = user, graphs[group].group.tasks[position].items != nil {
                return nil
            }
            return Problem(
                "misplaced-reference", "'item' has a value only in a task with 'for_each'",
                hint: self.inputNames.contains("item")
                    ? "write 'inputs.item' for the input" : "name an input or an output")
        case .error:
            if let group = user.group, graphs[group].group.trigger != nil { return nil }
            return Problem(
                "misplaced-reference", "'error.message' has a value only in handlers",
                hint: "use it in a task under 'on_failure', 'on_stop' or 'finally'")
        case .task:
            guard case .processOutput = user else { return nil }
            return Problem(
                "misplaced-reference", "outputs of the process belong to no task",
                hint: "name an input or the output of a task")
        case .taskOutput(let task, let output): return problem(of: task, output: output, for: user)
        case .taskOutputs(let task), .taskStatus(let task): return problem(of: task, output: nil, for: user)
        case .process, .execution: return nil
        }
    }

    // MARK: - Tasks

    private func problem(of name: TaskName, output: String?, for user: User) -> Problem? {
        guard let (group, position) = find(name) else {
            let names = graphs.flatMap(\.names)
            return Problem(
                "unknown-task", "no task is named '\(name)'",
                hint: Self.hint(for: name.rawValue, among: names) ?? "the tasks are \(names.joined(separator: ", "))")
        }
        if let problem = problem(ofReading: group, position, for: user) { return problem }
        let task = graphs[group].group.tasks[position]
        guard let output, let work = task.work else { return nil }
        let names = (task.outputs ?? []).map(\.name.value) + work.outputNames
        if names.contains(output) { return nil }
        return Problem(
            "undeclared-output", "the task '\(name)' has no output '\(output)'",
            hint: Self.hint(for: output, among: names) ?? Self.hint(for: output, of: name, by: work.executor.descriptor)
        )
    }

    private static func hint(for output: String, of task: TaskName, by executor: ExecutorDescriptor) -> String {
        let declaration = "in '\(task)', such as 'outputs: {\(output): string}'"
        let own = executor.outputs.keys.sorted()
        return own.isEmpty
            ? "declare it \(declaration)"
            : "'\(executor.name)' gives \(own.inWords("and")) by itself; declare others \(declaration)"
    }

    /// Why a task has not ended for sure when the user needs its value; nil if it has.
    private func problem(ofReading group: Int, _ position: Int, for user: User) -> Problem? {
        let graph = graphs[group]
        let name = graph.name(position)
        switch user {
        case .everyTask:
            return Problem(
                "not-upstream", "what holds for every task can't depend on the task '\(name)'",
                hint: "move it to the 'env' of the tasks that run after '\(name)'")
        case .start: return nil
        case .processOutput:
            if graph.group.trigger == nil { return nil }
            return Problem(
                "not-upstream", "'\(name)' is a handler, and outputs of the process come from tasks",
                hint: "name the output of a task that is no handler")
        case .task(group, let reader), .items(group, let reader):
            if graph.upstream(of: reader).contains(position) { return nil }
            return notUpstream(position, of: reader, in: graph)
        case .task(let reader, _), .items(let reader, _):
            let trigger = graphs[reader].group.trigger
            if graph.group.trigger == nil || trigger == .finally { return nil }
            return Problem(
                "not-upstream",
                "'\(name)' is a handler of '\(graph.group.trigger?.rawValue ?? "")', "
                    + "which does not run before this",
                hint: trigger == nil ? "handlers run after all tasks" : "only 'finally' runs after other handlers")
        }
    }

    private func notUpstream(_ position: Int, of reader: Int, in graph: TaskGraph) -> Problem {
        let name = graph.name(position), readerName = graph.name(reader)
        if position == reader {
            return Problem(
                "not-upstream", "'\(name)' can't read its own result", hint: "read it in a task that runs after it")
        }
        if graph.upstream(of: position).contains(reader) {
            return Problem(
                "not-upstream", "'\(readerName)' runs before '\(name)' and can't read its result",
                hint: "let '\(readerName)' run after it, or leave the reference out")
        }
        return Problem(
            "not-upstream", "'\(readerName)' does not wait for '\(name)', so it can't read its result",
            hint: "add '\(name)' to the 'needs' of '\(readerName)'")
    }

    private func find(_ name: TaskName) -> (group: Int, position: Int)? {
        for (group, graph) in graphs.enumerated() {
            if let position = graph[name.rawValue] { return (group, position) }
        }
        return nil
    }

    private static func hint(for name: String, among names: [String]) -> String? {
        NearestName.hint(for: name, among: names.prefix(200))
    }
}

extension ReferenceScope.User {
    /// The list of tasks that the user is in.
    fileprivate var group: Int? {
        switch self {
        case .task(let group, _), .items(let group, _): group
        case .everyTask, .processOutput, .start: nil
        }
    }
}

extension Reference {
    fileprivate var isKnownAtStart: Bool {
        switch self {
        case .input, .process: true
        default: false
        }
    }
}
