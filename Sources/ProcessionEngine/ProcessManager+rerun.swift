package import Procession

extension ProcessManager {
    /// What running the last execution of a process again needs.
    ///
    /// - Parameter onlyFailed: whether tasks that completed are taken over. A task whose definition has changed since
    ///   runs again, and so does what needs it; everything does where the input has changed.
    /// - Throws: `notFound`; `stateConflict` if the process runs or never ran, or if nothing has failed.
    package func newRerun(
        of id: ProcessID, onlyFailed: Bool, by caller: Caller
    ) async throws(ProcessionError) -> NewExecution {
        let record = try await process(id)
        guard let last = record.currentExecutionID else {
            throw ProcessionError(
                .stateConflict, "the process '\(id)' has never run, so there is nothing to run again",
                hint: "start it")
        }
        guard record.status.isAtRest else {
            throw ProcessionError(
                .stateConflict, "the process '\(id)' is running already", hint: "wait for its end, or stop it first")
        }
        guard !onlyFailed || record.status != .completed else {
            throw ProcessionError(
                .stateConflict, "nothing of the process '\(id)' has failed: its last execution is COMPLETED",
                hint: "run all of it again, without asking for what failed only")
        }
        var execution = try await newExecution(of: record, by: caller)
        execution.rerunOf = last
        if onlyFailed { execution.takesOver = try await unchangedTasks(of: execution, record, since: last) }
        return execution
    }

    private func unchangedTasks(
        of execution: NewExecution, _ process: ProcessRecord, since last: ExecutionID
    ) async throws(ProcessionError) -> Set<TaskName> {
        guard let earlier = try await parts.store.execution(last), earlier.inputData == process.inputData,
            let text = try await parts.store.definition(digest: earlier.definitionDigest)
        else { return [] }
        let definitions: (now: Value, then: Value)
        do {
            definitions = (try Value(json: execution.expansion.definition), try Value(json: text))
        } catch {
            throw ProcessionError(
                .databaseCorrupt, "the definition of execution '\(last)' can't be read", cause: error)
        }
        return UnchangedTasks(in: definitions.now, since: definitions.then).names
    }
}
