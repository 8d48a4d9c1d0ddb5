import Procession

// Executors with the configurations of the built-in ones; the loader never runs them.

struct SampleCommand: ProcessionExecutor {
    typealias Configuration = Value

    static let codes = ConfigurationSchema.list(of: .integer(minimum: 0, maximum: 255))
    static let descriptor = ExecutorDescriptor(
        name: "command", summary: "Runs a program.",
        configuration: .oneOf([
            .list(of: .string(templating: .argument), minimumCount: 1),
            .object(
                .init([
                    .init(
                        "argv", .list(of: .string(templating: .argument), minimumCount: 1), isRequired: true,
                        "Program and arguments."),
                    .init("stdin", .string(), "What the program reads."),
                    .init("success_codes", codes, "Exit codes that count as success."),
                    .init("retryable_codes", codes, "Exit codes that are worth another attempt.")
                ]))
        ]),
        outputs: ["exit_code": .integer])

    func execute(_ configuration: Value, context: TaskContext) -> TaskResult { .completed() }
}

struct SampleShell: ProcessionExecutor {
    typealias Configuration = Value

    static let descriptor = ExecutorDescriptor(
        name: "shell", summary: "Runs shell text.",
        configuration: .oneOf([
            .string(templating: .none),
            .object(
                .init([
                    .init("run", .string(templating: .none), isRequired: true, "The text."),
                    .init("interpreter", .enumeration(["sh", "bash"]), defaultValue: "sh", "The shell.")
                ]))
        ]))

    func execute(_ configuration: Value, context: TaskContext) -> TaskResult { .completed() }
}

struct SampleScript: ProcessionExecutor {
    typealias Configuration = Value

    static let descriptor = ExecutorDescriptor(
        name: "script", summary: "Runs a script.",
        configuration: .object(
            .init([
                .init("language", .string(), isRequired: true, "The interpreter."),
                .init("source", .string(templating: .none), "The script."),
                .init("file", .string(), "The file with the script."),
                .init("args", .list(of: .string(templating: .argument)), "Its arguments.")
            ])))

    static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        guard configuration["source"] != nil, configuration["file"] != nil else { return [] }
        return [
            .init(
                path: [.key("file")], code: "conflicting-keys", message: "'source' and 'file' exclude each other",
                hint: "keep one of them", isAboutKey: true)
        ]
    }

    func execute(_ configuration: Value, context: TaskContext) -> TaskResult { .completed() }
}

struct SampleHTTP: ProcessionExecutor {
    typealias Configuration = Value

    static let descriptor = ExecutorDescriptor(
        name: "http", summary: "Calls a URL.",
        configuration: .object(
            .init([
                .init("method", .enumeration(["GET", "POST", "PUT", "DELETE"]), defaultValue: "GET", "The method."),
                .init("url", .string(templating: .url), isRequired: true, "The URL."),
                .init("headers", .map(of: .string()), "Header fields."),
                .init("json", .any, "The body, as JSON."),
                .init("timeout", .duration, "Bound on the request."),
                .init("expect", .list(of: .oneOf([.integer(minimum: 100, maximum: 599), .string()])), "Status."),
                .init("follow_redirects", .boolean, defaultValue: false, "Whether to follow redirects."),
                .init("outputs", .map(of: .string()), "JSON pointers into the response.")
            ])),
        outputs: ["status": .integer, "body": .string])

    func execute(_ configuration: Value, context: TaskContext) -> TaskResult { .completed() }
}

extension ExecutorRegistry {
    /// A registry with the sample executors.
    static func samples() throws -> ExecutorRegistry {
        let registry = ExecutorRegistry()
        try registry.register(SampleCommand())
        try registry.register(SampleShell())
        try registry.register(SampleScript())
        try registry.register(SampleHTTP())
        return registry
    }
}
