public import Procession
import ShellPlugin

extension ExecutorCall {
    /// What reads the text of a shell task.
    ///
    /// It stands for `Shell` of the plugin, so that `.bash` can be written without an import of that: it is no product.
    public struct ShellInterpreter: Sendable, Equatable {
        private let shell: Shell

        public static let sh = ShellInterpreter(shell: .sh)
        public static let bash = ShellInterpreter(shell: .bash)
        public static let dash = ShellInterpreter(shell: .dash)
        public static let ksh = ShellInterpreter(shell: .ksh)
        public static let zsh = ShellInterpreter(shell: .zsh)

        var name: String { shell.rawValue }
    }
}
