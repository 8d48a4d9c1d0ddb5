import ArgumentParser

/// `procession reject`: fails a task that waits for approval.
struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Reject what a task waits for.",
        discussion: """
            The task fails, with the note as the reason; it is named as for `approve`.

            Example:
              procession reject release-7 --note 'the release notes are missing'
            """)

    @OptionGroup var decision: DecisionOptions

    func run() async throws { try await decision.carryOut(isApproved: false) }
}
