public import Procession

extension ApprovalExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "approval",
        summary: "Waits for somebody's approval, without holding a slot.",
        description: """
            The task is WAITING until `procession approve` or `procession reject` decides on it; `procession approvals` \
            lists what waits. It costs nothing meanwhile, and outlives the engine. A rejection fails the task with the \
            class `authorization`, which is not retried; its outputs are there in either case. The task's own `timeout` \
            bounds an attempt, not the wait: that is what `timeout` here is for.
            """,
        configuration: .oneOf([
            question,
            .object(
                ConfigurationSchema.Object(
                    [
                        ConfigurationSchema.Property("message", question, isRequired: true, "What is to be approved."),
                        ConfigurationSchema.Property(
                            "timeout", .duration, "How long to wait for a decision; as long as it takes without it."),
                        ConfigurationSchema.Property(
                            "on_timeout", .enumeration(Configuration.TimeoutOutcome.allCases.map(\.rawValue)),
                            "What holds when nobody has decided in time; `reject` without it.")
                    ], rules: [.needs("on_timeout", beside: "timeout")]))
        ]),
        outputs: ApprovalDecision.outputTypes, optionalOutputs: ApprovalDecision.optionalOutputs,
        sampleOutputs: ["approved": true],
        examples: [
            ExecutorDescriptor.Example(
                title: "Ask before a deployment",
                yaml: """
                    name: ask
                    approval: Deploy ${version} to production?
                    """),
            ExecutorDescriptor.Example(
                title: "Go on by itself when nobody has objected within two days",
                yaml: """
                    name: ask
                    approval:
                      message: Delete the old backups?
                      timeout: 2d
                      on_timeout: approve
                    """)
        ])

    private static let question = ConfigurationSchema.string(pattern: .something(meaning: "a question"))
}
