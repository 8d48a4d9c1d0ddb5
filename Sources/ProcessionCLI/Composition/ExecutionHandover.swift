import Procession

/// Has an execution begun by whoever owns the database, and follows it where that is wanted.
struct ExecutionHandover: Sendable {
    let process: ProcessID
    let start: ExecutionStart
    /// Whether to stay until the end, and to carry it out here where no engine is running.
    let waits: Bool
    let output: OutputOptions

    func run(_ access: DatabaseAccess, _ workspace: Workspace) async throws {
        try access.requireDatabase(for: process)
        try await access.write { ownership in
            switch ownership {
            case .here(let store): try await runHere(store, workspace, access)
            case .elsewhere(let writer, let store): try await runElsewhere(writer, store, workspace, access)
            }
        }
    }

    private func runHere(
        _ store: any ProcessStore, _ workspace: Workspace, _ access: DatabaseAccess
    ) async throws {
        let process = try await store.existingProcess(process)
        guard waits else { throw OwnerErrors.noEngine(for: process.id, start, at: access.location) }
        let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: .foreground)
        try await engine.run {
            let followed = try await FollowedExecution.begin(in: engine, location: access.location) {
                writer throws(ProcessionError) in try await writer.start(process.id, as: start)
            }
            try await engine.staying { _ = try await followed.follow(output) }
        }
    }

    private func runElsewhere(
        _ writer: RemoteController, _ store: any ProcessStore, _ workspace: Workspace, _ access: DatabaseAccess
    ) async throws {
        guard waits else {
            let execution = try await writer.start(process, as: start)
            try StandardStream.output.write(
                output.json ? JSONDocument.text(["execution": execution.json]) : "\(execution.id)\n")
            if let note = execution.queueNote { StandardStream.say("\(note)\n") }
            // Only a limit of executions ends one before it has begun.
            if execution.status.isEnd, let reason = execution.errorMessage {
                StandardStream.say("'\(process)' is \(execution.status.rawValue): \(VisibleText.line(reason))\n")
                throw ExitStatus(execution.status)
            }
            return
        }
        let followed = try await FollowedExecution.begin(by: writer, store: store, location: access.location) {
            writer throws(ProcessionError) in try await writer.start(process, as: start)
        }
        try await followed.follow(output, access, workspace)
    }
}

extension ExecutionRecord {
    /// That it waits for its turn, where it does.
    var queueNote: String? {
        guard queuedAt != nil, let concurrencyKey else { return nil }
        return "queued: waits for others with the concurrency key '\(VisibleText.line(concurrencyKey))'"
    }
}
