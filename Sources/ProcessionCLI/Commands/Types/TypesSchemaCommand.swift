import ArgumentParser
import Procession

/// `procession types schema`: JSON Schema 2020-12 for the inputs of a type.
struct TypesSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the inputs of a process type.",
        discussion: """
            Example:
              procession types schema nightly > nightly.schema.json
            """)

    @Argument(help: "The name of a process type, or a file that declares one.")
    var name: String
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let type = try await options.workspace(type: TypeArgument(text: name)).namedType
        try StandardStream.output.write(type.descriptor.inputs.jsonSchema.json + "\n")
    }
}
