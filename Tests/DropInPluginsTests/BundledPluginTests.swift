import DropInPlugins
import Foundation
import Procession
import ProcessionTesting
import ProcessionYAML
import Testing

@Suite("Bundled plugins", .timeLimit(.minutes(2)))
struct BundledPluginTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL.path
    private static let names = ["rsync", "tar", "sqlite", "mail", "git-checkout", "csv-profile"]
    private let log = RecordedLog()

    private func load(_ path: String, cache: TemporaryFolder, _ registry: ExecutorRegistry) async -> DropInPlugins {
        await DropInPlugins(
            in: PluginFolders(only: path), cache: DescriptionCache(folder: cache.path), registering: registry,
            logger: log.logger)
    }

    private func expectPasses(_ path: String, withProtocol: Bool = true) async throws {
        let cache = try TemporaryFolder()
        let plugins = await load(path, cache: cache, ExecutorRegistry())
        let entry = try #require(plugins.entries.first)
        guard case .ok = entry.status, let manifest = entry.manifest else {
            Issue.record("\(entry.status)")
            return
        }
        #expect(entry.warnings.map { $0.rendered() } == [])
        let runner = try #require(PluginTestRunner(entry, logger: log.logger))
        var outcomes = try await runner.run() + runner.tryExamples()
        #expect(outcomes.count > 1)
        if withProtocol, case .executable(let program) = manifest.kind {
            outcomes += await ProtocolConformance(manifest, program: program).run()
        }
        await plugins.stop()
        for outcome in outcomes { #expect(outcome.problems == [], "\(outcome.name)") }
    }

    @Test("every one is valid, passes its own tests, and has examples that load", arguments: names)
    func passes(name: String) async throws {
        #expect(FileManager.default.fileExists(atPath: "\(Self.root)/Plugins/\(name)/README.md"))
        try await expectPasses("\(Self.root)/Plugins/\(name)")
    }

    @Test("every folder with a manifest is in the list of this suite")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/Plugins")
            .filter { FileManager.default.fileExists(atPath: "\(Self.root)/Plugins/\($0)/plugin.yaml") }
        #expect(folders.sorted() == Self.names.sorted())
    }

    @Test("an executor in Swift serves as a program, as it would compiled in")
    func checksum() async throws {
        let folder = try TemporaryFolder()
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let build = URL(fileURLWithPath: bundle).deletingLastPathComponent()
        try FileManager.default.copyItem(
            atPath: build.appending(path: "ChecksumProgram").path, toPath: "\(folder.path)/ChecksumProgram")
        try FileManager.default.copyItem(
            atPath: "\(Self.root)/Examples/ChecksumProgram/plugin.yaml", toPath: "\(folder.path)/plugin.yaml")
        try await expectPasses(folder.path)
    }

    @Test("what `plugins new` writes passes its tests", arguments: PluginStarter.Kind.allCases)
    func starters(kind: PluginStarter.Kind) async throws {
        let folder = try TemporaryFolder()
        for (name, text) in PluginStarter.files(kind, name: "fresh") { try folder.write(text, to: name) }
        // Its helper is that of csv-profile.
        try await expectPasses(folder.path, withProtocol: false)
    }

    @Test("the helper that `plugins new` writes is the one of csv-profile")
    func helper() throws {
        let file = "\(Self.root)/Plugins/csv-profile/procession_plugin.py"
        #expect(
            PluginStarter.files(.python, name: "x")["procession_plugin.py"]
                == (try String(contentsOfFile: file, encoding: .utf8)))
    }

    // MARK: - Real work

    private func execute(
        _ plugin: String, _ executor: ExecutorName, _ configuration: Value, in folder: TemporaryFolder,
        environment: [String: String] = [:]
    ) async throws -> TaskResult {
        let registry = ExecutorRegistry()
        let plugins = await load("\(Self.root)/Plugins/\(plugin)", cache: folder, registry)
        let executor = try #require(registry[executor])
        #expect(executor.violations(in: configuration) == [])
        let result = try await executor.execute(
            configuration, context: .forTest(in: folder.path, environment: environment))
        await plugins.stop()
        return result
    }

    @Test("tar packs a folder and unpacks it again, names with blanks and quotes included")
    func tar() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/da ta", withIntermediateDirectories: true)
        try folder.write("1", to: "da ta/it's $(here).txt")
        try folder.write("2", to: "da ta/left.tmp")
        let packed = try await execute(
            "tar", "tar-create", ["folder": "da ta", "archive": "out/a b.tar.gz", "exclude": ["*.tmp"]], in: folder)
        guard case .completed(let outputs, _) = packed else {
            Issue.record("\(packed)")
            return
        }
        #expect((outputs["bytes"]?.integer ?? 0) > 50)
        #expect(
            try await execute("tar", "tar-extract", ["archive": "out/a b.tar.gz", "folder": "back"], in: folder)
                == .completed(exitCode: 0))
        #expect(folder.exists("back/it's $(here).txt"))
        #expect(!folder.exists("back/left.tmp"))
    }

    @Test("rsync makes a folder like another, and says which kind of failure it met")
    func rsync() async throws {
        let folder = try TemporaryFolder()
        for path in ["from/da ta", "to/old"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(path)", withIntermediateDirectories: true)
        }
        try folder.write("1", to: "from/da ta/it's $(here).txt")
        try folder.write("2", to: "from/left.tmp")
        try folder.write("3", to: "from/-rf")
        try folder.write("4", to: "to/old/gone.txt")
        func mirror(_ changes: [String: Value] = [:]) async throws -> TaskResult {
            let mirror: [String: Value] = [
                "source": .string("\(folder.path)/from/"), "target": .string("\(folder.path)/to/new/er"),
                "exclude": ["*.tmp"]
            ]
            return try await execute("rsync", "rsync", .map(mirror.merging(changes) { $1 }), in: folder)
        }
        #expect(try await mirror() == .completed(exitCode: 0))
        #expect(folder.exists("to/new/er/da ta/it's $(here).txt") && folder.exists("to/new/er/-rf"))
        #expect(!folder.exists("to/new/er/left.tmp") && folder.exists("to/old/gone.txt"))

        let whole: [String: Value] = [
            "target": .string("\(folder.path)/to/"), "delete": true, "checksum": true, "bandwidth": "10M"
        ]
        #expect(try await mirror(whole) == .completed(exitCode: 0))
        #expect(folder.exists("to/-rf") && !folder.exists("to/old") && !folder.exists("to/new"))

        guard case .failed(let missing) = try await mirror(["source": "no such folder/"]),
            case .failed(let unreachable) = try await mirror(["source": "rsync://127.0.0.1:1/x"])
        else {
            Issue.record("copying from nowhere has not failed")
            return
        }
        #expect((missing.errorClass, missing.exitCode) == (.runtime, 23))
        #expect((unreachable.errorClass, unreachable.exitCode) == (.communication, 10))
    }

    @Test("git-checkout makes a checkout, and brings it up to date")
    func checkout() async throws {
        let folder = try TemporaryFolder()
        func git(_ arguments: String...) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                ["git", "-C", "\(folder.path)/origin", "-c", "user.name=a", "-c", "user.email=a@b"]
                + arguments
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        try FileManager.default.createDirectory(atPath: "\(folder.path)/origin", withIntermediateDirectories: true)
        _ = try git("init", "--quiet", "--initial-branch=main")
        for text in ["one", "two"] {
            try folder.write(text, to: "origin/file.txt")
            _ = try git("add", ".")
            _ = try git("commit", "--quiet", "--message", text)
            try folder.write("changed by hand", to: "origin/other.txt")
            let result = try await execute(
                "git-checkout", "git-checkout",
                ["repository": .string("file://\(folder.path)/origin"), "folder": "app", "ref": "main"], in: folder)
            let commit = try git("rev-parse", "HEAD")
            #expect(result == .completed(outputs: ["commit": .string(commit)], exitCode: 0))
            #expect(try String(contentsOfFile: "\(folder.path)/app/file.txt", encoding: .utf8) == text)
        }
    }

    @Test("mail hands sendmail a message whose headers are data")
    func mail() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$OUT/arguments\"\ncat >\"$OUT/message\"\n", to: "sendmail",
            executable: true)
        try folder.write("data", to: "report.csv")
        let result = try await execute(
            "mail", "mail",
            [
                "to": ["Ann <ann@example.org>"], "bcc": ["eve@example.org"], "from": "ops@example.org",
                "subject": "Größe: 5", "text": "Hello,\n.\nBye", "attachments": ["report.csv"]
            ], in: folder, environment: ["PATH": "\(folder.path):/usr/bin:/bin", "OUT": folder.path])
        guard case .completed = result else {
            Issue.record("\(result)")
            return
        }
        let arguments = try String(contentsOfFile: "\(folder.path)/arguments", encoding: .utf8)
        #expect(arguments == "-i\n-f\nops@example.org\n--\nann@example.org\neve@example.org\n")
        let message = try String(contentsOfFile: "\(folder.path)/message", encoding: .utf8)
        #expect(message.contains("To: Ann <ann@example.org>\n"))
        #expect(message.contains("Subject: =?utf-8?"))
        #expect(!message.contains("eve@example.org"))
        #expect(message.contains("filename=\"report.csv\""))
    }

    @Test("secrets may stand where nobody else can read them, and nowhere on a command line")
    func secrets() async throws {
        let folder = try TemporaryFolder()
        let registry = ExecutorRegistry()
        _ = await load("\(Self.root)/Plugins/mail", cache: folder, registry)
        _ = await load("\(Self.root)/Plugins/tar", cache: folder, registry)
        let loader = ProcessTypeLoader(executors: registry)
        func messages(_ task: String) -> [String] {
            loader.load(text: "name: x\nsecrets: [TOKEN]\ntasks:\n  - {name: a, \(task)}\n", file: "<test>")
                .diagnostics.map { "\($0.code)" }
        }
        #expect(messages(#"mail: {to: [a@b.c], subject: x, text: "${secrets.TOKEN}"}"#) == [])
        #expect(messages(#"tar-extract: {archive: "${secrets.TOKEN}", folder: x}"#).count == 1)
    }
}
