import ChildProcesses
import Procession

/// A task that waits for approval, as people name it: by its process, as PROCESS/TASK, or by its id.
struct ApprovalTarget {
    private let text: String
    private let task: String?

    /// - Parameter task: the name of the task, where `text` names the process.
    init(_ text: String, task: String?) {
        self.text = text
        self.task = task
    }

    /// - Throws: `notFound` for what is nothing of all that; `stateConflict` if nothing of it waits for approval;
    ///   `invalidArgument` if several tasks do.
    func find(in store: any ProcessStore) async throws(ProcessionError) -> TaskRecord {
        // Ids may hold anything, so that a whole one comes first.
        if let process = try await store.process(ProcessID(text)) {
            return try await find(named: task, of: process.id, in: store)
        }
        if let found = try await store.task(TaskID(text)) {
            guard task == nil else {
                throw ProcessionError(
                    .invalidArgument, "'\(text)' is a task itself, so --task can't name another",
                    hint: "leave --task out, or name the process '\(found.processID)'")
            }
            return found
        }
        if task == nil, let slash = text.lastIndex(of: "/"),
            let process = try await store.process(ProcessID(String(text[..<slash])))
        {
            return try await find(named: String(text[text.index(after: slash)...]), of: process.id, in: store)
        }
        throw ProcessionError(
            .notFound, "there is no process or task '\(text)'",
            hint: "`procession approvals` lists the tasks that wait for approval")
    }

    /// - Parameter name: of a task, or of one with items.
    private func find(
        named name: String?, of process: ProcessID, in store: any ProcessStore
    ) async throws(ProcessionError) -> TaskRecord {
        let tasks = try await store.tasks(of: process)
        let waiting = tasks.filter { $0.awaits?.kind == .approval }
        guard let name else {
            return try one(of: waiting, else: "the process '\(process)' has no task that waits for approval", process)
        }
        guard let named = tasks.first(where: { $0.name.rawValue == name }) else {
            throw ProcessionError(
                .notFound, "the process '\(process)' has no task '\(name)'",
                hint: NearestName.hint(for: name, among: tasks.map(\.name.rawValue))
                    ?? "`procession status \(ShellQuoting.quote(process.rawValue))` shows its tasks")
        }
        let items = waiting.filter { $0.groupID == named.id }
        if items.isEmpty { return named }
        return try one(of: items, else: "", process)
    }

    private func one(
        of tasks: [TaskRecord], else message: String, _ process: ProcessID
    ) throws(ProcessionError) -> TaskRecord {
        guard let first = tasks.first else {
            throw ProcessionError(
                .stateConflict, message, hint: "`procession approvals` lists the tasks that wait for approval")
        }
        guard tasks.count > 1 else { return first }
        let names = tasks.prefix(10).map { "'\($0.name)'" }.joined(separator: ", ") + (tasks.count > 10 ? ", ..." : "")
        throw ProcessionError(
            .invalidArgument, "\(tasks.count) tasks of the process '\(process)' wait for approval: \(names)",
            hint: "name one of them with --task")
    }
}
