import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("secrets from a command", .timeLimit(.minutes(1)))
struct CommandSecretsTests {
    /// A command that is a script with this text; the name is `$1`.
    private func secrets(_ script: String, timeout: Duration = .seconds(30)) throws -> CommandSecrets {
        try CommandSecrets("sh -c \(ShellQuoting.quote(script)) secrets", timeout: timeout)
    }

    @Test(
        "what the command prints is the value, without one line break at its end",
        arguments: [
            (#"printf 'hunter2'"#, "hunter2"), (#"printf 'hunter2\n'"#, "hunter2"), (#"printf 'a\nb\n\n'"#, "a\nb\n"),
            (#"printf '%s' "$1""#, "db password; $(id) '\""), ("echo noise >&2; echo value", "value")
        ])
    func value(script: String, expected: String) async throws {
        #expect(try await secrets(script).secret(named: "db password; $(id) '\"") == expected)
    }

    @Test(
        "what went wrong is said, and never a value",
        arguments: [
            ("echo hunter2; echo 'not in the store' >&2; exit 3", "exit code 3: not in the store"),
            ("exit 1", "exit code 1"), ("kill -9 $$", "killed by signal 9"), (":", "it printed nothing"),
            (#"printf '\377'"#, "what it printed is not UTF-8"),
            ("head -c 65537 /dev/zero | tr '\\0' a", "it printed more than 64 KiB")
        ])
    func failures(script: String, reason: String) async throws {
        let secrets = try secrets(script)
        let failure = await #expect(throws: TaskFailure.self) { try await SecretStore([secrets]).secret(named: "X") }
        #expect(failure?.errorClass == .authorization)
        #expect(failure?.message == "the secret 'X' can't be read from \(secrets.name): \(reason)")
    }

    @Test("a command that hangs is ended with what it has started")
    func timeout() async throws {
        let failure = await #expect(throws: TaskFailure.self) {
            try await SecretStore([secrets("sleep 300 & sleep 300", timeout: .milliseconds(200))]).secret(named: "X")
        }
        #expect(failure?.message.hasSuffix("no answer within 200ms") == true)
    }

    @Test("a program that does not exist is named")
    func absent() async throws {
        let failure = await #expect(throws: TaskFailure.self) {
            try await SecretStore([CommandSecrets("no-such-program-here show")]).secret(named: "X")
        }
        #expect(failure?.message.contains("no program 'no-such-program-here'") == true)
    }

    @Test("a name that would be an option is never given to the command")
    func option() async throws {
        #expect(try await secrets("echo value").secret(named: "--help") == nil)
    }

    @Test("a command line that can't be read is refused", arguments: ["", "  ", "pass 'show", #"pass show \"#, "''"])
    func invalid(command: String) {
        #expect(throws: ProcessionError.self) { try CommandSecrets(command) }
    }

    @Test(
        "words are those of a shell",
        arguments: [
            ("pass show", ["pass", "show"]), ("  a\tb  ", ["a", "b"]), (#"a 'b c' "d 'e'""#, ["a", "b c", "d 'e'"]),
            (#"a\ b "x\"y\n" ''"#, ["a b", #"x"y\n"#, ""]), (#"a'b'"c"d"#, ["abcd"]),
            ("$HOME `id` #x", ["$HOME", "`id`", "#x"])
        ])
    func words(line: String, words: [String]) {
        #expect(ShellQuoting.words(of: line) == words)
    }

    @Test("quoted words are read as they were")
    func roundTrip() {
        let words = TrickyText.random(300, seed: 7).filter { !$0.isEmpty }
        #expect(ShellQuoting.words(of: ShellQuoting.quote(words)) == words)
    }
}
