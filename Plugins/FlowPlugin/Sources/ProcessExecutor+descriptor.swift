public import Procession

extension ProcessExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "process",
        summary: "Runs a process of another type as a child, and waits for its end without holding a slot.",
        description: """
            The child is a process of its own, with its tasks, logs and history; `procession status` shows parent and \
            child. Its outputs become those of the task. A child that fails fails the task, and each retry of the task \
            starts another one. A stop of the parent stops the child, and waits for its handlers. The task's own \
            `timeout` bounds an attempt, not the wait: that is what `timeout` here is for. Processes can be nested \
            \(NewChild.deepest) deep.
            """,
        configuration: .oneOf([
            name,
            .object(
                ConfigurationSchema.Object([
                    ConfigurationSchema.Property("type", name, isRequired: true, "The process type of the child."),
                    ConfigurationSchema.Property(
                        "inputs", .map(of: .any),
                        "Its input; a value that is one whole expression keeps its type. A secret can be given to an "
                            + "input that is `secret: true` there."),
                    ConfigurationSchema.Property(
                        "timeout", .duration, "How long the child may take, before it is stopped and the task fails.")
                ]))
        ]),
        outputs: ["process_id": .string],
        examples: [
            ExecutorDescriptor.Example(
                title: "Load each region by a process of its own",
                yaml: """
                    name: load
                    for_each: [north, south]
                    process:
                      type: load-region
                      inputs: {region: "${item}", day: "${day}"}
                      timeout: 2h
                    outputs: {rows: integer}
                    """),
            ExecutorDescriptor.Example(
                title: "Run another type that needs no input",
                yaml: """
                    name: tidy
                    process: procession-maintenance
                    """)
        ])

    private static let name = ConfigurationSchema.string(
        pattern: ConfigurationSchema.Pattern("[a-z][a-z0-9-]{0,62}", meaning: "the name of a process type"))
}
