import Procession

/// What the program ends with; the numbers are part of its contract.
enum ExitStatus: Int32, Error {
    case done = 0
    /// The process, or what was checked, failed.
    case failed = 1
    /// Bad use, or an invalid definition or input.
    case badUse = 2
    case notFound = 3
    /// The state of the process forbids it.
    case stateForbids = 4
    /// The database or its server can't be had.
    case unavailable = 5
    /// Ended by Ctrl-C or SIGTERM.
    case interrupted = 130

    init(_ code: ProcessionError.Code) {
        switch code {
        case .invalidDefinition, .invalidInput, .invalidArgument: self = .badUse
        case .notFound: self = .notFound
        case .alreadyExists, .stateConflict: self = .stateForbids
        case .databaseUnavailable, .databaseOwned, .databaseTooNew, .databaseCorrupt: self = .unavailable
        default: self = .failed
        }
    }

    /// How an execution that has ended is reported.
    init(_ status: ProcessStatus) { self = status == .completed ? .done : .failed }
}
