import ChildProcesses
import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import ProcessionYAML
import StandardPlugins
import Synchronization

/// A worker that kills itself at a named point: `ChaosWorker work DATABASE TYPES WHEN CALL NUMBER`.
///
/// `WHEN` is `before` or `after`, `CALL` the beginning of a call of the store, such as `exchange`, and `NUMBER` says at
/// which of these calls: so it dies with nothing written, or with everything written and nothing done about it.
/// `ChaosWorker check DATABASE` prints everything that is wrong with a database that nobody uses.
@main
enum ChaosWorker {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("check", 2): try await check(arguments[1])
        case ("work", 6): try await work(arguments)
        default:
            print("usage: ChaosWorker work DATABASE TYPES before|after CALL NUMBER | ChaosWorker check DATABASE")
            exit(2)
        }
    }

    private static func check(_ database: String) async throws {
        let store = try await SQLProcessStore.sqlite(at: database, access: .owner())
        for problem in try await store.check() { print(problem) }
        try await store.close()
    }

    private static func work(_ arguments: [String]) async throws {
        let executors = ExecutorRegistry(), types = ProcessTypeRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        for problem in await ProcessTypeLoader(executors: executors).loadFolders([arguments[2]], into: types) {
            print(problem.message)
        }
        let store = try await SQLProcessStore.sqlite(at: arguments[1], access: .owner())
        let point = FailPoint(isBefore: arguments[3] == "before", call: arguments[4], number: Int(arguments[5]) ?? 1)
        let orchestrator = ProcessOrchestrator(
            store: FaultyStore(store, faults: point), types: types, executors: executors,
            logger: Logger(label: "chaos", factory: { _ in SwiftLogNoOpLogHandler() }),
            reap: { attempt in
                let marker = AttemptMarker(
                    executionID: attempt.executionID, taskID: attempt.taskID, attempt: attempt.attempt)
                await OrphanedChild.kill(attempt.child, marker: marker)
            })
        try await orchestrator.run()
    }
}

/// Kills the program at one of the calls of a name.
private final class FailPoint: StoreFaults {
    private let isBefore: Bool
    private let call: String
    private let left: Mutex<Int>

    init(isBefore: Bool, call: String, number: Int) {
        self.isBefore = isBefore
        self.call = call
        left = Mutex(number)
    }

    func before(_ call: FaultyStore.Call) { if isBefore { pass(call) } }
    func after(_ call: FaultyStore.Call) { if !isBefore { pass(call) } }

    private func pass(_ call: FaultyStore.Call) {
        guard call.name.hasPrefix(self.call) else { return }
        let isIt = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isIt { kill(getpid(), SIGKILL) }
    }
}
