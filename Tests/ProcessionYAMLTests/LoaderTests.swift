import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Loading files and folders", .timeLimit(.minutes(1)))
struct LoaderTests {
    /// A folder that is there for one test.
    private func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "procession-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
        }
        try await body(folder.path)
    }

    private func text(_ name: String, summary: String = "x") -> String {
        "name: \(name)\nsummary: \(summary)\ntasks:\n  - {name: run, shell: 'true'}\n"
    }

    @Test("a folder's good files are registered, and its bad ones kept with their reasons")
    func folder() async throws {
        let files = [
            "good.yaml": text("good"), "also.yml": text("also"), "bad.yaml": "name: bad\n", "broken.yaml": "a: [",
            "good.test.yaml": "whatever", "notes.md": "x", ".hidden.yaml": "x", "Wrong Name.yaml": text("other")
        ]
        try await withFolder(files) { folder in
            let registry = ProcessTypeRegistry()
            let loader = ProcessTypeLoader(executors: try .samples())
            #expect(await loader.loadFolders([folder], into: registry) == [])
            let entries = registry.entries
            #expect(entries.map(\.name) == ["also", "bad", "broken", "good", "other"])
            #expect(registry["good"]?.descriptor.summary == "x")
            #expect(registry["bad"] == nil)
            let bad = try #require(entries.first { $0.name == "bad" })
            guard case .invalid(let reasons) = bad.status else {
                Issue.record("'bad' is not invalid")
                return
            }
            #expect(reasons.map(\.message) == ["a process type needs 'tasks'"])
            #expect("\(bad.origin)" == "\(folder)/bad.yaml:1:7")
        }
    }

    @Test("of two folders the first wins, and the other's type is shadowed")
    func shadowing() async throws {
        try await withFolder(["same.yaml": text("same", summary: "first")]) { first in
            try await withFolder(["same.yaml": text("same", summary: "second")]) { second in
                let registry = ProcessTypeRegistry()
                await ProcessTypeLoader(executors: try .samples()).loadFolders([first, second + "/"], into: registry)
                #expect(registry["same"]?.descriptor.summary == "first")
                let last = try #require(registry.entries.last)
                guard case .shadowed(let holder) = last.status else {
                    Issue.record("the second is not shadowed")
                    return
                }
                #expect("\(holder)" == "\(first)/same.yaml:1:7")
                #expect("\(last.origin)" == "\(second)/same.yaml:1:7")
            }
        }
    }

    @Test("files are read at the same time, and count in the order of their names")
    func order() async throws {
        let names = (100..<200).map { "type-\($0)" }
        var files = Dictionary(uniqueKeysWithValues: names.map { ("\($0).yaml", text($0)) })
        for name in names { files["\(name).yml"] = text(name, summary: "second") }
        try await withFolder(files) { folder in
            let registry = ProcessTypeRegistry()
            await ProcessTypeLoader(executors: try .samples()).loadFolders([folder], into: registry)
            let origins = registry.entries.map { "\($0.origin)" }
            #expect(origins == names.flatMap { ["\(folder)/\($0).yaml:1:7", "\(folder)/\($0).yml:1:7"] })
            #expect(names.allSatisfy { registry[ProcessTypeName($0)]?.descriptor.summary == "x" })
        }
    }

    @Test("folders that can't be read are told, and don't hide the others")
    func unreadableFolders() async throws {
        try await withFolder(["good.yaml": text("good")]) { folder in
            let registry = ProcessTypeRegistry()
            let diagnostics = await ProcessTypeLoader(executors: try .samples())
                .loadFolders(["\(folder)/missing", "\(folder)/good.yaml", folder], into: registry)
            #expect(
                diagnostics.map { $0.rendered() } == [
                    "\(folder)/missing: error[unreadable]: there is no such folder",
                    "\(folder)/good.yaml: error[unreadable]: this is no folder"
                ])
            #expect(registry["good"] != nil)
        }
    }

    @Test("what is no file is refused instead of waited for")
    func noFiles() async throws {
        try await withFolder([:]) { folder in
            let loader = ProcessTypeLoader(executors: try .samples())
            #expect(mkfifo("\(folder)/pipe.yaml", 0o600) == 0)
            try FileManager.default.createDirectory(atPath: "\(folder)/folder.yaml", withIntermediateDirectories: false)
            let messages = ["pipe", "folder", "missing"].map { name in
                loader.load(file: "\(folder)/\(name).yaml").diagnostics.map(\.message)
            }
            #expect(
                messages == [
                    ["this is not a regular file"], ["this is a folder"],
                    ["the file can't be opened: no such file or directory"]
                ])
        }
    }

    @Test(
        "relative paths start at the folder of the file",
        arguments: [
            ("/srv/types/odd.yaml", "/srv/types"), ("/srv/./a/../types//odd.yaml", "/srv/types"), ("/odd.yaml", "/")
        ])
    func baseDirectory(_ file: String, _ folder: String) throws {
        let loaded = ProcessTypeLoader(executors: try .samples()).load(text: text("odd"), file: file)
        #expect(loaded.type?.definition(for: ProcessInput()).baseDirectory == folder)
    }

    @Test("a text from elsewhere need not have the name of a file, and starts at the current folder")
    func standardInput() throws {
        let loaded = ProcessTypeLoader(executors: try .samples()).load(text: text("any-name"), file: "<stdin>")
        let type = try #require(loaded.type)
        #expect(type.name == "any-name")
        #expect(type.descriptor.origin.description == "<stdin>:1:7")
        #expect(
            type.definition(for: ProcessInput()).baseDirectory == FileManager.default.currentDirectoryPath)
    }

    @Test("a key that comes twice is found among few and among many", arguments: [2, 16, 17, 18, 40])
    func duplicates(count: Int) throws {
        let loader = ProcessTypeLoader(executors: try .samples())
        let inputs = (0..<count).map { "  i\($0): string\n" }
        for twice in [0, count / 2, count - 1] {
            let text = "name: x\ninputs:\n\(inputs.joined())  i\(twice): string\ntasks: [{name: a, shell: x}]\n"
            let diagnostics = loader.load(text: text, file: "x.yaml").diagnostics
            #expect(diagnostics.map(\.code) == ["duplicate-key"])
            #expect(diagnostics.first?.location?.line == count + 3)
            #expect(diagnostics.first?.hint == "it is first on line \(twice + 3); keep one of them")
        }
    }

    @Test("hundreds of files load in a moment")
    func speed() throws {
        let golden = try #require(GoldenCase.all.first { $0.name == "valid-data-processing" })
        let loader = ProcessTypeLoader(executors: try .samples())
        let start = ContinuousClock.now
        for _ in 0..<500 {
            #expect(loader.load(text: golden.input, file: "valid-data-processing.yaml").type != nil)
        }
        // A release build takes a fraction; the bound only catches what grows out of all proportion.
        #expect(start.duration(to: .now) < .seconds(10))
    }
}
