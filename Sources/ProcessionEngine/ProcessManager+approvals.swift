public import Procession

extension ProcessManager {
    /// How long the name and the note of a decision may be, in bytes.
    static let decisionNameLimit = 255, decisionNoteLimit = 4096

    /// The tasks that wait for approval, the one that has waited longest first, at most `limit`.
    public func tasksAwaitingApproval(limit: Int = 1000) async throws(ProcessionError) -> [TaskRecord] {
        try await parts.store.tasksAwaitingApproval(limit: limit)
    }

    func decide(
        on task: TaskID, isApproved: Bool, by name: String?, note: String?, caller: Caller
    ) async throws(ProcessionError) {
        try Self.check(name, as: "a name", limit: Self.decisionNameLimit)
        try Self.checkLine(name)
        try Self.check(note, as: "a note", limit: Self.decisionNoteLimit)
        try await parts.store.decide(
            ApprovalDecision(isApproved: isApproved, by: name, note: note, decidedAt: parts.clock.now), on: task,
            actor: caller.rawValue)
    }

    private static func check(_ text: String?, as what: String, limit: Int) throws(ProcessionError) {
        guard let text else { return }
        guard !text.isEmpty, text.utf8.count <= limit, !text.unicodeScalars.contains("\0") else {
            throw ProcessionError(
                .invalidArgument, "\(what) of \(text.utf8.count) bytes can't be kept with a decision",
                hint: "use 1 to \(limit) bytes without NUL, or leave it out")
        }
    }

    /// A name is shown within a line, which it must not end: what came after would look like a line of its own.
    private static func checkLine(_ name: String?) throws(ProcessionError) {
        let breaks: [Unicode.GeneralCategory] = [.control, .lineSeparator, .paragraphSeparator]
        guard let name, name.unicodeScalars.contains(where: { breaks.contains($0.properties.generalCategory) }) else {
            return
        }
        throw ProcessionError(
            .invalidArgument, "a name with line breaks or control characters can't be kept with a decision",
            hint: "write it in one line, or leave it out")
    }
}
