import ArgumentParser
import Procession

/// `procession executors schema`: JSON Schema 2020-12 for the configuration of an executor.
struct ExecutorsSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of an executor's configuration.",
        discussion: """
            Example:
              procession executors schema shell
            """)

    @Argument(help: "The name of an executor.")
    var name: String
    @OptionGroup var options: ExecutorOptions

    func run() async throws {
        let executor = try ExecutorsCommand.executor(named: name, in: try await options.workspace().executors)
        try StandardStream.output.write(executor.descriptor.configuration.jsonSchema.json + "\n")
    }
}
