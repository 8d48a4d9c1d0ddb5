import Foundation
public import Procession

/// Takes care of the database that the engine works on which carries the task out.
public struct DatabaseExecutor: ProcessionExecutor {
    public struct Configuration: Codable, Sendable {
        public enum Action: String, Codable, Sendable, CaseIterable {
            case check, backup, prune, statistics
        }

        public var action: Action
        /// Where copies are kept; only for `backup`.
        public var folder: String?
        /// How many copies stay; only for `backup`.
        public var keep: Int
    }

    public static let descriptor = ExecutorDescriptor(
        name: "database",
        summary: "Checks, copies, prunes or measures the database that the engine itself works on.",
        description: """
            `check` fails the task where it finds damage. `backup` writes a consistent copy, `procession-TIME.db`, into \
            `folder`, and removes the oldest copies there beyond `keep`. `prune` removes the history that the engine no \
            longer keeps. All of it goes on beside the engine's other work.
            """,
        configuration: Configuration.self,
        keys: [
            .key("action", "What to do."),
            .key("folder", "Where `backup` keeps copies; absolute, or relative to the folder of the YAML file."),
            .key("keep", "How many copies `backup` leaves in the folder.", default: 7, minimum: 1)
        ],
        rules: [.required("folder", where: "action", is: "backup")],
        examples: [
            .init(
                title: "A copy of the database, of which the newest 14 stay",
                yaml: """
                    name: copy
                    database: {action: backup, folder: /var/backups/procession, keep: 14}
                    """)
        ])

    public init() {}

    public static func summary(of configuration: Value) -> String {
        [configuration["action"]?.text ?? "", configuration["folder"]?.text ?? ""].filter { !$0.isEmpty }
            .joined(separator: " to ")
    }

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        guard let database = context.database else {
            return .failed(TaskFailure(.configuration, "this engine has no database to take care of"))
        }
        switch configuration.action {
        case .check: return try await check(database, context)
        case .backup: return try await backup(database, configuration, context)
        case .prune: return try await prune(database, context)
        case .statistics: return try await statistics(database, context)
        }
    }

    private func check(_ database: any DatabaseCare, _ context: TaskContext) async throws -> TaskResult {
        let problems = try await database.check()
        for problem in problems { context.log(problem + "\n", stream: .stderr) }
        guard let first = problems.first else { return .completed(outputs: ["problems": 0]) }
        let more = problems.count > 1 ? " and \(problems.count - 1) more" : ""
        return .failed(TaskFailure(.validation, "the database is damaged: \(first)\(more)", code: "damaged"))
    }

    private func backup(
        _ database: any DatabaseCare, _ configuration: Configuration, _ context: TaskContext
    ) async throws -> TaskResult {
        guard let folder = configuration.folder, !folder.isEmpty else {
            return .failed(TaskFailure(.configuration, "'backup' needs 'folder'"))
        }
        let copies = BackupFolder(path: folder.hasPrefix("/") ? folder : "\(context.baseDirectory)/\(folder)")
        do {
            try copies.make()
        } catch {
            return .failed(
                TaskFailure(.runtime, "the folder '\(copies.path)' can't be made: \(error.localizedDescription)"))
        }
        let copy = try await copies.add(database, at: context.clock.now)
        let removed = try copies.removeOldest(keeping: configuration.keep)
        context.log("copied to \(copy); \(removed.count) older copies removed\n")
        return .completed(outputs: ["backup": .string(copy), "removed": .integer(removed.count)])
    }

    private func prune(_ database: any DatabaseCare, _ context: TaskContext) async throws -> TaskResult {
        let removed = try await database.prune()
        context.log("\(removed.executions) executions and \(removed.processes) processes removed\n")
        return .completed(outputs: [
            "processes": .integer(removed.processes), "executions": .integer(removed.executions),
            "rows": .integer(removed.rows)
        ])
    }

    private func statistics(_ database: any DatabaseCare, _ context: TaskContext) async throws -> TaskResult {
        let statistics = try await database.statistics()
        let processes = statistics.processes.values.reduce(0, +)
        context.log("\(processes) processes, \(statistics.executions) executions, \(statistics.databaseBytes) bytes\n")
        return .completed(outputs: [
            "processes": .integer(processes), "executions": .integer(statistics.executions),
            "events": .integer(statistics.events), "bytes": .integer(statistics.databaseBytes)
        ])
    }
}
