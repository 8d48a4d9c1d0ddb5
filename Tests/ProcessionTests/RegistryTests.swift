import Procession
import Testing

@Suite("Registries")
struct RegistryTests {
    struct PlainType: ProcessType {
        var descriptor: ProcessTypeDescriptor
        init(_ name: ProcessTypeName, origin: ProcessTypeDescriptor.Origin) {
            descriptor = ProcessTypeDescriptor(name: name, origin: origin)
        }
        func tasks(for input: ProcessInput) throws -> [TaskDefinition] { [] }
    }

    struct EchoExecutor: ProcessionExecutor {
        struct Configuration: Codable, Sendable { var text: String }
        static var descriptor: ExecutorDescriptor {
            ExecutorDescriptor(
                name: "echo", summary: "Gives its text back.",
                configuration: .object(.init([.init("text", .string(), isRequired: true, "The text.")])))
        }
        static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
            configuration["text"] == "bad" ? [.init(code: "invalid-value", message: "'bad' is bad")] : []
        }
        func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
            .completed(outputs: ["text": .string(configuration.text)])
        }
    }

    struct MisnamedExecutor: ProcessionExecutor {
        struct Configuration: Codable, Sendable {}
        static var descriptor: ExecutorDescriptor {
            ExecutorDescriptor(name: "Not A Name", summary: "Never registered.", configuration: .any)
        }
        func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult { .completed() }
    }

    struct NamedAtRunTime: DescribedExecutor {
        let descriptor: ExecutorDescriptor
        init(_ name: ExecutorName) {
            descriptor = ExecutorDescriptor(
                name: name, summary: "Says its name.", configuration: .any, requires: ["sh"], version: "1.10")
        }
        func summary(of configuration: Value) -> String { "say \(descriptor.name)" }
        func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
            configuration.isNull ? [.init(code: "invalid-value", message: "nothing to say")] : []
        }
        func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult { .completed() }
    }

    @Test("an executor that is known only at run time is registered like any other, with its own door")
    func describedExecutor() throws {
        let registry = ExecutorRegistry()
        let location = SourceLocation(file: "Plugins/say/plugin.yaml", line: 1, column: 7)
        try registry.register(NamedAtRunTime("say"), origin: .plugin("say", location))
        try registry.register(NamedAtRunTime("shout"), origin: .plugin("say", location))
        #expect(registry.all.map(\.descriptor.name) == ["say", "shout"])
        let executor = try #require(registry["shout"])
        #expect(executor.origin.door == "plugin")
        #expect("\(executor.origin)" == "plugin say (Plugins/say/plugin.yaml:1:7)")
        #expect(executor.summary(of: 1) == "say shout")
        #expect(executor.violations(in: .null).map(\.message) == ["nothing to say"])
        let error = #expect(throws: ProcessionError.self) {
            try registry.register(EchoExecutor())
            try registry.register(NamedAtRunTime("echo"), origin: .plugin("say", location))
        }
        #expect(
            error?.message.hasPrefix(
                "the executor 'echo' of plugin say (Plugins/say/plugin.yaml:1:7) is registered already, by ") == true)
    }

    static let file = ProcessTypeDescriptor.Origin.file(SourceLocation(file: "types/nightly.yaml", line: 1))

    @Test("a registered type is found, and a name taken twice names both places")
    func duplicateType() throws {
        let registry = ProcessTypeRegistry()
        try registry.register(PlainType("nightly", origin: .swift(module: "Jobs")))
        let line = #line - 1
        #expect(registry["nightly"]?.name == "nightly")
        #expect(try registry.type(named: "nightly").name == "nightly")
        let error = #expect(throws: ProcessionError.self) {
            try registry.register(PlainType("nightly", origin: Self.file))
        }
        #expect(error?.code == .alreadyExists)
        #expect(
            error?.message
                == "the process type 'nightly' of types/nightly.yaml:1 is registered already, "
                + "by Jobs (\(#fileID):\(line))")
        #expect(registry.entries.count == 1)
    }

    @Test("a found type whose name is taken is listed as shadowed")
    func shadowedType() throws {
        let registry = ProcessTypeRegistry()
        registry.add(found: PlainType("nightly", origin: .plugin("first")))
        registry.add(found: PlainType("nightly", origin: Self.file))
        registry.add(found: PlainType("hourly", origin: Self.file))
        #expect(registry.entries.map(\.name) == ["hourly", "nightly", "nightly"])
        #expect(registry["nightly"]?.descriptor.origin == .plugin("first"))
        guard case .shadowed(let holder) = try #require(registry.entries.last).status else {
            Issue.record("the second declaration is not shadowed")
            return
        }
        #expect(holder == .plugin("first"))
    }

    @Test("an invalid file is listed with its reasons and does not take the name")
    func invalidType() throws {
        let registry = ProcessTypeRegistry()
        let reason = Diagnostic(code: "unknown-key", message: "'timout' is not a key of a task")
        registry.add(invalid: "nightly", origin: Self.file, because: [reason])
        #expect(registry["nightly"] == nil)
        let error = #expect(throws: ProcessionError.self) { try registry.type(named: "nightly") }
        #expect(error?.code == .invalidDefinition)
        #expect(error?.diagnostics == [reason])
        registry.add(found: PlainType("nightly", origin: Self.file))
        #expect(registry["nightly"] != nil)
    }

    @Test("an unknown type gets the nearest name, or what there is")
    func unknownType() throws {
        let registry = ProcessTypeRegistry()
        func hint(_ name: ProcessTypeName) -> String? {
            do {
                _ = try registry.type(named: name)
                return nil
            } catch {
                return error.hint
            }
        }
        #expect(hint("nightly") == "no process types are registered; name their folder with --types")
        try registry.register(PlainType("nightly", origin: Self.file))
        try registry.register(PlainType("backup", origin: Self.file))
        #expect(hint("nigthly") == "did you mean 'nightly'?")
        #expect(hint("other") == "registered are: backup, nightly")
    }

    @Test(
        "what is no name is refused", arguments: ["", "Nightly", "night ly", "9pm", String(repeating: "a", count: 64)])
    func invalidName(name: String) {
        let registry = ProcessTypeRegistry()
        let error = #expect(throws: ProcessionError.self) {
            try registry.register(PlainType(ProcessTypeName(name), origin: Self.file))
        }
        #expect(error?.code == .invalidDefinition)
        #expect(registry.entries.isEmpty)
    }

    @Test("an executor is found by its name and checks configurations by schema, then by itself")
    func executors() throws {
        let registry = ExecutorRegistry()
        try registry.register(EchoExecutor(), file: "Echoes/Plugin.swift", line: 12)
        let executor = try #require(registry["echo"])
        #expect("\(executor.origin)" == "Echoes/Plugin.swift:12")
        #expect(executor.violations(in: ["text": "good"]).isEmpty)
        #expect(executor.violations(in: ["txt": "bad"]).map(\.code) == ["unknown-key"])
        #expect(executor.violations(in: ["text": "bad"]).map(\.message) == ["'bad' is bad"])
        #expect(executor.summary(of: ["text": "x"]) == #"{"text":"x"}"#)
        #expect(registry["other"] == nil)
    }

    @Test("an executor's name can't be taken twice nor be none")
    func executorNames() throws {
        let registry = ExecutorRegistry()
        try registry.register(EchoExecutor())
        let first = #line - 1
        let taken = #expect(throws: ProcessionError.self) { try registry.register(EchoExecutor()) }
        let second = #line - 1
        #expect(taken?.code == .alreadyExists)
        #expect(
            taken?.message
                == "the executor 'echo' of \(#fileID):\(second) is registered already, by \(#fileID):\(first)")
        let misnamed = #expect(throws: ProcessionError.self) { try registry.register(MisnamedExecutor()) }
        #expect(misnamed?.code == .invalidDefinition)
        #expect(registry.all.map(\.descriptor.name) == ["echo"])
    }
}
