/// A process type whose input is a Swift type, and whose tasks are built as a YAML file lists them.
///
/// ```swift
/// struct NightlyCopy: TypedProcessType {
///     struct Input: Codable, Sendable {
///         var source: String
///         var targets: [String]
///     }
///
///     static let name: ProcessTypeName = "nightly-copy"
///
///     func tasks(for input: Input) -> TaskList {
///         let pack = TaskDefinition("pack", .shell(#"tar -cf pack.tar "$source""#))
///         pack
///         for (number, target) in input.targets.enumerated() {
///             TaskDefinition("copy-\(number + 1)", .command("cp", "pack.tar", target)).needs(pack)
///         }
///     }
/// }
/// ```
public protocol TypedProcessType: ProcessType {
    /// What a process of this type is given.
    ///
    /// Its keys, their types and which may be absent become the input schema, so that input is checked, shown in forms
    /// and read from the command line before the type sees it.
    associatedtype Input: Codable & Sendable

    static var name: ProcessTypeName { get }
    /// One sentence; the default is none.
    var summary: String { get }
    /// Descriptions, defaults and bounds of the input's keys; the default is none.
    var inputs: [KeyNote] { get }
    /// What else is known of the type beside its inputs; the default is its name and summary.
    ///
    /// The inputs of the returned value are replaced by those of ``Input``.
    var about: ProcessTypeDescriptor { get }

    /// The tasks and handlers for this input.
    ///
    /// Called when a process is created and again at each start; it must be pure.
    @TaskListBuilder func tasks(for input: Input) throws -> TaskList
}

extension TypedProcessType {
    public var summary: String { "" }
    public var inputs: [KeyNote] { [] }

    public var about: ProcessTypeDescriptor {
        ProcessTypeDescriptor(
            name: Self.name, summary: summary.isEmpty ? nil : summary,
            origin: .swift(module: String(String(reflecting: Self.self).prefix { $0 != "." })))
    }

    public var descriptor: ProcessTypeDescriptor {
        var descriptor = about
        let derived = InputSchema.derived(from: Input.self, notes: inputs)
        descriptor.inputs = derived.schema
        descriptor.problems = derived.problems
        return descriptor
    }

    public func tasks(for input: ProcessInput) throws -> [TaskDefinition] { try list(for: input).tasks }

    public func definition(for input: ProcessInput) throws -> ProcessDefinition {
        let list = try list(for: input)
        return ProcessDefinition(
            type: Self.name, version: about.version, tasks: list.tasks, handlers: list.handlers,
            environment: list.environment, secrets: list.secrets, timeout: list.timeout, failFast: list.failFast,
            outputs: list.outputs)
    }

    private func list(for input: ProcessInput) throws -> TaskList {
        let given = Value.map(input.values.filter { !$0.value.isNull })
        return try tasks(for: try given.decoded(as: Input.self))
    }
}
