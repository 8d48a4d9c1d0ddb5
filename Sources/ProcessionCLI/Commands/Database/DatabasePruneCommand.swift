import ArgumentParser
import Procession
import ProcessionEngine

/// `procession db prune`: removes history past its age, as a running engine does by itself.
struct DatabasePruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove history that is past its age, and give its space back.",
        discussion: """
            An engine does this by itself every ten minutes, by its own options. Nothing that runs, waits or has a \
            schedule is removed; where an engine owns the database, it does the removing.

            Examples:
              procession db prune --dry-run
              procession db prune --older-than 90d --keep 5
            """)

    @Option(
        help: ArgumentHelp(
            "Remove what is older, whatever it is, instead of going by the ages of the --keep options.",
            valueName: "duration"))
    var olderThan: Age?
    @Option(help: ArgumentHelp("The same as --keep-last.", valueName: "number"))
    var keep: Int?
    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false
    @OptionGroup var retention: RetentionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard keep ?? 1 > 0 else { throw ValidationError("--keep must be at least 1") }
        if keep != nil, retention.keepLast != nil {
            throw ValidationError("--keep and --keep-last are the same: give one of them")
        }
        if let olderThan, olderThan.duration == nil { throw ValidationError("--older-than needs a duration") }
    }

    func run() async throws {
        let policy = try policy()
        let access = try DatabaseAccess(database)
        let removed: RemovedHistory
        if dryRun {
            removed = try await access.read { try await pruner(policy, $0).preview() }
        } else {
            try access.requireDatabase()
            removed = try await access.write { ownership in
                switch ownership {
                case .here(let store): try await pruner(policy, store).prune()
                case .elsewhere(let remote, _): try await remote.prune(policy)
                }
            }
        }
        try show(removed)
    }

    private func policy() throws(ProcessionError) -> RetentionPolicy {
        var policy = try retention.policy()
        if let keep { policy.last = keep }
        guard let age = olderThan?.duration else { return policy }
        (policy.completed, policy.failed, policy.logs, policy.events) = (age, age, age, age)
        return policy
    }

    private func pruner(_ policy: RetentionPolicy, _ store: any ProcessStore) -> HistoryPruner {
        HistoryPruner(store: store, clock: SystemClock(), policy: policy, pause: .zero)
    }

    private func show(_ removed: RemovedHistory) throws {
        let rows = [
            ("processes", removed.processes), ("executions", removed.executions), ("attempts", removed.attempts),
            ("log chunks", removed.logChunks), ("events", removed.events)
        ]
        let table = Table(
            [.init(dryRun ? "WOULD REMOVE" : "REMOVED"), .init("HOW MANY", alignsRight: true)],
            rows: rows.map { [.init($0.0), .init(String($0.1))] })
        let members = rows.map { ($0.0.replacing(" ", with: "_"), Value.integer($0.1)) }
        try output.show(
            table,
            json: [
                "is_dry_run": .boolean(dryRun),
                "removed": .map(Dictionary(members, uniquingKeysWith: { $1 }))
            ])
    }
}
