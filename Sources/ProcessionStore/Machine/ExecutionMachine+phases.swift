import Procession

extension ExecutionMachine {
    /// Goes on to the next phase for as long as the present one has no open task.
    func advance(_ state: inout ExecutionState) throws(ProcessionError) {
        while state.openTasks == 0, !state.isQueued {
            switch state.phase {
            case .main:
                if state.closing == .stop {
                    state.result = .stopped
                } else if state.result == nil {
                    state.result = .completed
                }
                if state.result == .completed, state.hasOutputs {
                    state.phase = .outputs
                    state.closing = nil
                    return
                }
                try beginHandlers(&state)
            case .outputs:
                // Until the outputs are there, which ``outputs(of:are:)`` says, or a stop comes.
                guard state.closing == .stop else { return }
                state.result = .stopped
                try beginHandlers(&state)
            case .onSuccess, .onFailure, .onStop:
                try begin(.finally, &state)
            case .finally:
                end(&state)
            case .ended:
                return
            }
        }
    }

    /// The outputs of a process, or why there are none.
    ///
    /// False if the execution does not wait for them.
    func outputs(
        of id: ExecutionID, are outputs: Result<String, TaskFailure>
    ) throws(ProcessionError) {
        try update(id) { state throws(ProcessionError) in
            guard state.phase == .outputs else { return }
            switch outputs {
            case .success(let outputs): state.outputs = outputs
            case .failure(let failure): state.fail("the outputs can't be computed: \(failure.message)")
            }
            try beginHandlers(&state)
        }
    }

    /// Begins the handlers that the result calls for, and skips the others.
    private func beginHandlers(_ state: inout ExecutionState) throws(ProcessionError) {
        guard state.hasHandlers else { return end(&state) }
        let phase: ExecutionState.Phase =
            switch state.result {
            case .failed: .onFailure
            case .stopped: .onStop
            default: .onSuccess
            }
        try skipHandlers(&state, except: phase)
        try begin(phase, &state)
    }

    private func begin(_ phase: ExecutionState.Phase, _ state: inout ExecutionState) throws(ProcessionError) {
        state.phase = phase
        state.closing = nil
        guard state.hasHandlers else { return }
        state.openTasks = try release(of: state, in: phase)
    }

    /// Takes away the need that holds back the tasks of a phase as a whole; those without another one become READY.
    ///
    /// - Returns: how many tasks were held back.
    @discardableResult
    func release(of state: ExecutionState, in phase: ExecutionState.Phase) throws(ProcessionError) -> Int {
        let isMain = phase == .main
        let released = try connection.rows(
            isMain ? Self.releaseOfTasks : Self.releaseOfHandlers,
            [now, .id(state.processID)] + (isMain ? [] : [.word(phase)])
        ) { (id: $0.text(0), name: $0.text(1), isReady: $0.text(2) == "READY", index: $0.integer(3)) }
        for task in released.sorted(by: { $0.index < $1.index }) where task.isReady {
            events.append(
                .ready,
                EventBuffer.Subject(
                    process: state.processID.rawValue, execution: .id(state.id), task: .text(task.id),
                    name: .text(task.name)))
        }
        return released.count
    }

    private static let releaseOfTasks = release(where: "trigger IS NULL")
    private static let releaseOfHandlers = release(where: "trigger = ?3")

    private static func release(where condition: String) -> SQLText {
        SQLText(
            generated: """
                UPDATE tasks SET pending_dependencies = pending_dependencies - 1,
                    status = CASE WHEN pending_dependencies = 1 AND condition IS NULL THEN 'READY' ELSE status END,
                    ready_at = CASE WHEN pending_dependencies = 1 AND condition IS NULL THEN ?1 ELSE ready_at END,
                    updated_at = ?1
                WHERE process_id = ?2 AND \(condition) AND status = 'PENDING'
                RETURNING task_id, name, status, task_index
                """)
    }

    private func skipHandlers(
        _ state: inout ExecutionState, except phase: ExecutionState.Phase
    ) throws(ProcessionError) {
        try skip(
            for: EventBuffer.Subject(process: state.processID.rawValue, execution: .id(state.id)),
            """
            UPDATE tasks SET status = 'SKIPPED', completed_at = ?1, updated_at = ?1
            WHERE process_id = ?2 AND trigger IS NOT NULL AND trigger <> 'finally' AND trigger <> ?3
                AND status = 'PENDING'
            RETURNING task_id, name
            """, [now, .id(state.processID), .word(phase)])
        state.indexMayMove = true
    }
}
