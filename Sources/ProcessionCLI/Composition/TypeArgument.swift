import Procession
import ProcessionYAML

/// What is to be run: the name of a registered type, or a file.
struct TypeArgument {
    let text: String

    /// A name never holds a slash nor a dot, so that nothing is ambiguous.
    var isFile: Bool { text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml") }

    /// The name of the type; a file's type is registered first.
    ///
    /// - Throws: `invalidDefinition` with everything wrong with the file.
    func resolve(
        with loader: ProcessTypeLoader, into types: ProcessTypeRegistry
    ) throws(ProcessionError) -> ProcessTypeName {
        guard isFile else { return ProcessTypeName(text) }
        let file = loader.load(file: text)
        guard let type = file.type else {
            throw ProcessionError(
                .invalidDefinition, "'\(text)' is no valid process type", diagnostics: file.diagnostics)
        }
        for warning in file.diagnostics {
            StandardStream.say(ErrorReport.text(warning, style: .of(.error)) + "\n")
        }
        try types.register(type)
        return type.name
    }
}
