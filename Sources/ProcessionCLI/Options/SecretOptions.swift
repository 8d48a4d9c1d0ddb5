import ArgumentParser

/// Where secrets come from.
struct SecretOptions: ParsableArguments {
    @Option(
        name: .customLong("secrets-dir"),
        help: ArgumentHelp(
            "A folder with one file a secret, asked after the environment.",
            discussion: "Default: $PROCESSION_SECRETS_DIR.", valueName: "folder"),
        completion: .directory)
    var folder: String?
    @Option(
        name: .customLong("secrets-command"),
        help: ArgumentHelp(
            "A command that prints the secret whose name is its last argument; asked last.",
            discussion: "It is started without a shell. Default: $PROCESSION_SECRETS_COMMAND.", valueName: "command"))
    var command: String?
}
