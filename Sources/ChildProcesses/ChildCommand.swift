/// What to start, and how.
package struct ChildCommand: Sendable {
    /// The program's name as it is searched in the environment's `PATH`, or a path, which holds a slash.
    package var program: String
    /// All arguments, `argv[0]` included.
    package var arguments: [String]
    /// All variables; nothing is inherited.
    package var environment: [String: String]
    /// Absolute.
    package var workingDirectory: String
    /// What the child reads from its standard input; nil is /dev/null.
    package var standardInput: [UInt8]?
    /// How long the tree may take between SIGTERM and SIGKILL.
    package var stopGrace: Duration
    /// Put into the environment, to find what leaves the child's process group.
    package var marker: AttemptMarker

    package init(
        program: String, arguments: [String], environment: [String: String], workingDirectory: String,
        standardInput: [UInt8]? = nil, stopGrace: Duration = .seconds(10), marker: AttemptMarker
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
        self.stopGrace = stopGrace
        self.marker = marker
    }
}
