import ArgumentParser
import Procession
import ProcessionYAML

/// `procession types schema`: JSON Schema 2020-12 for the inputs of a type, or for whole files.
struct TypesSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the inputs of a process type, or of whole files for editors.",
        discussion: """
            Without a name, the schema of a file that declares a process type, with a branch for every registered \
            executor. Editors that know YAML schemas complete keys with it and mark mistakes.

            Examples:
              procession types schema nightly > nightly.schema.json
              procession types schema > process-type.schema.json
              procession types schema --tests > process-type-tests.schema.json
            """)

    @Argument(help: "The name of a process type, or a file that declares one; without it, whole files.")
    var name: String?
    @Flag(help: "The schema of files of tests, NAME.test.yaml.")
    var tests = false
    @OptionGroup var options: RegistryOptions

    func validate() throws {
        if tests && name != nil { throw ValidationError("--tests and a name exclude each other") }
    }

    func run() async throws {
        let schema: Value
        if let name {
            let type = try await options.workspace(type: TypeArgument(text: name)).namedType
            schema = type.descriptor.inputs.jsonSchema
        } else if tests {
            schema = EditorSchema.tests
        } else {
            let workspace = try await Workspace(logger: options.logging.logger, plugins: options.plugins)
            schema = EditorSchema.processType(executors: workspace.executors)
        }
        try StandardStream.output.write(schema.json + "\n")
    }
}
