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
}
