import Foundation
import Glibc
import ProcessionStore

/// Measures the budgets: all of them, or the workloads whose names are given.
///
/// Ends with status 1 if a budget is missed.
@main
struct ProcessionBenchmarks {
    /// In the order in which they run.
    static let workloads: [any Workload.Type] = [
        ShellTasks.self, InlineTasks.self, LargeProcess.self, Restart.self, ProgramStart.self, IdleEngine.self,
        ChattyTask.self
    ]

    static func main() async throws {
        // As the program itself does.
        SQLiteLibrary.countNoMemory()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.count == 3, arguments[0] == Probe.argument {
            return try await Probe.answer(arguments[1], in: URL(filePath: arguments[2]))
        }
        let chosen = workloads.filter { arguments.isEmpty || arguments.contains($0.name) }
        guard Set(arguments).isSubset(of: chosen.map { $0.name }) else {
            print("usage: ProcessionBenchmarks [WORKLOAD...]\nworkloads:")
            for workload in workloads { print("  \(workload.name)") }
            exit(2)
        }
        let isKept = try await measure(chosen)
        exit(isKept ? 0 : 1)
    }

    private static func measure(_ workloads: [any Workload.Type]) async throws -> Bool {
        // Beside the program, because a folder for temporary files is often kept in memory, where nothing is durable.
        let folder = Program.folder.appending(path: "benchmark-data-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var figures: [Figure] = []
        print(Figure.header)
        for workload in workloads {
            let place = folder.appending(path: workload.name)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for figure in try await workload.measure(in: place) {
                figures.append(figure)
                print(figure.row)
            }
            fflush(nil)
            try FileManager.default.removeItem(at: place)
        }
        if let path = ProcessInfo.processInfo.environment["PROCESSION_BENCH_JSON"] {
            try Report(figures).write(to: URL(filePath: path))
        }
        return figures.allSatisfy { $0.isKept != false }
    }
}
