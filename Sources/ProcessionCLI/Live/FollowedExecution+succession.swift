import Procession

extension FollowedExecution {
    /// Follows what engines in other programs carry out, one after the other if they die; where none is left, this
    /// program takes the database over and goes on with it.
    func follow(_ output: OutputOptions, _ access: DatabaseAccess, _ workspace: Workspace) async throws {
        var rest = try await follow(output)
        while let abandoned = rest {
            rest = try await access.write { ownership in
                switch ownership {
                case .here(let store):
                    let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: .foreground)
                    try await abandoned.carryOn(in: engine, output)
                    return nil
                case .elsewhere(let remote, let store):
                    return try await abandoned.moved(to: remote, reading: store).follow(output)
                }
            }
        }
    }

    private func carryOn(in engine: LocalEngine, _ output: OutputOptions) async throws {
        StandardStream.say("the engine that carried out '\(process.id)' is gone; going on with it here\n")
        var heir = FollowedExecution(
            store: engine.store, writer: engine.writer, process: process, execution: execution, location: location,
            interruption: interruption, position: position, stop: stop, killChildren: engine.killChildren)
        // Before the engine begins, so that it takes up nothing but the handlers.
        if stop == .unheard { try await heir.passStopOn() }
        try await engine.run { [heir] in
            try await engine.staying { _ = try await heir.follow(output) }
        }
    }

    private func moved(to remote: RemoteController, reading store: any ProcessStore) async throws -> FollowedExecution {
        var heir = FollowedExecution(
            store: store, writer: remote, process: process, execution: execution, location: location,
            interruption: interruption, position: position, stop: stop, isCarriedOut: { remote.isAnswered })
        if stop == .unheard { try await heir.passStopOn() }
        return heir
    }

    /// Asks the new engine for the stop that the old one has not heard of.
    private mutating func passStopOn() async throws(ProcessionError) {
        do throws(ProcessionError) {
            try await writer.stop(process.id)
        } catch {
            // A conflict says that it has ended by itself.
            guard error.code == .stateConflict else { throw error }
        }
        stop = .heard
    }
}
