import Procession
import Testing

@Suite("Process types in Swift")
struct TypedProcessTypeTests {
    struct Copies: TypedProcessType {
        struct Input: Codable, Sendable {
            var source: String
            var targets: [String]
            var keep: Int
            var isDry: Bool?
            var wait: Duration

            enum CodingKeys: String, CodingKey {
                case source, targets, keep, wait
                case isDry = "is_dry"
            }
        }

        static let name: ProcessTypeName = "copies"
        let inputs: [KeyNote] = [
            .input("source", "What is copied.", type: .path, mustExist: true),
            .input("keep", "How many stay.", default: 7, minimum: 1),
            .input("wait", "How long.", default: "30s")
        ]

        func tasks(for input: Input) throws -> TaskList {
            let pack = TaskDefinition("pack", ExecutorCall("shell", "tar")).outputs(["size": .integer])
            pack
            for (number, target) in input.targets.enumerated() {
                TaskDefinition("copy-\(number + 1)", ExecutorCall("command", ["cp", .string(target)]))
                    .needs(pack).retry(2).timeout(input.wait)
            }
            if input.isDry != true {
                TaskDefinition("prune", ExecutorCall("shell", "rm")).needs().allowingFailure()
            }
            TaskList.onFailure { TaskDefinition("tell", ExecutorCall("shell", "mail")) }
            TaskList.outputs(["size": "\(pack.output("size"))"])
            TaskList.timeout(.seconds(3600))
        }
    }

    @Test("the input's type gives the schema")
    func schema() {
        let inputs = Copies().descriptor.inputs
        #expect(inputs["source"]?.type == .path)
        #expect(inputs["source"]?.mustExist == true)
        #expect(inputs["source"]?.isRequired == true)
        #expect(inputs["targets"]?.items == .string)
        #expect(inputs["keep"]?.defaultValue == 7)
        #expect(inputs["keep"]?.isRequired == false)
        #expect(inputs["keep"]?.minimum == 1)
        #expect(inputs["is_dry"]?.type == .boolean)
        #expect(inputs["is_dry"]?.isRequired == false)
        #expect(inputs["wait"]?.type == .duration)
        #expect(Copies().descriptor.origin == .swift(module: "ProcessionTests"))
    }

    @Test("loops, conditions, needs and handlers become a definition")
    func definition() throws {
        let input = ProcessInput(values: [
            "source": "/a", "targets": ["/b", "/c"], "keep": 7, "is_dry": .null, "wait": "10s"
        ])
        let definition = try Copies().definition(for: input)
        #expect(definition.tasks.map(\.name.rawValue) == ["pack", "copy-1", "copy-2", "prune"])
        #expect(definition.tasks[2].needs == ["pack"])
        #expect(definition.tasks[2].timeout == .seconds(10))
        #expect(definition.tasks[2].retry.maxRetries == 2)
        #expect(definition.tasks[0].needs == nil)
        #expect(definition.tasks[3].needs == [])
        #expect(definition.handlers[.onFailure]?.map(\.name.rawValue) == ["tell"])
        #expect(definition.outputs == ["size": "${tasks.pack.outputs.size}"])
        #expect(definition.timeout == .seconds(3600))
        let dry = try Copies().tasks(for: ProcessInput(values: input.values.merging(["is_dry": true]) { $1 }))
        #expect(dry.map(\.name.rawValue) == ["pack", "copy-1", "copy-2"])
    }

    @Test("a note on an input that the type doesn't read refuses the type")
    func wrongNote() {
        struct Misnamed: TypedProcessType {
            struct Input: Codable, Sendable { var day: String }
            static let name: ProcessTypeName = "misnamed"
            let inputs: [KeyNote] = [.input("dya", "A typo.")]
            func tasks(for input: Input) -> TaskList { TaskDefinition("a", ExecutorCall("shell", "true")) }
        }
        let error = #expect(throws: ProcessionError.self) { try ProcessTypeRegistry().register(Misnamed()) }
        #expect(error?.diagnostics.map(\.message).first?.contains("did you mean 'day'?") == true)
    }

    @Test(
        "what is interpolated refers to nothing, whatever it holds",
        arguments: ["plain", "${secrets.KEY}", "$", "$$", "${", "$${x}", "{secrets.KEY}", "a${b}c${"])
    func interpolation(value: String) throws {
        let text: TemplateText = "x \(value)$\(value){\(value)}"
        let resolved = try Template(parsing: text.text).resolve(in: FixedScope())
        #expect(resolved == .string("x \(value)$\(value){\(value)}"))
    }

    @Test("durations and words are interpolated as they stand in an input")
    func interpolatedInputs() {
        enum Depth: String { case all = "everything" }
        let text: TemplateText = "\(Duration.seconds(5400)) \(Depth.all) \(TaskName("load"))"
        #expect(text.text == "1h30m everything load")
        #expect(Value.template("${a} \("${b}")") == "${a} $${b}")
    }

    @Test("references in a literal are meant, and those of other texts stay")
    func references() throws {
        let reference = TaskDefinition("load", ExecutorCall("shell", "true")).output("rows")
        let text: TemplateText = "${process.id}: \(reference)"
        #expect(text.text == "${process.id}: ${tasks.load.outputs.rows}")
        let price: TemplateText = "$$\(reference)"
        #expect(
            try Template(parsing: price.text).resolve(in: FixedScope(loaded: 5)) == "$$5", "\(price.text)")
    }

    @Test("texts of a typed configuration are data")
    func typedCalls() throws {
        struct Echo: ProcessionExecutor {
            struct Configuration: Codable, Sendable { var text: String, note: String? }
            static let descriptor = ExecutorDescriptor(
                name: "echo", summary: "Echoes.", configuration: Configuration.self)
            func execute(_ configuration: Configuration, context: TaskContext) -> TaskResult { .completed() }
        }
        let call = try ExecutorCall.executor(Echo.self, .init(text: "${secrets.KEY}", note: nil))
        #expect(call == ExecutorCall("echo", ["text": "$${secrets.KEY}"]))
    }
}

extension FixedScope {
    fileprivate init(loaded rows: Int) {
        self.init()
        values[.taskOutput(task: "load", output: "rows")] = .integer(rows)
    }
}
