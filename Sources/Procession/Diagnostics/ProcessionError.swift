/// What went wrong in a call to Procession, why, and what to do about it.
public struct ProcessionError: Error, Sendable, CustomStringConvertible {
    /// Kinds of errors that callers tell apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private init(_ description: String) { self.description = description }

        /// A process type, plugin or configuration file breaks its rules.
        public static let invalidDefinition = Code("invalid-definition")
        /// The input of a process breaks its type's rules.
        public static let invalidInput = Code("invalid-input")
        /// A call's arguments make no sense.
        public static let invalidArgument = Code("invalid-argument")
        /// No process, execution, task or type has this name.
        public static let notFound = Code("not-found")
        /// A process with this id exists already, or a name is registered twice.
        public static let alreadyExists = Code("already-exists")
        /// The state of the process forbids it.
        public static let stateConflict = Code("state-conflict")
        /// The database can't be opened, read or written.
        public static let databaseUnavailable = Code("database-unavailable")
        /// Another engine owns the database.
        public static let databaseOwned = Code("database-owned")
        /// The database was written by a newer program.
        public static let databaseTooNew = Code("database-too-new")
        /// The database file is damaged.
        public static let databaseCorrupt = Code("database-corrupt")
        /// An invariant of Procession itself does not hold.
        public static let internalFault = Code("internal-fault")

        /// Every kind of error.
        public static let all: [Code] = [
            invalidDefinition, invalidInput, invalidArgument, notFound, alreadyExists, stateConflict,
            databaseUnavailable, databaseOwned, databaseTooNew, databaseCorrupt, internalFault
        ]

        /// The code with this description; nil if there is none.
        public init?(named name: String) {
            guard let code = Self.all.first(where: { $0.description == name }) else { return nil }
            self = code
        }
    }

    public var code: Code
    /// One clause without a full stop: what went wrong, names in single quotes.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// All problems, where there are several.
    public var diagnostics: [Diagnostic]
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, hint: String? = nil, diagnostics: [Diagnostic] = [],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics
        self.cause = cause
    }

    /// Message, all diagnostics with their places, cause and hint, a line or a block each.
    public var description: String {
        var lines = ["error[\(code)]: \(message)"]
        lines += diagnostics.map { $0.rendered() }
        if let cause { lines.append("    = cause: \(cause)") }
        if let hint { lines.append("    = hint: \(hint)") }
        return lines.joined(separator: "\n")
    }
}
