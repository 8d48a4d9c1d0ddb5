import ArgumentParser

/// `procession approve`: lets a task go on that waits for approval.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve what a task waits for.",
        discussion: """
            Names a process with one task that waits for approval, PROCESS/TASK, or the id of a task. The task \
            completes, and the process goes on where an engine is running, or as soon as one is.

            Examples:
              procession approve release-7 --note 'checked the staging system'
              procession approve release-7/deploy --by ann
            """)

    @OptionGroup var decision: DecisionOptions

    func run() async throws { try await decision.carryOut(isApproved: true) }
}
