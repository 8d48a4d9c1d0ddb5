import ArgumentParser

/// Where drop-in plugins come from.
struct PluginFolderOptions: ParsableArguments {
    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp(
            "A folder with plugins, or a plugin's own; may be given several times.",
            discussion: """
                Looked into before $PROCESSION_PLUGINS (separated by colons), ./Plugins, the user's plugin folder \
                ($XDG_DATA_HOME/procession/plugins) and the system's.
                """,
            valueName: "folder"),
        completion: .directory)
    var folders: [String] = []
}
