import ArgumentParser
import ChildProcesses
import Procession

/// `procession types show`: everything about one type.
struct TypesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the inputs and tasks of a process type.",
        discussion: """
            Tasks that a type in Swift makes from the input are shown for a sample of it; `procession types plan` shows \
            those for yours.

            Example:
              procession types show nightly
            """)

    @Argument(help: "The name of a process type, or a file that declares one.")
    var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let workspace = try await options.workspace(type: TypeArgument(text: name))
        let type = try workspace.namedType
        let dependsOnInput = type.descriptor.makesTasksFromInput
        let definition: ProcessDefinition?
        do {
            definition = try SampleInput.definition(of: type)
        } catch {
            guard dependsOnInput else { throw error }
            definition = nil
        }
        if output.json {
            try StandardStream.output.write(
                JSONDocument.text(["type": json(type.descriptor, definition, workspace.executors)]))
            return
        }
        if !output.plain {
            try StandardStream.output.write(headline(type.descriptor, definition, style: .of(.output)))
            if !type.descriptor.inputs.inputs.isEmpty {
                try output.show(inputs(of: type.descriptor), json: [:])
                try StandardStream.output.write("\n")
            }
        }
        if let definition {
            try output.show(tasks(of: definition, workspace.executors), json: [:])
            if dependsOnInput && !output.plain { try StandardStream.output.write("\n") }
        }
        if dependsOnInput && !output.plain {
            let note = "the tasks depend on the input" + (definition == nil ? "" : "; these are for a sample of it")
            try StandardStream.output.write(
                "\(note): see 'procession types plan \(ShellQuoting.quote(name)) --input NAME=VALUE'\n")
        }
    }

    private func headline(
        _ descriptor: ProcessTypeDescriptor, _ definition: ProcessDefinition?, style: Style
    ) -> String {
        var text = style(.bold, VisibleText.line(descriptor.name.rawValue))
        if let version = descriptor.version { text += " " + VisibleText.line(version) }
        text += "  " + style(.dim, VisibleText.line(descriptor.origin.description)) + "\n"
        if let summary = descriptor.summary { text += VisibleText.line(summary) + "\n" }
        if let description = descriptor.description { text += "\n" + VisibleText.block(description) + "\n" }
        if !descriptor.tags.isEmpty {
            text += "tags: \(descriptor.tags.map { VisibleText.line($0) }.joined(separator: ", "))\n"
        }
        if let limit = definition?.concurrency { text += "concurrency: \(VisibleText.line(limit.summary))\n" }
        if let priority = definition?.priority, priority != 0 { text += "priority: \(priority)\n" }
        return text + "\n"
    }

    private func inputs(of descriptor: ProcessTypeDescriptor) -> Table {
        Table(
            [
                .init("INPUT"), .init("TYPE"), .init("DEFAULT", shrinks: true), .init("RULES", shrinks: true),
                .init("DESCRIPTION", shrinks: true)
            ],
            rows: descriptor.inputs.inputs.map { input in
                [
                    .init(input.name), .init(input.type.rawValue),
                    .init(input.isRequired ? "required" : input.defaultValue?.text),
                    .init(input.rules.joined(separator: ", ")), .init(input.description)
                ]
            })
    }

    private func tasks(of definition: ProcessDefinition, _ executors: ExecutorRegistry) -> Table {
        Table(
            [
                .init("TASK"), .init("WHEN CALLED"), .init("EXECUTOR"), .init("NEEDS", shrinks: true),
                .init("WORK", shrinks: true), .init("LIMITS")
            ],
            rows: definition.steps.map { step in
                let executor = executors[step.task.executor]
                return [
                    .init(step.task.name.rawValue), .init(step.trigger?.rawValue),
                    .init(step.task.executor.rawValue, executor == nil ? .red : nil),
                    .init(step.needs.map(\.rawValue).joined(separator: ", ")),
                    .init(executor?.summary(of: step.task.configuration) ?? "this executor is missing"),
                    .init(step.task.limits)
                ]
            })
    }

    private func json(
        _ descriptor: ProcessTypeDescriptor, _ definition: ProcessDefinition?, _ executors: ExecutorRegistry
    ) -> Value {
        Value(members: [
            "name": .string(descriptor.name.rawValue), "version": Value(descriptor.version),
            "door": .string(descriptor.origin.door), "origin": .string(descriptor.origin.description),
            "summary": Value(descriptor.summary), "description": Value(descriptor.description),
            "tags": .list(descriptor.tags.map(Value.string)), "inputs": descriptor.inputs.jsonSchema,
            "definition": definition?.value ?? .null,
            "tasks_depend_on_input": .boolean(descriptor.makesTasksFromInput),
            "missing_executors": .list(
                Set((definition?.steps ?? []).map(\.task.executor)).filter { executors[$0] == nil }.sorted()
                    .map { .string($0.rawValue) })
        ])
    }
}

extension ConcurrencyLimit {
    /// Such as "2 executions with the key 'disk', then queue".
    var summary: String {
        "\(limit) execution\(limit == 1 ? "" : "s") with the key '\(key)', then \(whenFull.rawValue)"
    }
}

extension TaskDefinition {
    /// Such as "pool disk, priority 5".
    fileprivate var limits: String {
        ([pool.map { "pool \($0)" }, priority == 0 ? nil : "priority \(priority)"].compactMap(\.self))
            .joined(separator: ", ")
    }
}

extension InputSpec {
    /// The constraints, in a few words each.
    fileprivate var rules: [String] {
        var rules: [String] = []
        if let allowed { rules.append("one of \(allowed.map(\.text).joined(separator: " | "))") }
        if let minimum { rules.append("at least \(Value.number(minimum).text)") }
        if let maximum { rules.append("at most \(Value.number(maximum).text)") }
        if let pattern { rules.append("matches \(pattern)") }
        if let minimumLength { rules.append("length at least \(minimumLength)") }
        if let maximumLength { rules.append("length at most \(maximumLength)") }
        if let items { rules.append("of \(items.rawValue)") }
        if mustExist { rules.append("must exist") }
        if isSecret { rules.append("names a secret") }
        return rules
    }
}
