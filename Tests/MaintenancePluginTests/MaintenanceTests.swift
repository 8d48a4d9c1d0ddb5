import Foundation
import Logging
import MaintenancePlugin
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Care of the own database", .timeLimit(.minutes(1)))
struct MaintenanceTests {
    /// Runs the process to its end over a database of its own.
    private static func run(_ input: [String: String], times: Int = 1) async throws -> ([TaskRecord], ProcessRecord) {
        try await withFolder { folder in
            let store = try await SQLProcessStore.sqlite(
                at: folder.appending(path: "procession.db").path, access: .owner())
            let types = ProcessTypeRegistry(), executors = ExecutorRegistry()
            try MaintenancePlugin().register(executors: executors, types: types)
            let controller = ProcessController(
                orchestrator: ProcessOrchestrator(
                    store: store, types: types, executors: executors,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            try await controller.orchestrator.start()
            let pairs = input.map { RawInput.Pair(key: $0, value: $1) }
            let process = try await controller.createProcess(type: "procession-maintenance", input: .pairs(pairs))
            for _ in 0..<times {
                let execution = try await controller.startProcess(process.id)
                _ = try await controller.orchestrator.waitForEnd(of: execution.id)
            }
            await controller.orchestrator.stop()
            let state = try await controller.getProcessState(process.id)
            try await store.close()
            return (state.tasks, state.process)
        }
    }

    private static func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maintenance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    @Test("the database is checked, copied, pruned and measured while the engine works on it")
    func everything() async throws {
        try await Self.withFolder { backups in
            let (tasks, process) = try await Self.run(["backup_dir": backups.path, "keep": "2"], times: 3)
            #expect(process.status == .completed, "\(tasks.compactMap(\.errorMessage))")
            #expect(tasks.map(\.name.rawValue) == ["check", "backup", "prune", "statistics"])
            let copies = try FileManager.default.contentsOfDirectory(atPath: backups.path)
            #expect(copies.count == 2)
            for copy in copies {
                let store = try await SQLProcessStore.sqlite(
                    at: backups.appending(path: copy).path, access: .reader)
                #expect(try await store.processes(ProcessFilter(limit: 10)).count == 1)
                try await store.close()
            }
        }
    }

    @Test("without a folder nothing is copied, and nothing need be pruned")
    func least() async throws {
        let (tasks, process) = try await Self.run(["prune": "false"])
        #expect(process.status == .completed)
        #expect(tasks.map(\.name.rawValue) == ["check", "statistics"])
    }

    @Test("a backup without a folder is refused before anything runs")
    func backupNeedsFolder() throws {
        let executors = ExecutorRegistry()
        try MaintenancePlugin().register(executors: executors, types: ProcessTypeRegistry())
        let executor = try #require(executors["database"])
        #expect(executor.violations(in: ["action": "backup"]).map(\.code.description) == ["missing-key"])
        #expect(executor.violations(in: ["action": "mend"]).map(\.code.description) == ["invalid-value"])
        #expect(executor.violations(in: ["action": "check"]).isEmpty)
    }
}
