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
    /// Where the child's standard input comes from while it runs, instead of `standardInput`; serves one child only.
    package var input: ChildInput?
    /// How long the tree may take between SIGTERM and SIGKILL.
    package var stopGrace: Duration
    /// Put into the environment, to find what leaves the child's process group.
    package var marker: AttemptMarker

    package init(
        program: String, arguments: [String], environment: [String: String], workingDirectory: String,
        standardInput: [UInt8]? = nil, input: ChildInput? = nil, stopGrace: Duration = .seconds(10),
        marker: AttemptMarker
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
        self.input = input
        self.stopGrace = stopGrace
        self.marker = marker
    }

    /// What children get of this program's environment unless they are given all of it.
    package static var inheritedEnvironment: [String: String] { ChildEnvironment.allowed }
}
