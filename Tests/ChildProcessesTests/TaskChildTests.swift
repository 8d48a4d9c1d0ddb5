import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("a task's child", .timeLimit(.minutes(1)))
struct TaskChildTests {
    private func run(
        _ text: String, stdin: String? = nil, exitCodes: ExitCodes = ExitCodes(), in context: TaskContext
    ) async -> TaskResult {
        await TaskChild([.text("sh"), .text("-c"), .text(text)], standardInput: stdin, exitCodes: exitCodes)
            .run(in: context)
    }

    @Test(
        "an exit code becomes a result",
        arguments: [
            ("exit 0", TaskResult.completed(exitCode: 0)),
            ("exit 3", .failed(TaskFailure(.runtime, "exit code 3", exitCode: 3))),
            (
                "echo out; echo 'first' >&2; echo '  no such file  ' >&2; echo >&2; exit 255",
                .failed(TaskFailure(.runtime, "exit code 255: no such file", exitCode: 255))
            ),
            ("kill -KILL $$", .failed(TaskFailure(.runtime, "killed by signal 9 (SIGKILL)", exitCode: 137))),
            ("kill -TERM $$", .failed(TaskFailure(.runtime, "killed by signal 15 (SIGTERM)", exitCode: 143))),
            ("kill -40 $$", .failed(TaskFailure(.runtime, "killed by signal 40", exitCode: 168)))
        ])
    func exitCodes(_ text: String, _ expected: TaskResult) async {
        #expect(await run(text, in: .forTest()) == expected)
    }

    @Test("the last line in a failure's message is cut to 200 characters")
    func longLastLine() async {
        let result = await run("printf '%01000d' 0 >&2; exit 1", in: .forTest())
        let line = String(repeating: "0", count: 200)
        #expect(result == .failed(TaskFailure(.runtime, "exit code 1: \(line)", exitCode: 1)))
    }

    @Test(
        "exit codes mean what the task says",
        arguments: [
            (0, nil), (1, nil), (2, ErrorClass.validation), (75, .unavailable)
        ] as [(Int, ErrorClass?)])
    func declaredExitCodes(_ code: Int, _ errorClass: ErrorClass?) async {
        let codes = ExitCodes(success: [0, 1], retryable: [75])
        let result = await run("exit \(code)", exitCodes: codes, in: .forTest())
        if let errorClass {
            #expect(result == .failed(TaskFailure(errorClass, "exit code \(code)", exitCode: code)))
        } else {
            #expect(result == .completed(exitCode: code))
        }
    }

    @Test("both streams are captured, apart from each other")
    func streams() async {
        let reporter = RecordingReporter()
        _ = await run("echo out; echo err >&2; printf end", in: .forTest(reporter))
        #expect(reporter.stdout == "out\nend")
        #expect(reporter.stderr == "err\n")
    }

    @Test("output keeps every byte, whatever it means")
    func binary() async throws {
        let reporter = RecordingReporter()
        let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let folder = try TemporaryFolder()
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/bytes"))
        _ = await run("cat bytes", in: .forTest(reporter, in: folder.path))
        #expect(reporter.bytes(of: .stdout) == bytes)
    }

    @Test("output that is closed early is just short")
    func closedEarly() async {
        let reporter = RecordingReporter()
        let result = await run("echo before; exec >&- 2>&-; sleep 0.05; exit 4", in: .forTest(reporter))
        #expect(result == .failed(TaskFailure(.runtime, "exit code 4", exitCode: 4)))
        #expect(reporter.stdout == "before\n")
    }

    @Test("standard input is what was given, and empty otherwise", arguments: [nil, "", "two\nlines", "100 KiB"])
    func standardInput(_ given: String?) async {
        let text = given == "100 KiB" ? String(repeating: "abcdefgh\n", count: 12_000) : given
        let reporter = RecordingReporter()
        let result = await run("cat", stdin: text, in: .forTest(reporter))
        #expect(result == .completed(exitCode: 0))
        #expect(reporter.stdout == text ?? "")
    }

    @Test("a child that doesn't read its input harms nobody")
    func unreadInput() async {
        let text = String(repeating: "x", count: 1 << 20)
        #expect(await run("exit 0", stdin: text, in: .forTest()) == .completed(exitCode: 0))
    }

    @Test("a child has no descriptors but its three, and leads its own session")
    func isolation() async {
        let reporter = RecordingReporter()
        let text = "ls -l /proc/$$/fd | sed -n 's/.* \\([0-9]*\\) -> .*/\\1/p'; ps -o sid=,pgid= -p $$ | tr -d ' '"
        _ = await run("\(text); echo $$; cut -d' ' -f5,6 /proc/$$/stat", in: .forTest(reporter))
        let pid = reporter.children[0].pid
        #expect(reporter.stdout.hasPrefix("0\n1\n2\n"))
        #expect(reporter.stdout.hasSuffix("\(pid)\n\(pid) \(pid)\n"))
    }

    @Test("no signal is blocked or ignored in a child")
    func signals() async {
        let reporter = RecordingReporter()
        _ = await TaskChild([.text("grep"), .text("-E"), .text("^Sig(Blk|Ign)"), .text("/proc/self/status")])
            .run(in: .forTest(reporter))
        // glibc has children ignore 32 and 33, which it uses itself between threads.
        #expect(reporter.stdout == "SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n")
    }

    @Test("a child works in the folder of its task")
    func workingDirectory() async throws {
        let folder = try TemporaryFolder()
        let reporter = RecordingReporter()
        _ = await run("pwd -P", in: .forTest(reporter, in: folder.path))
        #expect(reporter.stdout == URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path + "\n")
    }

    @Test("a relative program with a slash starts at the base directory, wherever the child works")
    func relativeProgram() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/elsewhere", withIntermediateDirectories: true)
        try folder.write("#!/bin/sh\nbasename \"$PWD\" \"$1\"\n", to: "where.sh", executable: true)
        let reporter = RecordingReporter()
        var context = TaskContext.forTest(reporter, in: folder.path)
        context.workingDirectory += "/elsewhere"
        let result = await TaskChild([.text("./where.sh")]).run(in: context)
        #expect(result == .completed(exitCode: 0))
        #expect(reporter.stdout == "elsewhere\n")
    }

    @Test("the child's identity is reported as soon as it runs")
    func identity() async throws {
        let reporter = RecordingReporter()
        _ = await run("echo $$; sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20", in: .forTest(reporter))
        let child = try #require(reporter.children.first)
        #expect(reporter.stdout == "\(child.pid)\n\(child.startTime)\n")
    }
}
