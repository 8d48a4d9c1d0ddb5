import ArgumentParser

/// Which database a command works on.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The database file, made on first use.",
            discussion: """
                Default: $PROCESSION_DB, or procession/procession.db under $XDG_STATE_HOME (~/.local/state).
                """,
            valueName: "path"),
        completion: .file())
    var path: String?
}
