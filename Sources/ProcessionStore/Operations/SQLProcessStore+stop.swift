public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    public func requestStop(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            let found = try connection.row(
                "SELECT status, current_execution_id FROM processes WHERE id = ?", [.id(id)]
            ) { row throws(ProcessionError) in
                (status: try row.word(0) as ProcessStatus, execution: row.optionalID(1) as ExecutionID?)
            }
            guard let found else { throw .noProcess(id) }
            guard found.status == .inProgress, let execution = found.execution else {
                throw ProcessionError(
                    .stateConflict, "the process '\(id)' does not run: it is \(found.status.rawValue)",
                    hint: "only a running process can be stopped")
            }
            let machine = ExecutionMachine(connection, now: now, actor: actor)
            try Self.requestStop(of: execution, of: id, machine)
            try machine.finish()
        }
    }

    /// Asks a running execution to stop within the transaction of `machine`, which is finished by the caller.
    static func requestStop(
        of execution: ExecutionID, of process: ProcessID, _ machine: ExecutionMachine
    ) throws(ProcessionError) {
        machine.events.append(
            "execution.stop-requested", EventBuffer.Subject(process: process.rawValue, execution: .id(execution)))
        try machine.update(execution) { state throws(ProcessionError) in
            state.closing = .stop
            state.wasStopRequested = true
            if state.isQueued {
                return try machine.abandon(&state, as: .stopped, "the process was stopped")
            }
            // What the main tasks came to is settled when handlers run: a failure stays one.
            if state.phase.trigger != nil, state.result == .completed { state.result = .stopped }
            try machine.close(&state, as: .stopped, because: "the process was stopped")
        }
    }

    public func delete(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            let status: ProcessStatus? = try connection.row(
                "SELECT status FROM processes WHERE id = ?", [.id(id)]
            ) { row throws(ProcessionError) in try row.word(0) }
            guard let status else { throw .noProcess(id) }
            guard status != .inProgress else {
                throw ProcessionError(
                    .stateConflict, "the process '\(id)' is running, so it can't be deleted", hint: "stop it first")
            }
            guard status != .completed else {
                throw ProcessionError(
                    .stateConflict, "the process '\(id)' is COMPLETED, so it can't be deleted",
                    hint: "a completed process is kept as history; it can be started again")
            }
            try connection.execute("DELETE FROM processes WHERE id = ?", [.id(id)])
            var events = EventBuffer(now: .time(now), actor: actor)
            events.append("process.deleted", EventBuffer.Subject(process: id.rawValue))
            try events.flush(connection)
        }
    }
}
