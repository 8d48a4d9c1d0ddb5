import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("a child that can't be started", .timeLimit(.minutes(1)))
struct SpawnFailureTests {
    private func failure(_ arguments: [String], in context: TaskContext) async -> TaskFailure? {
        let result = await TaskChild(arguments.map(TaskChild.Argument.text)).run(in: context)
        if case .failed(let failure) = result { return failure }
        return nil
    }

    @Test("a name that is not in the child's PATH")
    func notInPath() async {
        let failure = await failure(["no-such-program"], in: .forTest(environment: ["PATH": "/bin:/nowhere"]))
        #expect(
            failure
                == TaskFailure(
                    .configuration, "no program 'no-such-program' in the child's PATH (/bin:/nowhere)",
                    code: "program-not-found", exitCode: 127))
    }

    @Test("a path where nothing is")
    func noFile() async {
        #expect(
            await failure(["/no/such/program"], in: .forTest())
                == TaskFailure(
                    .configuration, "there is no program '/no/such/program'", code: "program-not-found", exitCode: 127))
    }

    @Test("a script whose interpreter is missing")
    func noInterpreter() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/no/such/interpreter\n", to: "script", executable: true)
        #expect(
            await failure(["./script"], in: .forTest(in: folder.path))
                == TaskFailure(
                    .configuration, "the interpreter that the first line of '\(folder.path)/./script' names is missing",
                    code: "program-not-found", exitCode: 127))
        _ = path
    }

    @Test("a file that is not executable")
    func notExecutable() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\n", to: "script")
        #expect(
            await failure([path], in: .forTest(in: folder.path))
                == TaskFailure(
                    .configuration, "'\(path)' can't be executed: Permission denied; try chmod +x",
                    code: "program-not-executable", exitCode: 126))
    }

    @Test("a file that is no program")
    func noProgram() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("echo hello\n", to: "script", executable: true)
        #expect(
            await failure([path], in: .forTest(in: folder.path))
                == TaskFailure(
                    .configuration, "'\(path)' is neither a program nor a script that starts with '#!'",
                    code: "program-not-executable", exitCode: 126))
    }

    @Test("a working directory that is not there")
    func noFolder() async {
        #expect(
            await failure(["true"], in: .forTest(in: "/no/such/folder"))
                == TaskFailure(
                    .configuration, "the working directory '/no/such/folder' can't be entered",
                    code: "working-directory"))
    }

    @Test("an argument that is too large")
    func tooLarge() async {
        let large = String(repeating: "x", count: 200_000)
        let failure = await failure(["echo", "a", large], in: .forTest())
        #expect(failure?.errorClass == .validation)
        #expect(failure?.code == "arguments-too-large")
        #expect(failure?.message.contains("argument 2 (200000 bytes)") ?? false)
    }

    @Test("an empty name")
    func emptyName() async {
        let failure = await failure([""], in: .forTest())
        #expect(failure?.code == "program-not-found")
        #expect(failure?.errorClass == .configuration)
    }

    @Test("a program is searched in relative folders of PATH from the working directory")
    func relativePath() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/bin", withIntermediateDirectories: true)
        try folder.write("#!/bin/sh\necho found\n", to: "bin/tool", executable: true)
        let reporter = RecordingReporter()
        let context = TaskContext.forTest(reporter, in: folder.path, environment: ["PATH": "bin"])
        #expect(await TaskChild([.text("tool")]).run(in: context) == .completed(exitCode: 0))
        #expect(reporter.stdout == "found\n")
    }
}
