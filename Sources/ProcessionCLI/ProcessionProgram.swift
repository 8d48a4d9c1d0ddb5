import ArgumentParser
import Foundation
public import Procession
import ProcessionStore

/// The `procession` program: runs one command, and turns what it throws into a message and an exit status.
public enum ProcessionProgram {
    /// What this build brings; empty outside ``run(plugins:)``.
    @TaskLocal static var plugins: [any ProcessionPlugin] = []

    /// Carries out the command that the program was called with, and ends the program with its exit status.
    ///
    /// - Parameter plugins: everything that brings executors and process types, in the order in which it registers.
    public static func run(plugins: [any ProcessionPlugin]) async -> Never {
        // A closed pipe and a file-size limit are errors of a write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        StandardStream.occupy()
        SQLiteLibrary.countNoMemory()
        // Commands are made by the parser, which hands nothing to them.
        exit(await $plugins.withValue(plugins) { await runCommand() }.rawValue)
    }

    private static func runCommand() async -> ExitStatus {
        do {
            let command = try ProcessionCommand.parseAsRoot(try arguments())
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            return .done
        } catch {
            return report(error)
        }
    }

    /// The arguments as text.
    ///
    /// - Throws: `invalidArgument` for one that is not UTF-8, which Swift would otherwise repair to something else.
    private static func arguments() throws(ProcessionError) -> [String] {
        var arguments: [String] = []
        for position in 1..<max(Int(CommandLine.argc), 1) {
            guard let bytes = CommandLine.unsafeArgv[position] else { break }
            guard let text = String(validatingCString: bytes) else {
                throw ProcessionError(
                    .invalidArgument,
                    "argument \(position) is not UTF-8: '\(VisibleText.line(String(cString: bytes)))'",
                    hint: "give bytes that are not text in a file")
            }
            arguments.append(text)
        }
        return arguments
    }

    /// Prints what was asked for instead of a command, such as help.
    private static func show(_ text: String) -> ExitStatus {
        do {
            try StandardStream.output.write(text)
            return .done
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case let status as ExitStatus: return status
        case StreamFailure.closed: return .done
        case StreamFailure.refused(let reason):
            StandardStream.say("error: the output can't be written: \(reason)\n")
            return .failed
        case let error as ProcessionError:
            ErrorReport.write(error)
            return ExitStatus(error.code)
        default:
            let text = ProcessionCommand.fullMessage(for: error)
            if ProcessionCommand.exitCode(for: error) == .success {
                return show(text + "\n")
            }
            StandardStream.say(text + "\n")
            return ProcessionCommand.exitCode(for: error) == .validationFailure ? .badUse : .failed
        }
    }
}
