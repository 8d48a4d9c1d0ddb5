import DropInPlugins
import Foundation
import Procession
import ProcessionTesting
import ProcessionYAML
import Testing

@Suite("Finding plugins", .timeLimit(.minutes(1)))
struct DiscoveryTests {
    private let log = RecordedLog()

    private func load(_ folders: PluginFolders, _ registry: ExecutorRegistry, cache: String) async -> DropInPlugins {
        await DropInPlugins(
            in: folders, cache: DescriptionCache(folder: cache), registering: registry, logger: log.logger)
    }

    private func manifest(_ name: String, executor: String, summary: String = "Says it.") -> String {
        "name: \(name)\nsummary: \(summary)\nexecutors: [{name: \(executor), summary: Says it., argv: [echo]}]\n"
    }

    private func add(_ text: String, as name: String, to folder: TemporaryFolder) throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        try folder.write(text, to: "\(name)/plugin.yaml")
    }

    @Test("the first of a name is used, and what is broken or shadowed is listed with the reason")
    func statuses() async throws {
        let first = try TemporaryFolder(), second = try TemporaryFolder(), cache = try TemporaryFolder()
        try add(manifest("say", executor: "say"), as: "say", to: first)
        try add("name: broken\nsummary: [\n", as: "broken", to: first)
        try add(manifest("say", executor: "other"), as: "say", to: second)
        try add(manifest("thief", executor: "say"), as: "thief", to: second)
        try add("name: future\nsummary: x\nprotocol: 99\nprogram: [x]\n", as: "future", to: second)
        try add("name: gone\nsummary: x\nprogram: [no-such-program]\n", as: "gone", to: second)
        let registry = ExecutorRegistry()
        let plugins = await load(PluginFolders(only: first.path, second.path), registry, cache: cache.path)
        let words = plugins.entries.map { entry -> String in
            switch entry.status {
            case .ok: "\(entry.name) ok"
            case .shadowed(let holder): "\(entry.name) shadowed by \(holder)"
            case .invalid(let diagnostics): "\(entry.name) invalid \(diagnostics.isEmpty ? "without a reason" : "")"
            case .incompatible(let reason): "\(entry.name) incompatible \(reason)"
            case .broken(let reason): "\(entry.name) broken \(reason.prefix(31))"
            }
        }
        let location = "\(first.path)/say/plugin.yaml:1:7"
        #expect(
            words == [
                "broken invalid ", "say ok", "future incompatible it speaks protocol 99, and Procession speaks 1",
                "gone broken no program 'no-such-program' in", "say shadowed by \(location)",
                "thief shadowed by the executor 'say' of plugin say (\(location))"
            ])
        let loaded = ProcessTypeLoader(executors: registry)
            .load(text: "name: x\ntasks:\n  - {name: a, broken: {}}\n", file: "<test>")
        #expect(
            loaded.diagnostics.map { $0.hint } == [
                "the plugin 'broken' can't be used: see 'procession plugins show broken'"
            ])
        #expect(registry.all.map { "\($0.descriptor.name) \($0.origin)" } == ["say plugin say (\(location))"])
        let unknown = ProcessTypeLoader(executors: registry)
            .load(text: "name: x\ntasks:\n  - {name: a, whatever: {}}\n", file: "<test>")
        #expect(
            unknown.diagnostics.map { $0.hint } == [
                "registered are: say; the plugins 'broken', 'future', 'gone' can't be used, and may bring this one: "
                    + "see 'procession plugins list'"
            ])
    }

    @Test("a folder that was named must be there; $PROCESSION_PLUGINS comes after --plugins")
    func folders() throws {
        let first = try TemporaryFolder(), second = try TemporaryFolder()
        let folders = try PluginFolders(
            named: [first.path], environment: ["HOME": "/nowhere", "PROCESSION_PLUGINS": "\(second.path):\(first.path)"]
        )
        #expect(folders.paths.prefix(2) == [first.path, second.path])
        let error = #expect(throws: ProcessionError.self) {
            try PluginFolders(named: ["/nowhere/at/all"], environment: [:])
        }
        #expect(error?.message == "--plugins names '/nowhere/at/all', which is no folder")
    }

    @Test("the program of a plugin is started to describe itself once, and again when it has changed")
    func cache() async throws {
        let folder = try TemporaryFolder(), cache = try TemporaryFolder()
        try add(
            "name: misbehave\nsummary: x\nprogram: [python3, misbehave.py]\n"
                + "env: {STARTS: \"\(cache.path)/starts\"}\n", as: "misbehave", to: folder)
        let script = "\(folder.path)/misbehave/misbehave.py"
        try FileManager.default.copyItem(atPath: Misbehaving.script.path, toPath: script)
        func starts() -> Int {
            ((try? String(contentsOfFile: "\(cache.path)/starts", encoding: .utf8)) ?? "").split(separator: "\n").count
        }
        for expected in [1, 1, 1] {
            let registry = ExecutorRegistry()
            let plugins = await load(PluginFolders(only: folder.path), registry, cache: "\(cache.path)/cache")
            #expect(registry["act"]?.descriptor.summary == "Does what it is told.")
            #expect(registry["act"]?.descriptor.outputs == ["text": .string])
            await plugins.stop()
            #expect(starts() == expected)
        }
        let text = try String(contentsOfFile: script, encoding: .utf8)
        try text.replacing("Does what it is told.", with: "Does as it likes.")
            .write(toFile: script, atomically: true, encoding: .utf8)
        let registry = ExecutorRegistry()
        _ = await load(PluginFolders(only: folder.path), registry, cache: "\(cache.path)/cache")
        #expect(registry["act"]?.descriptor.summary == "Does as it likes.")
        #expect(starts() == 2)
    }

    /// The plugin `misbehave.py`, which counts its starts in a file beside the cache.
    private func addMisbehaving(_ mode: String, to folder: TemporaryFolder, counting cache: TemporaryFolder) throws {
        let patience = mode == "silent" ? "500ms" : "20s"
        try add(
            "name: misbehave\nsummary: x\nprogram: [python3, misbehave.py]\nstart_timeout: \(patience)\n"
                + "env: {MODE: \(mode), STARTS: \"\(cache.path)/starts\"}\n", as: "misbehave", to: folder)
        let script = "\(folder.path)/misbehave/misbehave.py"
        if !FileManager.default.fileExists(atPath: script) {
            try FileManager.default.copyItem(atPath: Misbehaving.script.path, toPath: script)
        }
    }

    private func starts(in cache: TemporaryFolder) -> Int {
        ((try? String(contentsOfFile: "\(cache.path)/starts", encoding: .utf8)) ?? "").split(separator: "\n").count
    }

    @Test(
        "a program that fails to describe itself is not started at each list, but asked again in time",
        arguments: [
            ("early-crash", "broken", true), ("crash-after", "broken", true), ("silent", "broken", true),
            ("version", "incompatible", false), ("refuse", "incompatible", false)
        ])
    func failures(_ mode: String, _ status: String, _ growsOld: Bool) async throws {
        let folder = try TemporaryFolder(), cache = try TemporaryFolder()
        try addMisbehaving(mode, to: folder, counting: cache)
        let clock = TestClock()
        func expect(_ count: Int, believing believes: Bool = true, status: String = status) async throws {
            let plugins = await DropInPlugins(
                in: PluginFolders(only: folder.path),
                cache: DescriptionCache(folder: "\(cache.path)/cache", believesFailures: believes, clock: clock),
                registering: ExecutorRegistry(), logger: log.logger)
            let entry = try #require(plugins.entries.first)
            let found =
                switch entry.status {
                case .broken: "broken"
                case .incompatible: "incompatible"
                default: "\(entry.status)"
                }
            #expect(found == status)
            #expect((entry.askedAt != nil) == (status != "ok"))
            #expect(starts(in: cache) == count)
        }
        try await expect(1)
        try await expect(1)
        try await expect(2, believing: false)
        clock.stepWallClock(by: DescriptionCache.patience - .seconds(1))
        try await expect(2)
        clock.stepWallClock(by: .seconds(2))
        try await expect(growsOld ? 3 : 2)
        // A clock that was put back must not make a failure last.
        clock.stepWallClock(by: .zero - DescriptionCache.patience)
        try await expect(growsOld ? 4 : 2)
        try addMisbehaving("sound", to: folder, counting: cache)
        try await expect(growsOld ? 5 : 3, status: "ok")
    }

    @Test("what can't be started is tried each time: it costs nothing")
    func unstartable() async throws {
        let folder = try TemporaryFolder(), cache = try TemporaryFolder()
        try add("name: gone\nsummary: x\nprogram: [./gone]\n", as: "gone", to: folder)
        guard
            case .broken(let reason)? = await load(
                PluginFolders(only: folder.path), ExecutorRegistry(), cache: cache.path
            ).entries.first?.status
        else {
            Issue.record("it is not broken")
            return
        }
        #expect(reason.contains("there is no program"))
        #expect(cache.isEmpty)
    }

    @Test("plugins of one name in two folders don't make each other forgotten")
    func namesakes() async throws {
        let first = try TemporaryFolder(), second = try TemporaryFolder(), cache = try TemporaryFolder()
        for folder in [first, second] { try addMisbehaving("sound", to: folder, counting: cache) }
        for _ in 1...3 {
            _ = await load(
                PluginFolders(only: first.path, second.path), ExecutorRegistry(), cache: "\(cache.path)/cache")
            #expect(starts(in: cache) == 2)
        }
    }

    @Test("a plugin with the name of one that is compiled in is shadowed")
    func compiledIn() async throws {
        let folder = try TemporaryFolder(), cache = try TemporaryFolder()
        try add(manifest("shell", executor: "say"), as: "shell", to: folder)
        let registry = ExecutorRegistry()
        let plugins = await DropInPlugins(
            in: PluginFolders(only: folder.path), compiledIn: ["command", "shell"],
            cache: DescriptionCache(folder: cache.path), registering: registry, logger: log.logger)
        guard case .shadowed(by: "the plugin 'shell' that is compiled in")? = plugins.entries.first?.status else {
            Issue.record("\(plugins.entries)")
            return
        }
        #expect(registry["say"] == nil)
    }
}
