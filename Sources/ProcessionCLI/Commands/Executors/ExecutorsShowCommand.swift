import ArgumentParser
import Procession

/// `procession executors show`: how tasks of one executor are written.
struct ExecutorsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show how tasks of an executor are written.",
        discussion: """
            Examples:
              procession executors show shell
              procession executors show shell --markdown > shell.md
            """)

    @Argument(help: "The name of an executor.")
    var name: String
    @Flag(help: "Print the page of the executor as Markdown.")
    var markdown = false
    @OptionGroup var options: ExecutorOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if markdown && (output.json || output.plain) {
            throw ValidationError("--markdown excludes --json and --plain")
        }
    }

    func run() async throws {
        let executor = try ExecutorsCommand.executor(named: name, in: try await options.workspace().executors)
        let descriptor = executor.descriptor
        if markdown { return try StandardStream.output.write(ExecutorPage(descriptor).text) }
        let keys = descriptor.configuration.documentedKeys
        if !output.json && !output.plain { try StandardStream.output.write(headline(executor)) }
        let table = Table(
            [
                .init("KEY"), .init("TYPE", shrinks: true), .init("DEFAULT"), .init("DESCRIPTION", shrinks: true)
            ],
            rows: keys.map {
                [
                    .init($0.name), .init($0.schema.expectation),
                    .init($0.isRequired ? "required" : $0.defaultValue?.text), .init($0.description)
                ]
            })
        try output.show(
            table, whenEmpty: "it has no keys",
            json: [
                "executor": Value(members: [
                    "name": .string(descriptor.name.rawValue), "origin": .string("\(executor.origin)"),
                    "door": .string(executor.origin.door), "version": Value(descriptor.version),
                    "requires": .list(descriptor.requires.map(Value.string)),
                    "summary": .string(descriptor.summary), "description": Value(descriptor.description),
                    "starts_child_process": .boolean(descriptor.startsChildProcess),
                    "configuration": descriptor.configuration.jsonSchema,
                    "outputs": .map(descriptor.outputs.mapValues { .string($0.rawValue) }),
                    "optional_outputs": .list(descriptor.optionalOutputs.sorted().map(Value.string)),
                    "examples": .list(
                        descriptor.examples.map { ["title": .string($0.title), "yaml": .string($0.yaml)] })
                ])
            ])
        if !output.json && !output.plain { try StandardStream.output.write(examples(descriptor)) }
    }

    private func headline(_ executor: RegisteredExecutor) -> String {
        let style = Style.of(.output), descriptor = executor.descriptor
        var text = "\(style(.bold, descriptor.name.rawValue))  \(style(.dim, "\(executor.origin)"))\n"
        text += descriptor.summary + "\n"
        if let description = descriptor.description { text += "\n\(description)\n" }
        return text + "\n"
    }

    private func examples(_ descriptor: ExecutorDescriptor) -> String {
        descriptor.examples.map { example in
            let lines = example.yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }
            return "\n\(example.title):\n\(lines.joined())"
        }.joined()
    }
}

extension ConfigurationSchema {
    /// Its long form, a map; nil where it only has short ones.
    var longForm: Object? {
        switch self {
        case .object(let object): object
        case .oneOf(let alternatives): alternatives.lazy.compactMap(\.longForm).first
        default: nil
        }
    }

    /// The keys of its long form.
    var documentedKeys: [Property] { longForm?.properties ?? [] }
}
