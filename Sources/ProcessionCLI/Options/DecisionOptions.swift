import ArgumentParser
import Foundation
import Procession

/// On which task somebody decides, and what they say.
struct DecisionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A process, PROCESS/TASK, or the id of a task.", valueName: "process|task"))
    var target: String
    @Option(help: ArgumentHelp("Which task of the process, where several wait.", valueName: "name"))
    var task: String?
    @Option(help: ArgumentHelp("Who decides (default: the name of the user).", valueName: "name"))
    var by: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var note: String?
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var logging: LoggingOptions

    func carryOut(isApproved: Bool) async throws {
        let workspace = try await Workspace(logger: logging.logger)
        let access = try DatabaseAccess(database)
        try access.requireDatabase()
        try await access.write { ownership in
            let store =
                switch ownership {
                case .here(let store), .elsewhere(_, let store): store
                }
            let found = try await ApprovalTarget(target, task: task).find(in: store)
            try await access.writer(ownership, workspace).decide(
                DecisionOrder(task: found.id, isApproved: isApproved, by: by ?? Self.userName, note: note))
            guard case .here = ownership, try await store.existingProcess(found.processID).status == .inProgress
            else { return }
            StandardStream.say(
                "no engine is running; '\(VisibleText.line(found.processID.rawValue))' goes on when one is: "
                    + "`procession worker\(access.location.arguments)`\n")
        }
    }

    /// The name under which the user has logged in; nil where it can't be had.
    private static var userName: String? {
        let name = NSUserName()
        return name.isEmpty ? nil : name
    }
}
