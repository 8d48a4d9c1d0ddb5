import Procession

extension DatabaseAccess {
    /// Who carries out a change that needs no engine.
    func writer(_ ownership: Ownership, _ workspace: Workspace) -> any ProcessWriter {
        switch ownership {
        case .here(let store):
            LocalEngine(workspace, over: store, socket: socket).writer
        case .elsewhere(let remote, _): remote
        }
    }

    /// Refuses to make a database only to find out that a process isn't in it.
    func requireDatabase(for id: ProcessID) throws(ProcessionError) {
        guard !location.exists else { return }
        throw ProcessionError(
            location.isDefault ? .notFound : .databaseUnavailable,
            "there is no process '\(id)': no database at '\(location.path)'",
            hint: "name the database with --db or PROCESSION_DB")
    }

    /// Refuses to make a database only to take care of it.
    func requireDatabase() throws(ProcessionError) {
        guard !location.exists else { return }
        throw ProcessionError(
            .databaseUnavailable, "there is no database at '\(location.path)'",
            hint: "`procession create` and `procession run` make it on first use; name another with --db")
    }
}

extension ProcessStore {
    /// - Throws: `notFound`.
    func existingProcess(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord {
        if let record = try await process(id) { return record }
        throw ProcessionError(
            .notFound, "there is no process '\(id)'", hint: "`procession list` shows all processes")
    }
}
