import ArgumentParser

/// `procession types`: the registry of process types.
struct TypesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types",
        abstract: "Inspect and check process types.",
        subcommands: [
            TypesListCommand.self, TypesShowCommand.self, TypesSchemaCommand.self, TypesGraphCommand.self,
            TypesValidateCommand.self, TypesPlanCommand.self, TypesTestCommand.self, TypesNewCommand.self
        ])
}
