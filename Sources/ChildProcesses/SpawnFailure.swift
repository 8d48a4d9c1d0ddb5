import Glibc
package import Procession

/// Why a child couldn't be started.
package struct SpawnFailure: Error, Equatable, CustomStringConvertible {
    private let error: SystemError
    private let cause: Cause

    private enum Cause: Equatable {
        case programNotFound(name: String, searched: String?)
        /// The file is there, but what its first line names is not.
        case interpreterNotFound(script: String)
        case programNotExecutable(path: String)
        case notAProgram(path: String)
        case workingDirectory(path: String)
        case argumentsTooLarge(largest: String, bytes: Int)
        case resources
        case other(program: String)
    }

    /// Finds out which of the things that the error number can stand for it was.
    init(_ error: SystemError, command: ChildCommand) {
        self.error = error
        cause =
            switch error.number {
            case ENOENT, EACCES, ENOTDIR, ELOOP, ENAMETOOLONG: Self.missing(error, command)
            case ENOEXEC: .notAProgram(path: command.program)
            case E2BIG: Self.tooLarge(command)
            case EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC: .resources
            default: .other(program: command.program)
            }
    }

    private static func missing(_ error: SystemError, _ command: ChildCommand) -> Cause {
        guard ChildCommand.isDirectory(command.workingDirectory), access(command.workingDirectory, X_OK) == 0 else {
            return .workingDirectory(path: command.workingDirectory)
        }
        let isName = !command.program.utf8.contains(UInt8(ascii: "/"))
        let path = (try? command.programPath()) ?? command.program
        let absolute = path.hasPrefix("/") ? path : "\(command.workingDirectory)/\(path)"
        guard error.number != EACCES else { return .programNotExecutable(path: path) }
        guard !isName || path != command.program, access(absolute, F_OK) == 0 else {
            return .programNotFound(name: command.program, searched: isName ? command.searchPath : nil)
        }
        return .interpreterNotFound(script: path)
    }

    private static func tooLarge(_ command: ChildCommand) -> Cause {
        let arguments = command.arguments.enumerated().map { ("argument \($0.offset)", $0.element.utf8.count) }
        let variables = command.environment.map { ("variable '\($0.key)'", $0.value.utf8.count) }
        let largest = (arguments + variables).max { $0.1 < $1.1 } ?? ("argument 0", 0)
        return .argumentsTooLarge(largest: largest.0, bytes: largest.1)
    }

    package var description: String {
        switch cause {
        case .programNotFound(let name, let searched?): "no program '\(name)' in the child's PATH (\(searched))"
        case .programNotFound(let name, nil): "there is no program '\(name)'"
        case .interpreterNotFound(let script): "the interpreter that the first line of '\(script)' names is missing"
        case .programNotExecutable(let path): "'\(path)' can't be executed: \(error); try chmod +x"
        case .notAProgram(let path): "'\(path)' is neither a program nor a script that starts with '#!'"
        case .workingDirectory(let path): "the working directory '\(path)' can't be entered"
        case .argumentsTooLarge(let largest, let bytes):
            "the arguments and variables are too large to start a program with; the largest is \(largest) "
                + "(\(bytes) bytes); hand large values over in a file or through standard input"
        case .resources: "the system can't start another child now: \(error)"
        case .other(let program): "'\(program)' can't be started: \(error)"
        }
    }

    /// As the outcome of an attempt, with the exit codes that a shell gives.
    package var taskFailure: TaskFailure {
        switch cause {
        case .programNotFound, .interpreterNotFound:
            TaskFailure(.configuration, description, code: "program-not-found", exitCode: 127)
        case .programNotExecutable, .notAProgram:
            TaskFailure(.configuration, description, code: "program-not-executable", exitCode: 126)
        case .workingDirectory: TaskFailure(.configuration, description, code: "working-directory")
        case .argumentsTooLarge: TaskFailure(.validation, description, code: "arguments-too-large")
        case .resources: TaskFailure(.unavailable, description, code: "no-resources")
        case .other: TaskFailure(.configuration, description, code: "not-started")
        }
    }
}
