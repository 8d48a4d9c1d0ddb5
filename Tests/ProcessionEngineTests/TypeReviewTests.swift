import Procession
import ProcessionEngine
import ProcessionTesting
import Testing

@Suite("Registered types of which no process can be made")
struct TypeReviewTests {
    /// A type whose tasks are made by a closure.
    private struct MadeType: ProcessType {
        let descriptor: ProcessTypeDescriptor
        let make: @Sendable ([String: Value]) throws -> [TaskDefinition]

        init(
            _ inputs: InputSchema, origin: ProcessTypeDescriptor.Origin = .swift(module: "Tests"),
            _ make: @escaping @Sendable ([String: Value]) throws -> [TaskDefinition]
        ) {
            descriptor = ProcessTypeDescriptor(name: "made", inputs: inputs, origin: origin)
            self.make = make
        }

        func tasks(for input: ProcessInput) throws -> [TaskDefinition] { try make(input.values) }
    }

    private struct Refusal: Error {}

    /// Gives a text by itself.
    private struct Teller: ProcessionExecutor {
        static let descriptor = ExecutorDescriptor(
            name: "tell", summary: "Tells.", configuration: .any, outputs: ["digest": .string, "size": .integer])

        func execute(_ configuration: Value, context: TaskContext) -> TaskResult { .completed() }
    }

    private func problems(of type: MadeType) throws -> [String] {
        let executors = ExecutorRegistry(), types = ProcessTypeRegistry()
        try executors.register(ScriptedExecutor())
        try executors.register(Teller())
        try types.register(type)
        let entry = try #require(TypeReview(executors: executors, types: types).entries.first)
        switch entry.status {
        case .ok: return []
        case .shadowed: return ["shadowed"]
        case .invalid(let diagnostics):
            #expect(entry.type == nil && entry.descriptor != nil)
            return diagnostics.map(\.message)
        }
    }

    private static func task(_ name: TaskName, by executor: ExecutorName = "scripted") -> TaskDefinition {
        TaskDefinition(name: name, executor: executor, configuration: .null)
    }

    @Test("what is wrong with the tasks for every input is told, all of it")
    func wrong() throws {
        let type = MadeType([InputSpec(name: "region", isRequired: true)]) { values in
            var last = Self.task("last", by: "scirpted")
            last.needs = ["frist"]
            return [Self.task("first"), Self.task("first"), last]
                + (values["region"] == nil ? [] : [Self.task(TaskName(values["region"]?.text ?? ""))])
        }
        #expect(
            try problems(of: type) == [
                "two tasks are named 'first'", "task 'last' needs 'frist', which does not exist",
                "task 'last' names the executor 'scirpted', which is not registered"
            ])
    }

    @Test("an output that is not what the executor gives is told")
    func outputs() throws {
        let type = MadeType([]) { _ in
            [Self.task("sum", by: "tell").outputs(["digest": .integer, "size": .number, "rows": .list])]
        }
        #expect(
            try problems(of: type)
                == ["task 'sum': 'tell' gives the output 'digest' as a string, not as an integer"])
    }

    @Test("a type without input that can't make its tasks is told; one with input may refuse some")
    func refusing() throws {
        #expect(try problems(of: MadeType([]) { _ in throw Refusal() }) == ["the tasks can't be made: Refusal()"])
        #expect(try problems(of: MadeType([InputSpec(name: "a", isRequired: true)]) { _ in throw Refusal() }) == [])
    }

    @Test("what only some input brings about makes no type invalid")
    func dependent() throws {
        let regions: [Value] = ["eu", "us", "cn"]
        let inputs: InputSchema = [
            InputSpec(name: "targets", type: .list, defaultValue: [], items: .string),
            InputSpec(name: "from", isRequired: true, allowed: regions),
            InputSpec(name: "to", isRequired: true, allowed: regions), InputSpec(name: "dry", type: .boolean)
        ]
        // Nothing to do for no targets, twice the same for equal regions, no such need when it is dry.
        let type = MadeType(inputs) { values in
            guard values["targets"] != [] else { return [] }
            var check = Self.task("check")
            if values["dry"] == true { check.needs = ["nothing"] }
            return [
                check, Self.task(TaskName("copy-\(values["from"]?.text ?? "")")),
                Self.task(TaskName("copy-\(values["to"]?.text ?? "")"))
            ]
        }
        #expect(try problems(of: type) == [])
    }

    @Test("a type is only given input that its schema takes")
    func contract() throws {
        let inputs: InputSchema = [
            InputSpec(name: "day", type: .date, isRequired: true),
            InputSpec(name: "count", type: .integer, isRequired: true, maximum: -3),
            InputSpec(name: "wait", type: .duration, isRequired: true, minimum: 60),
            InputSpec(name: "list", type: .list, isRequired: true, minimumLength: 4, items: .integer),
            InputSpec(name: "code", pattern: "[A-Z]{3}"), InputSpec(name: "token", isRequired: true, isSecret: true),
            InputSpec(name: "file", type: .path, isRequired: true, mustExist: true)
        ]
        let type = MadeType(inputs) { values in
            let given = values.filter { !$0.value.isNull }
            _ = try inputs.validate(.values(given), isKnownSecret: { _ in true })
            return [Self.task("a"), Self.task("a")]
        }
        #expect(try problems(of: type) == ["two tasks are named 'a'"])
        let strict = MadeType([InputSpec(name: "code", isRequired: true, pattern: "[A-Z]{3}")]) { _ in
            [Self.task("a"), Self.task("a")]
        }
        #expect(try problems(of: strict) == [])
    }
}
