import ArgumentParser
import Procession

/// `procession pools list`: every pool with its slots.
struct PoolsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the pools that were set, and those of tasks that run or are ready.",
        discussion: """
            A pool that nobody has set has one slot.

            Example:
              procession pools list --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let pools = try await DatabaseAccess(database).read { try await $0.pools() }
        var table = Table([
            .init("POOL", shrinks: true), .init("SLOTS", alignsRight: true), .init("RUNNING", alignsRight: true),
            .init("WAITING", alignsRight: true), .init("SET BY")
        ])
        table.rows = pools.map { pool in
            [
                .init(pool.name), .init(String(pool.slots)), .init(String(pool.running)), .init(String(pool.waiting)),
                .init(pool.isSet ? "you" : "default")
            ]
        }
        try output.show(
            table, whenEmpty: "no pool was set, and no task waits for one",
            json: ["pools": .list(pools.map(\.json))])
    }
}
