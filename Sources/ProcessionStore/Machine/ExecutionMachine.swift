import Procession

import struct Foundation.Date

/// Moves tasks and executions from state to state, within one transaction.
///
/// This is the only place that knows what follows from the end of a task: which tasks it releases or blocks, when the
/// main tasks give way to the outputs and these to the handlers, and what an execution ends as. Exchanges, starts,
/// stops and rescues all go through it. Counters are kept in memory and written once, by ``settle()``.
///
/// `pending_dependencies` counts the needs of a task that are open, and for a handler one more, which its phase takes
/// away when it begins. So one statement releases both kinds.
final class ExecutionMachine {
    let connection: any SQLConnection
    let date: Date
    let now: SQLValue
    var events: EventBuffer
    /// Executions that came to their end in this transaction.
    private(set) var ended: [ExecutionID] = []
    private var states: [ExecutionID: ExecutionState] = [:]
    /// Concurrency keys for which others may have room now.
    private var freedKeys: Set<String> = []
    /// Children for whose end tasks may wait.
    private var endedChildren: [EndedChild] = []
    /// What groups have to be told.
    var news: [TaskID: GroupNews] = [:]

    init(_ connection: any SQLConnection, now: Date, actor: String) {
        self.connection = connection
        date = now
        self.now = .time(now)
        events = EventBuffer(now: self.now, actor: actor)
    }

    // MARK: States

    /// The state of an execution, read once a transaction.
    func state(of id: ExecutionID) throws(ProcessionError) -> ExecutionState {
        if let state = states[id] { return state }
        let state = try connection.row(
            """
            SELECT e.process_id, e.phase, e.open_tasks, e.closing, e.result, e.error_message, e.fail_fast,
                e.has_outputs, e.handler_tasks, e.outputs, p.current_task_index, p.total_tasks,
                e.concurrency_key, e.queued_at IS NOT NULL, p.parent_task_id
            FROM process_executions e JOIN processes p ON p.id = e.process_id WHERE e.execution_id = ?
            """, [.id(id)]
        ) { row throws(ProcessionError) in try ExecutionState(id, row) }
        guard let state else {
            throw ProcessionError(.internalFault, "a task refers to the execution '\(id)', which does not exist")
        }
        states[id] = state
        return state
    }

    /// Changes the state of an execution; it is written by ``settle()``.
    func update<Result>(
        _ id: ExecutionID, _ change: (inout ExecutionState) throws(ProcessionError) -> Result
    ) throws(ProcessionError) -> Result {
        var state = try state(of: id)
        defer { states[id] = state }
        return try change(&state)
    }

    /// Brings every execution that was touched as far as it goes, lets others and tasks go on that waited for its end,
    /// and writes their counters: what became READY by that can be claimed afterwards.
    func settle() throws(ProcessionError) {
        while true {
            try settleGroups()
            // In a fixed order, so that the same work gives the same events.
            for id in states.keys.sorted() {
                try update(id) { state throws(ProcessionError) in
                    guard !state.hadEnded else { return }
                    try advance(&state)
                    try write(&state)
                }
            }
            states = [:]
            guard !freedKeys.isEmpty || !endedChildren.isEmpty else { return }
            let children = endedChildren
            endedChildren = []
            for child in children { try goOn(after: child) }
            let keys = freedKeys.sorted()
            freedKeys = []
            for key in keys { try admit(key) }
        }
    }

    /// Settles, and writes the events: the last call of a transaction.
    func finish() throws(ProcessionError) {
        try settle()
        try events.flush(connection)
    }

    private func write(_ state: inout ExecutionState) throws(ProcessionError) {
        let ending: SQLValue = state.isEnded ? now : nil
        try connection.execute(
            """
            UPDATE process_executions SET phase = ?1, open_tasks = ?2, closing = ?3, result = ?4, error_message = ?5,
                outputs = ?6, deadline = CASE WHEN ?7 THEN NULL ELSE deadline END,
                stop_requested_at = CASE WHEN ?8 THEN coalesce(stop_requested_at, ?9) ELSE stop_requested_at END,
                execution_status = coalesce(?10, execution_status), execution_completed_at = ?11
            WHERE execution_id = ?12
            """,
            [
                .word(state.phase), .integer(state.openTasks), .word(state.closing), .word(state.result),
                .text(state.errorMessage), .text(state.outputs), .flag(state.deadlineHasPassed),
                .flag(state.wasStopRequested), now, state.isEnded ? .word(state.result) : nil, ending, .id(state.id)
            ])
        let index = state.indexMayMove ? try firstOpenIndex(state) : state.currentIndex
        guard index != state.currentIndex || state.isEnded || state.wasStopRequested || state.totalHasChanged else {
            return
        }
        state.currentIndex = index
        try connection.execute(
            """
            UPDATE processes SET current_task_index = ?1, total_tasks = ?9, status = coalesce(?2, status), completed_at = ?3,
                error_message = CASE WHEN ?2 IS NULL THEN error_message ELSE ?4 END,
                outputs = CASE WHEN ?2 IS NULL THEN outputs ELSE ?5 END,
                stop_requested_at = CASE WHEN ?6 THEN coalesce(stop_requested_at, ?7) ELSE stop_requested_at END,
                updated_at = ?7
            WHERE id = ?8
            """,
            [
                .integer(index), state.isEnded ? .word(state.result) : nil, ending, .text(state.errorMessage),
                .text(state.outputs), .flag(state.wasStopRequested), now, .id(state.processID),
                .integer(state.totalTasks)
            ])
    }

    /// Looks from the index that was current so far, so that all looks of an execution together walk its rows once.
    private func firstOpenIndex(_ state: ExecutionState) throws(ProcessionError) -> Int {
        try connection.row(
            """
            SELECT task_index FROM tasks WHERE process_id = ? AND task_index >= ?
                AND status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED')
            ORDER BY task_index LIMIT 1
            """, [.id(state.processID), .integer(state.currentIndex)]
        ) { $0.integer(0) } ?? state.totalTasks
    }

    /// Records that an execution is over.
    func end(_ state: inout ExecutionState) {
        state.phase = .ended
        state.closing = nil
        state.result = state.result ?? .completed
        state.indexMayMove = true
        ended.append(state.id)
        if let key = state.concurrencyKey { freedKeys.insert(key) }
        if let task = state.parentTask { endedChildren.append(EndedChild(process: state.processID, task: task)) }
        events.append(
            "execution.ended", EventBuffer.Subject(process: state.processID.rawValue, execution: .id(state.id)),
            status: .word(state.result), detail: state.errorMessage)
    }
}
