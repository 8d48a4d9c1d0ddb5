import Procession

/// What stands under `defaults`.
struct DefaultsDraft: KeyedDraft {
    var timeout: Duration?
    var retry: RetryPolicy?
    var workingDirectory: YAMLNode?
    var environment: [NamedValue<YAMLNode>]?
    var inheritsEnvironment: Bool?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<DefaultsDraft>(
        "'defaults'",
        [
            Key(
                "timeout", .duration, into: \.timeout, default: "`1h`", example: "timeout: 30m",
                "Bound on one attempt of a task."),
            Key(
                "retry", .retry, into: \.retry, default: "no retry", example: "retry: 2",
                "When a failed attempt is followed by another."),
            Key(
                "working_directory", .template, into: \.workingDirectory, default: "the folder of the file",
                example: "working_directory: data", "Where tasks run; relative to the folder of the file."),
            Key(
                "env", .environment, into: \.environment, example: "env: {LANG: C.UTF-8}",
                "Variables for each task; those of the task itself win."),
            Key(
                "inherit_env", .boolean, into: \.inheritsEnvironment, default: "`false`",
                example: "inherit_env: true",
                """
                Whether tasks get the engine's whole environment instead of \
                `PATH HOME USER LOGNAME SHELL LANG LC_* TZ TMPDIR` and what the type declares.
                """)
        ])
}
