import Foundation
import Testing

@Suite("On a terminal", .timeLimit(.minutes(1)))
struct TerminalTests {
    /// Runs its arguments on a pseudo-terminal of 60 columns and 10 lines, and prints what came out of it.
    private static let terminal = """
        import fcntl, os, pty, struct, sys, termios
        pid, master = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 60, 0, 0))
            os.execv(sys.argv[1], sys.argv[1:])
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            sys.stdout.buffer.write(data)
            if "CTRL_C_AT" in os.environ and os.environ["CTRL_C_AT"].encode() in data:
                os.write(master, b"\\x03")
                del os.environ["CTRL_C_AT"]
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """

    private func onTerminal(
        _ program: Program, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> Ending {
        try program.write(Self.terminal, to: "terminal.py")
        return try await RunningProgram(
            "/usr/bin/env", ["python3", "terminal.py", Program.path] + arguments, in: program.folder,
            environment: program.environment.merging(["TERM": "xterm-256color"]) { $1 }.merging(environment) { $1 }
        ).ending()
    }

    @Test("run draws a line a task in place, ends with the summary, and leaves the terminal as it was")
    func run() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let run = try await onTerminal(program, "run", "failing", "--id", "f")
            #expect(run.status == 1)
            #expect(run.output.contains("\u{1B}[32m✓\u{1B}[0m fine"))
            #expect(run.output.contains("\u{1B}[31m✗\u{1B}[0m broken"))
            #expect(run.output.contains("\u{1B}[4A"))
            #expect(run.output.contains("\u{1B}[31m✗ failed\u{1B}[0m"))
            #expect(
                run.output.components(separatedBy: "\u{1B}[?7l").count
                    == run.output.components(separatedBy: "\u{1B}[?7h").count)
        }
    }

    @Test("Ctrl-C on the keyboard stops the process; the message stands above the picture")
    func interrupt() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let run = try await onTerminal(
                program, "run", "waiting", "--input", "folder=\(program.folder)", "--id", "w",
                environment: ["CTRL_C_AT": "  started", "NO_COLOR": "1"])
            #expect(run.status == 130)
            #expect(run.output.contains("\u{1B}[3A\u{1B}[Jstopping 'w'; once more ends at once\r\n"))
            #expect(run.output.contains("■ stopped w in "))
            #expect(program.read("stopped") == "stopped\n")
        }
    }

    @Test("NO_COLOR and a dumb terminal get no colour", arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func noColour(environment: [String: String]) async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            try await program.run("run", "failing", "--id", "f")
            let list = try await onTerminal(program, "list", environment: environment)
            #expect(list.status == 0)
            #expect(list.output.contains("FAILED"))
            #expect(!list.output.contains("\u{1B}"))
        }
    }

    @Test("tables are cut to the width, and what tasks print can't take the terminal over")
    func hostile() async throws {
        try await withProgram { program in
            try program.add(
                type: #"""
                    name: hostile
                    tasks:
                      - name: hostile
                        command: [printf, '\033]0;owned\007\033[2Jx\r\nlast']
                    """#)
            try await program.run("run", "hostile", "--id", "h")
            let logs = try await onTerminal(program, "logs", "h", "--task", "hostile", environment: ["NO_COLOR": "1"])
            #expect(logs.output == "x\r\nlast\r\n")
            let status = try await onTerminal(program, "status", "h", environment: ["NO_COLOR": "1"])
            #expect(!status.output.contains("\u{1B}"))
            #expect(status.output.split(separator: "\r\n").allSatisfy { $0.count <= 60 })
        }
    }
}
