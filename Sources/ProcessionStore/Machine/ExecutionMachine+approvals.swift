import Procession

extension ExecutionMachine {
    /// Ends a task that waits for approval.
    ///
    /// False if it does not, or its time is up: nothing was written.
    func decide(_ decision: ApprovalDecision, on id: TaskID) throws(ProcessionError) -> Bool {
        let failure = decision.failure
        let status = failure == nil ? TaskStatus.completed : .failed
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = ?1, completed_at = ?2, updated_at = ?2, outputs = ?3, error_class = ?4,
                    error_message = ?5
                WHERE task_id = ?6 AND status = 'WAITING' AND awaits = 'approval' AND ready_at > ?2
                """, returning: EndedTask.columns),
            [
                .word(status), now, .text(Value.map(decision.outputs).json), .word(failure?.errorClass),
                .text(failure?.message), .id(id)
            ], EndedTask.init)
        guard let task else { return false }
        let word = decision.isApproved ? "approved" : "rejected"
        events.append(.text("task.\(word)"), task.subject, detail: word + decision.circumstances)
        try ended(task, as: status, message: failure?.message)
        return true
    }
}
