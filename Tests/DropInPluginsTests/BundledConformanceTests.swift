import DropInPlugins
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("the executors of bundled drop-in plugins conform to the contract", .timeLimit(.minutes(5)))
struct BundledConformanceTests {
    /// What an executor is given; paths start at a folder that holds `data/a.csv`, `old.tar` and the repository `origin`.
    struct Work: Sendable, CustomTestStringConvertible {
        var plugin: String
        var executor: ExecutorName
        var completing: Value
        var failing: Value
        var endless: Value?
        /// Whether attempts at the same time would be about the same folder.
        var needsOwnFolder = false

        var testDescription: String { executor.rawValue }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Plugins").standardizedFileURL.path

    static let works = [
        Work(
            plugin: "rsync", executor: "rsync", completing: ["source": "data/", "target": "copy/"],
            failing: ["source": "none/", "target": "copy/"]),
        Work(
            plugin: "sqlite", executor: "sqlite",
            completing: [
                "database": "shop.db", "create": true, "busy_timeout": "50s",
                "sql": "CREATE TABLE IF NOT EXISTS t (n); INSERT INTO t VALUES (:n); SELECT count(*) AS n FROM t",
                "values": ["n": 1]
            ],
            failing: ["database": "none.db", "sql": "SELECT 1"],
            endless: [
                "database": "other.db", "create": true,
                "sql": "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
            ]),
        Work(
            plugin: "mail", executor: "mail",
            completing: ["to": ["ann@example.org"], "subject": "a", "text": "b", "attachments": ["data/a.csv"]],
            failing: ["to": ["ann@example.org"], "subject": "a", "attachments": ["none.pdf"]]),
        Work(
            plugin: "git-checkout", executor: "git-checkout",
            completing: ["repository": "../origin", "folder": "app", "ref": "main"],
            failing: ["repository": "../none", "folder": "app"], needsOwnFolder: true),
        Work(
            plugin: "csv-profile", executor: "csv-profile", completing: ["file": "data/a.csv"],
            failing: ["file": "none.csv"]),
        Work(
            plugin: "tar", executor: "tar-create", completing: ["folder": "data", "archive": "new.tar.gz"],
            failing: ["folder": "none", "archive": "new.tar.gz"]),
        Work(
            plugin: "tar", executor: "tar-extract", completing: ["archive": "old.tar", "folder": "back"],
            failing: ["archive": "data/a.csv", "folder": "back"])
    ]

    private static func prepare() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let commands = """
            mkdir data bin origin && printf 'city,visitors\nRome,3\n' >data/a.csv && tar -cf old.tar data
            printf '#!/bin/sh\ncat >/dev/null\n' >bin/sendmail && chmod +x bin/sendmail
            git -C origin init --quiet --initial-branch=main && cp data/a.csv origin && git -C origin add .
            git -C origin -c user.name=a -c user.email=a@b commit --quiet --message one
            """
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-eu", "-c", commands]
        shell.currentDirectoryURL = URL(filePath: folder.path)
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        return folder
    }

    @Test("with real work", arguments: works)
    func conforms(_ work: Work) async throws {
        let folder = try await Self.prepare()
        let registry = ExecutorRegistry()
        let plugins = await DropInPlugins(
            in: PluginFolders(only: "\(Self.root)/\(work.plugin)"),
            cache: DescriptionCache(folder: "\(folder.path)/cache"), registering: registry,
            logger: RecordedLog().logger)
        let executor = try #require(registry[work.executor])
        let conformance = ExecutorConformance(
            executor, completing: work.completing, failing: work.failing, endless: work.endless
        ) { reporter in
            var place = folder.path
            if work.needsOwnFolder {
                place += "/\(UUID().uuidString)"
                try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            }
            return .forTest(reporter, in: place, environment: ["PATH": "\(folder.path)/bin:/usr/bin:/bin"])
        }
        for check in conformance.checks { try await check.run() }
        await plugins.stop()
    }

    @Test("all of them are tried")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root)
            .filter { FileManager.default.fileExists(atPath: "\(Self.root)/\($0)/plugin.yaml") }
        #expect(Set(folders) == Set(Self.works.map(\.plugin)))
    }
}
