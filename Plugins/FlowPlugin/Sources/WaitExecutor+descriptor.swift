public import Procession

extension WaitExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "wait",
        summary: "Waits for a duration, or until a point in time, without holding a slot.",
        description: """
            The task is WAITING meanwhile: it costs nothing, and outlives the engine. A point in time that has passed \
            is over at once. `timeout` bounds an attempt, not the wait.
            """,
        configuration: .oneOf([
            .duration,
            .object(
                ConfigurationSchema.Object(
                    [
                        ConfigurationSchema.Property("for", .duration, "How long to wait."),
                        ConfigurationSchema.Property(
                            "until",
                            .string(
                                pattern: ConfigurationSchema.Pattern(
                                    DateText.expression, meaning: "a point in time such as 2026-12-24T18:00:00+01:00")),
                            "A date or a point in time (ISO 8601); without an offset in UTC.")
                    ], rules: [.exactlyOne(of: ["for", "until"])]))
        ]),
        outputs: ["until": .string],
        examples: [
            ExecutorDescriptor.Example(
                title: "Give a service time to settle",
                yaml: """
                    name: settle
                    wait: 90s
                    """),
            ExecutorDescriptor.Example(
                title: "Go on when an embargo is over",
                yaml: """
                    name: embargo
                    wait: {until: "${publish_at}"}
                    """)
        ])
}
