import Foundation
import Procession
import Testing

@Suite("deployment-pipeline", .timeLimit(.minutes(1)))
struct DeploymentPipelineTests {
    private func deployment(
        of version: String, from source: Value = BundledProcess.data("sample-app"), to folder: URL,
        healthFile: Value = "index.html", keep: Value = 5
    ) throws -> BundledProcess {
        try BundledProcess(
            "deployment-pipeline",
            inputs: [
                "source_dir": source, "deploy_dir": folder("site"), "version": .string(version),
                "health_file": healthFile, "keep_releases": keep
            ])
    }

    /// Runs the tasks until one fails, and then the handlers that the outcome calls for; the last task that ran, and
    /// what the handlers said.
    private func deploy(_ process: BundledProcess) async throws -> (last: TaskRun, handlers: String) {
        let last = try await process.run("build", "test", "deploy", "switch", "health-check")
        var said = ""
        for handler in (last.failure == nil ? ["prune", "remove-build"] : ["roll-back"]) + ["clean-up"] as [TaskName] {
            let run = try await process.run(handler)
            #expect(run.failure == nil, "\(handler)")
            said += run.printed
        }
        return (last, said)
    }

    private func current(in folder: URL) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("site/current"))
    }

    @Test("a release goes live, and again without a change")
    func deploy() async throws {
        try await withScratchFolder { folder in
            for _ in 1...2 {
                let (last, _) = try await deploy(deployment(of: "1.0.0", to: folder))
                #expect(last.failure == nil)
                #expect(try current(in: folder) == "releases/1.0.0")
            }
            #expect(try folder.names(in: "site") == ["current", "releases"])
            #expect(try folder.text("site/current/index.html").contains("Roast calculator"))
        }
    }

    @Test("a release that is not healthy is rolled back to the one before")
    func rollBack() async throws {
        try await withScratchFolder { folder in
            _ = try await deploy(deployment(of: "1.0.0", to: folder))
            let (last, handlers) = try await deploy(deployment(of: "1.1.0", to: folder, healthFile: "missing.html"))
            #expect(last.failure?.contains("1.1.0 has no missing.html") == true)
            #expect(handlers == "rolled back to 1.0.0\n")
            #expect(try current(in: folder) == "releases/1.0.0")
            #expect(try folder.text("site/current/index.html").contains("Roast calculator"))
        }
    }

    @Test("a first release that is not healthy leaves none")
    func rollBackToNothing() async throws {
        try await withScratchFolder { folder in
            let said = try await deploy(deployment(of: "1", to: folder, healthFile: "missing.html")).handlers
            #expect(said == "rolled back: there was no release before\n")
            #expect(!folder.has("site/current"))
        }
    }

    @Test("a switch that is tried again still remembers what was live before")
    func switchTwice() async throws {
        try await withScratchFolder { folder in
            _ = try await deploy(deployment(of: "1.0.0", to: folder))
            let process = try deployment(of: "1.1.0", to: folder)
            #expect(try await process.run("build", "deploy", "switch", "switch").failure == nil)
            #expect(try current(in: folder) == "releases/1.1.0")
            try await process.run("roll-back-when-stopped")
            #expect(try current(in: folder) == "releases/1.0.0")
        }
    }

    @Test("a version is never given to other contents")
    func immutableRelease() async throws {
        try await withScratchFolder { folder in
            try folder.write("app/index.html", "one\n")
            let source = folder("app")
            _ = try await deploy(deployment(of: "1.0.0", from: source, to: folder))
            try folder.write("app/index.html", "two\n")
            let (last, handlers) = try await deploy(deployment(of: "1.0.0", from: source, to: folder))
            #expect(last.failure?.contains("choose a new version") == true)
            #expect(handlers == "nothing was switched, nothing to undo\n")
            #expect(try folder.text("site/current/index.html") == "one\n")
        }
    }

    @Test("files with hostile names arrive unchanged, and the application's failing tests stop it")
    func hostileNames() async throws {
        try await withScratchFolder { folder in
            for name in ["index.html", "-rf", "a $(touch pwned) 'b'", "new\nline", "back\\slash", "MANIFEST"] {
                try folder.write("app/\(name)", name)
            }
            let first = try await deploy(deployment(of: "1.0.0", from: folder("app"), to: folder))
            #expect(first.last.failure == nil)
            #expect(try folder.names(in: "site/current") == folder.names(in: "app"))

            try folder.write(
                "app/tests/test_it.py", "import unittest\nclass T(unittest.TestCase):\n def test(s): s.fail('no')")
            let second = try await deploy(deployment(of: "1.1.0", from: folder("app"), to: folder))
            #expect(second.last.failure != nil && second.last.complaints.contains("AssertionError: no"))
            #expect(try current(in: folder) == "releases/1.0.0")
        }
    }

    @Test("the oldest releases are removed, never the current one")
    func prune() async throws {
        try await withScratchFolder { folder in
            for version in ["1", "2", "3"] {
                _ = try await deploy(deployment(of: version, to: folder))
                let past = Date(timeIntervalSinceNow: -1000 + (Double(version) ?? 0) * 10)
                try FileManager.default.setAttributes(
                    [.modificationDate: past], ofItemAtPath: folder.path("site/releases/\(version)"))
            }
            // Going back to an old version makes it current, however old its folder is.
            #expect(try await deploy(deployment(of: "1", to: folder, keep: 2)).handlers == "")
            #expect(try folder.names(in: "site/releases") == ["1", "2", "3"])
            _ = try await deploy(deployment(of: "4", to: folder, keep: 2))
            #expect(try folder.names(in: "site/releases") == ["3", "4"])
        }
    }

    @Test("an empty source and a current that is no link are refused", arguments: [true, false])
    func refused(isEmpty: Bool) async throws {
        try await withScratchFolder { folder in
            try folder.write("site/current/index.html", "by hand")
            try FileManager.default.createDirectory(atPath: folder.path("app"), withIntermediateDirectories: true)
            if !isEmpty { try folder.write("app/index.html", "x") }
            let (last, _) = try await deploy(deployment(of: "1", from: folder("app"), to: folder))
            let reason = isEmpty ? "holds no files" : "current is not a symbolic link"
            #expect(last.failure?.contains(reason) == true, "\(last)")
            #expect(try folder.text("site/current/index.html") == "by hand")
        }
    }
}
