package import Procession
import Synchronization

import class Foundation.FileManager
import class Foundation.ProcessInfo
import struct Foundation.UUID

/// Secrets that a command prints, such as `pass show` or `vault kv get -field=value`, given the name as last argument.
///
/// No shell takes part. What the command prints is the value, without one line break at its end; it may have up to
/// 64 KiB and must be UTF-8. An exit code other than 0, or nothing printed, is a failure. The command has the
/// engine's environment, but for the secrets in it.
package struct CommandSecrets: SecretProvider {
    /// The most that a command may print, in bytes.
    package static let maximumSize = 64 * 1024
    /// How long a command may take, unless said otherwise.
    package static let defaultTimeout: Duration = .seconds(30)

    /// The program and the arguments before the name.
    private let words: [String]
    private let timeout: Duration

    /// - Parameter command: words as a shell has them, quotes and backslashes included, but nothing else of it.
    /// - Throws: `invalidArgument` if a quote is not closed or there is no word.
    package init(_ command: String, timeout: Duration = CommandSecrets.defaultTimeout) throws(ProcessionError) {
        guard let words = ShellQuoting.words(of: command) else {
            throw ProcessionError(
                .invalidArgument, "the command for secrets, \(command.quoted), ends within a quote",
                hint: "close it, or put a backslash before it")
        }
        guard let program = words.first, !program.isEmpty else {
            throw ProcessionError(
                .invalidArgument, "the command for secrets is empty", hint: "name a program, such as 'pass show'")
        }
        self.words = words
        self.timeout = timeout
    }

    package var name: String { "command \(ShellQuoting.quote(words))" }

    package func secret(named name: String) async throws -> String? {
        // A name that looks like an option would be taken for one.
        guard !name.isEmpty, !name.hasPrefix("-"), !name.holdsNULByte else { return nil }
        let printed = Mutex(Printed())
        let outcome = try await run(name) { bytes, stream in printed.withLock { $0.append(bytes, stream) } }
        let result = printed.withLock { $0 }
        switch outcome {
        case .exited(code: 0): return try result.value()
        case .exited(let code): throw Unusable(reason: "exit code \(code)\(result.saying)")
        case .killed(let signal): throw Unusable(reason: "killed by signal \(signal)")
        case .stopped: throw Unusable(reason: "no answer within \(DurationText.format(timeout))")
        }
    }

    /// Runs the command, and stops it when its time is up.
    private func run(
        _ name: String, output: @escaping @Sendable ([UInt8], LogStream) -> Void
    ) async throws -> ChildOutcome {
        let command = ChildCommand(
            program: words[0], arguments: words + [name],
            environment: ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PROCESSION_SECRET_") },
            workingDirectory: FileManager.default.currentDirectoryPath, stopGrace: .seconds(1),
            marker: AttemptMarker(executionID: "secret", taskID: TaskID(UUID().uuidString), attempt: 1))
        return try await withThrowingTaskGroup(of: ChildOutcome?.self) { group in
            group.addTask { try await ChildProcess.run(command, output: output) }
            group.addTask { [timeout] in
                try await ContinuousClock().sleep(for: timeout)
                return nil
            }
            var outcome: ChildOutcome?
            // Whichever comes first ends the other; the child is waited for either way.
            while outcome == nil, let next = try await group.next() {
                outcome = next
                group.cancelAll()
            }
            return outcome ?? .stopped
        }
    }

    /// Why what the command did can't be used.
    private struct Unusable: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    private struct Printed {
        var bytes: [UInt8] = []
        var lastLine = LastLine()

        mutating func append(_ new: [UInt8], _ stream: LogStream) {
            if stream == .stderr { return lastLine.feed(new) }
            // One byte more than allowed shows that it was too much.
            bytes += new.prefix(CommandSecrets.maximumSize + 1 - bytes.count)
        }

        var saying: String { lastLine.text.map { ": \($0)" } ?? "" }

        func value() throws -> String {
            guard bytes.count <= CommandSecrets.maximumSize else {
                throw Unusable(reason: "it printed more than \(CommandSecrets.maximumSize >> 10) KiB")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Unusable(reason: "what it printed is not UTF-8")
            }
            let value = text.withoutFinalLineBreak
            guard !value.isEmpty else { throw Unusable(reason: "it printed nothing") }
            return value
        }
    }
}
