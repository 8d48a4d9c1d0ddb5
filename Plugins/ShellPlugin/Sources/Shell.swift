/// The shells that can run a task's text.
public enum Shell: String, Codable, Sendable, CaseIterable {
    case sh, bash, dash, ksh, zsh

    /// Ends at the first command that fails (`-e`) and at a variable that isn't set (`-u`).
    ///
    /// Where the shell can, a pipeline fails with any of its commands.
    var commandLine: [String] {
        switch self {
        case .sh: ["/bin/sh", "-eu"]
        case .dash: ["dash", "-eu"]
        case .bash, .ksh, .zsh: [rawValue, "-eu", "-o", "pipefail"]
        }
    }
}
