import ArgumentParser
import Procession
import ProcessionEngine

/// `procession stop`: asks the engine, or is the engine that brings a process to rest.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a running process.",
        discussion: """
            Its running tasks are torn down, and its on_stop and finally handlers run. The command returns when the \
            engine has taken note; with --wait, when the process is at rest. A process whose engine has died is \
            brought to rest here.

            Example:
              procession stop nightly-berlin --wait
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @Flag(help: "Return only when the process is at rest.")
    var wait = false
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func run() async throws {
        let workspace = try await options.workspace()
        let access = try DatabaseAccess(database)
        let id = ProcessID(id)
        try access.requireDatabase(for: id)
        try await access.write { ownership in
            switch ownership {
            case .here(let store):
                let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: .foreground)
                // Before the engine begins, so that it takes up nothing of this process but its handlers.
                try await engine.controller.stopProcess(id, by: .cli)
                try await engine.run { try await Self.rest(of: id, in: store) }
            case .elsewhere(let writer, let store):
                try await writer.stop(id)
                if wait { try await Self.rest(of: id, in: store) }
            }
        }
    }

    private static func rest(of id: ProcessID, in store: any ProcessStore) async throws {
        guard let execution = try await store.existingProcess(id).currentExecutionID else { return }
        let follower = ExecutionFollower(
            store: store, execution: execution, process: id, position: .init(event: try await store.lastEventID()))
        _ = try await follower.follow { _ in }
    }
}
