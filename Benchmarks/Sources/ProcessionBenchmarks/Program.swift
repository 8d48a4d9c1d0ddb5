import Foundation
import Glibc

/// A program that is started from here, with its standard streams on `/dev/null` unless said otherwise.
enum Program {
    /// Where the programs of this build are.
    static let folder = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
        .resolvingSymlinksInPath().deletingLastPathComponent()

    /// Procession itself, of the same build.
    static let procession = folder.appending(path: "procession").path

    /// What a program that can't be run or fails is reported as.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a program.
    ///
    /// Foundation's `Process` takes longer to start a small program than the program takes.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - errors: The file that standard error is written to.
    static func spawn(_ arguments: [String], errors: String = "/dev/null") throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, path) in [(STDIN_FILENO, "/dev/null"), (STDOUT_FILENO, "/dev/null"), (STDERR_FILENO, errors)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR | O_CREAT, 0o600)
        }
        var words = arguments.map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var pid: pid_t = -1
        let error = posix_spawnp(&pid, arguments[0], &actions, nil, words, environ)
        guard error == 0 else { throw Failure(description: "\(arguments): \(String(cString: strerror(error)))") }
        return pid
    }

    /// Waits for the end of a program, and gives its status as `waitpid` does.
    @discardableResult
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    /// Runs a program to its end.
    static func run(_ arguments: String...) throws {
        let status = wait(for: try spawn(arguments))
        guard status == 0 else { throw Failure(description: "\(arguments) ended with status \(status)") }
    }
}
