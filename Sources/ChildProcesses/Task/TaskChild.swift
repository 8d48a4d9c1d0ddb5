import Glibc
package import Procession

/// The child process of one attempt of a task: what the command, shell and script executors have in common.
///
/// Gives the child its environment, its working directory and a file for its outputs, hands what it prints to the
/// attempt's reporter, and turns its end into a result.
package struct TaskChild: Sendable {
    /// A part of the command line.
    package enum Argument: Sendable, Equatable {
        case text(String)
        /// A private file with this content, which is there while the child runs; its name ends with the extension.
        case file(content: String, extension: String)
    }

    package var arguments: [Argument]
    /// What the child reads from its standard input; nil is /dev/null.
    package var standardInput: String?
    package var exitCodes: ExitCodes

    package init(_ arguments: [Argument], standardInput: String? = nil, exitCodes: ExitCodes = ExitCodes()) {
        self.arguments = arguments
        self.standardInput = standardInput
        self.exitCodes = exitCodes
    }

    /// Runs the child to its end and reads the outputs that it gave back.
    ///
    /// The first argument is the program: a name is searched in the child's `PATH`, a relative path with a slash
    /// starts at the base directory. Cancelling the Swift task stops the child with its whole tree.
    package func run(in context: TaskContext) async -> TaskResult {
        do {
            return try await DedicatedThread.run(inPlace: true) { stop in
                do throws(TaskFailure) {
                    return try supervise(in: context, stop: stop)
                } catch {
                    return .failed(error)
                }
            }
        } catch {
            return .failed(TaskFailure(.unavailable, "the system can't start another child now: \(error)"))
        }
    }

    private func supervise(in context: TaskContext, stop: StopSignal) throws(TaskFailure) -> TaskResult {
        var files = try AttemptFiles()
        let command = try command(in: context, files: &files)
        var lastLine = LastLine()
        let outcome: ChildOutcome
        do throws(SpawnFailure) {
            outcome = try ChildProcess.supervise(command, stop: stop, started: context.reporter.started) {
                if $1 == .stderr { lastLine.feed($0) }
                context.reporter.log($0, stream: $1)
            }
        } catch {
            throw error.taskFailure
        }
        switch outcome {
        case .exited(let code):
            if let failure = exitCodes.failure(for: code, saying: lastLine.text) { throw failure }
            return .completed(outputs: try files.outputs(declared: context.declaredOutputs), exitCode: code)
        case .killed(let signal):
            let name = SignalName.of(signal).map { " (\($0))" } ?? ""
            throw TaskFailure(.runtime, "killed by signal \(signal)\(name)", exitCode: 128 + Int(signal))
        case .stopped:
            throw TaskFailure(.cancelled, "stopped")
        }
    }

    private func command(in context: TaskContext, files: inout AttemptFiles) throws(TaskFailure) -> ChildCommand {
        var words: [String] = []
        for argument in arguments {
            switch argument {
            case .text(let text):
                guard !text.holdsNULByte else { throw .nulByte(in: "argument \(words.count)") }
                words.append(text)
            case .file(let content, let suffix):
                words.append(try files.write(content, extension: suffix))
            }
        }
        guard let program = words.first, !program.isEmpty else {
            throw TaskFailure(.configuration, "the name of the program is empty", code: "program-not-found")
        }
        let isRelative = program.utf8.contains(UInt8(ascii: "/")) && !program.hasPrefix("/")
        return ChildCommand(
            program: isRelative ? "\(context.baseDirectory)/\(program)" : program, arguments: words,
            environment: try ChildEnvironment.variables(for: context, files: &files),
            workingDirectory: context.workingDirectory, standardInput: standardInput.map { Array($0.utf8) },
            stopGrace: context.stopGrace,
            marker: AttemptMarker(
                executionID: context.executionID, taskID: context.taskID, attempt: context.attempt))
    }
}

extension TaskFailure {
    /// A text with a NUL byte, at which C would cut it off without a word.
    static func nulByte(in place: String) -> TaskFailure {
        TaskFailure(.validation, "\(place) holds a NUL byte, which no program can be given", code: "nul-byte")
    }
}
