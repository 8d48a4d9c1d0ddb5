import Foundation
import Procession
import ProcessionStore

// A program that the tests of the store kill or starve. It says on standard output what has been acknowledged, a line
// each, as soon as that is so.

func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

func process(_ id: String) -> NewProcess {
    NewProcess(
        id: ProcessID(id), type: "crash", inputData: String(repeating: "x", count: 500),
        expansion: Expansion(
            digest: "d", definition: "{}", settings: "{}",
            tasks: [
                NewTask(
                    id: TaskID("\(id)-0"), index: 0, name: "only", executor: "shell", lane: .child, command: "true",
                    configuration: "{}", timeout: .seconds(60))
            ]))
}

/// Creates and starts processes from several tasks until it is killed.
func createForever(_ store: SQLProcessStore) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<4 {
            group.addTask {
                for number in 0... {
                    let new = process("p-\(getpid())-\(lane)-\(number)")
                    try await store.create(new, actor: "cli", now: Date())
                    say("created \(new.id)")
                    let execution = NewExecution(
                        id: ExecutionID("e-\(new.id)"), processID: new.id, triggeredBy: .manual,
                        expansion: new.expansion, actor: "cli", now: Date())
                    say("started \(try await store.start(execution).processID)")
                }
            }
        }
        try await group.waitForAll()
    }
}

/// Lets files grow to a limit only, until a write fails; then lifts the limit and writes again.
func starve(_ store: SQLProcessStore) async throws {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
    let unlimited = limit
    limit.rlim_cur = 1 << 20
    setrlimit(__rlimit_resource_t(1), &limit)
    for number in 0... {
        do {
            try await store.create(process("p-\(number)"), actor: "cli", now: Date())
            say("created p-\(number)")
        } catch {
            say("refused \(error.code)")
            break
        }
    }
    limit = unlimited
    setrlimit(__rlimit_resource_t(1), &limit)
    try await store.create(process("afterwards"), actor: "cli", now: Date())
    say("created afterwards")
    try await store.close()
}

let store = try await SQLProcessStore.sqlite(at: CommandLine.arguments[2], access: .owner(socket: "/run/test.sock"))
switch CommandLine.arguments[1] {
case "create": try await createForever(store)
case "starve": try await starve(store)
default: exit(2)
}
