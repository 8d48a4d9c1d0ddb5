import ArgumentParser

/// Where process types come from.
struct TypeFolderOptions: ParsableArguments {
    @Option(
        name: .customLong("types"),
        help: ArgumentHelp(
            "A folder with process types; may be given several times.",
            discussion: """
                Default: $PROCESSION_TYPES (separated by colons), or ./process-types where it exists, and then the types \
                that were installed with the program.
                """,
            valueName: "folder"),
        completion: .directory)
    var folders: [String] = []
}
