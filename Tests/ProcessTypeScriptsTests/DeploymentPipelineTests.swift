import Foundation
import Testing

@Suite("deployment-pipeline", .timeLimit(.minutes(1)))
struct DeploymentPipelineTests {
    private func deployment(
        of version: String, from source: String = BundledType.data("sample-app"), to folder: URL,
        healthFile: String = "index.html", keep: Int = 5
    ) -> BundledType {
        BundledType(
            name: "deployment-pipeline",
            inputs: [
                "source_dir": source, "deploy_dir": folder("site"), "version": version, "health_file": healthFile,
                "keep_releases": "\(keep)"
            ],
            environment: ["build_dir": folder("site/.build-1"), "undo_file": folder("site/.undo-1")])
    }

    /// Runs the tasks and then the handlers that their outcome calls for; the last task that ran, and all that was said.
    private func deploy(_ type: BundledType) async throws -> (last: TaskRun, said: String) {
        var said = ""
        var last: TaskRun?
        for task in ["build", "test", "deploy", "switch", "health-check"] where last?.exitStatus ?? 0 == 0 {
            let run = try await type.run(task)
            said += run.standardOutput + run.standardError
            last = run
        }
        let end = try #require(last)
        for handler in (end.exitStatus == 0 ? ["prune", "remove-build"] : ["roll-back"]) + ["clean-up"] {
            let run = try await type.run(handler)
            #expect(run.exitStatus == 0, "\(handler): \(run.standardError)")
            said += run.standardOutput
        }
        return (end, said)
    }

    private func current(in folder: URL) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: folder("site/current"))
    }

    @Test("a release goes live, and again without a change")
    func deploy() async throws {
        try await withScratchFolder { folder in
            for round in 1...2 {
                let (last, said) = try await deploy(deployment(of: "1.0.0", to: folder))
                #expect(last.exitStatus == 0, "\(said)")
                #expect(said.contains("1.0.0 is here already") == (round == 2))
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
            let (last, said) = try await deploy(deployment(of: "1.1.0", to: folder, healthFile: "missing.html"))
            #expect(last.exitStatus == 1)
            #expect(said.contains("1.1.0 has no missing.html") && said.contains("rolled back to 1.0.0"))
            #expect(try current(in: folder) == "releases/1.0.0")
            #expect(try folder.text("site/current/index.html").contains("Roast calculator"))
        }
    }

    @Test("a first release that is not healthy leaves none")
    func rollBackToNothing() async throws {
        try await withScratchFolder { folder in
            let said = try await deploy(deployment(of: "1", to: folder, healthFile: "missing.html")).said
            #expect(said.contains("there was no release before"))
            #expect(try folder.names(in: "site").contains("current") == false)
        }
    }

    @Test("a switch that is tried again still remembers what was live before")
    func switchTwice() async throws {
        try await withScratchFolder { folder in
            _ = try await deploy(deployment(of: "1.0.0", to: folder))
            let type = deployment(of: "1.1.0", to: folder)
            for task in ["build", "deploy", "switch", "switch"] {
                let run = try await type.run(task)
                #expect(run.exitStatus == 0, "\(task): \(run.standardError)")
            }
            #expect(try current(in: folder) == "releases/1.1.0")
            _ = try await type.run("roll-back-when-stopped")
            #expect(try current(in: folder) == "releases/1.0.0")
        }
    }

    @Test("a version is never given to other contents")
    func immutableRelease() async throws {
        try await withScratchFolder { folder in
            let app = try folder.write("app/index.html", "one\n")
            let source = URL(filePath: app).deletingLastPathComponent().path
            _ = try await deploy(deployment(of: "1.0.0", from: source, to: folder))
            try folder.write("app/index.html", "two\n")
            let (last, said) = try await deploy(deployment(of: "1.0.0", from: source, to: folder))
            #expect(last.exitStatus == 1)
            #expect(said.contains("choose a new version") && said.contains("nothing to undo"))
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
            #expect(first.last.exitStatus == 0, "\(first.said)")
            #expect(try folder.names(in: "site/current") == folder.names(in: "app"))

            try folder.write(
                "app/tests/test_it.py", "import unittest\nclass T(unittest.TestCase):\n def test(s): s.fail('no')")
            let second = try await deploy(deployment(of: "1.1.0", from: folder("app"), to: folder))
            #expect(second.last.exitStatus == 1)
            #expect(second.said.contains("AssertionError: no"))
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
                    [.modificationDate: past], ofItemAtPath: folder("site/releases/\(version)"))
            }
            // Going back to an old version makes it current, however old its folder is.
            let said = try await deploy(deployment(of: "1", to: folder, keep: 2)).said
            #expect(said.contains("removed release") == false)
            #expect(try folder.names(in: "site/releases") == ["1", "2", "3"])
            _ = try await deploy(deployment(of: "4", to: folder, keep: 2))
            #expect(try folder.names(in: "site/releases") == ["3", "4"])
        }
    }

    @Test("an empty source and a current that is no link are refused", arguments: [true, false])
    func refused(isEmpty: Bool) async throws {
        try await withScratchFolder { folder in
            try folder.write("site/current/index.html", "by hand")
            try FileManager.default.createDirectory(atPath: folder("app"), withIntermediateDirectories: true)
            if !isEmpty { try folder.write("app/index.html", "x") }
            let (last, said) = try await deploy(deployment(of: "1", from: folder("app"), to: folder))
            #expect(last.exitStatus == 1)
            #expect(said.contains(isEmpty ? "holds no files" : "current is not a symbolic link"), "\(said)")
            #expect(try folder.text("site/current/index.html") == "by hand")
        }
    }
}
