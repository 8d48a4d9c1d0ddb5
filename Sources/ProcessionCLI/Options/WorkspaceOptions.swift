import ArgumentParser

/// Where process types and secrets come from.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        name: .customLong("types"),
        help: ArgumentHelp(
            "A folder with process types; may be given several times.",
            discussion: "Default: $PROCESSION_TYPES (separated by colons), or ./process-types where it exists.",
            valueName: "folder"),
        completion: .directory)
    var typeFolders: [String] = []

    @Option(
        help: ArgumentHelp(
            "A folder with one file a secret, asked after the environment.",
            discussion: "Default: $PROCESSION_SECRETS_DIR.", valueName: "folder"),
        completion: .directory)
    var secretsDir: String?

    @OptionGroup var logging: LoggingOptions
}
