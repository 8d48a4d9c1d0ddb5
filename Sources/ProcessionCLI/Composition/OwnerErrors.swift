import ChildProcesses
import Procession

/// What to tell people whose command depends on who owns the database.
enum OwnerErrors {
    /// A file can't be run where another engine does the work: it has types of its own.
    static func cannotTake(file: String) -> ProcessionError {
        ProcessionError(
            .databaseOwned, "another engine owns the database, and '\(file)' can't be handed to it",
            hint: "put the file into one of its folders and start it anew, or run the file on another database: --db")
    }

    /// Nobody is there who would carry out what was asked for.
    static func noEngine(
        for id: ProcessID, _ start: ExecutionStart, at location: DatabaseLocation
    ) -> ProcessionError {
        let name = ShellQuoting.quote(id.rawValue)
        let command =
            switch start {
            case .start: "start \(name)"
            case .rerun(let onlyFailed): "rerun \(name)\(onlyFailed ? " --failed" : "")"
            }
        return ProcessionError(
            .databaseUnavailable, "no engine is running that could carry out '\(id)'",
            hint: "start one with `procession worker\(location.arguments)`, or carry it out here with "
                + "`procession \(command) --wait\(location.arguments)`")
    }
}
