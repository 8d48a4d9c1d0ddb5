import DropInPlugins
import Foundation
import Procession
import ProcessionTesting
import Synchronization
import Testing

@Suite("Plugins that misbehave", .timeLimit(.minutes(2)))
struct MisbehavingPluginTests {
    @Test("one warm process serves many tasks at the same time, in turn where it takes no more")
    func warm() async throws {
        try await Misbehaving.run(tasks: 8) { plugin async throws in
            let pids = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<200 { group.addTask { try await plugin.act("pid").text } }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(pids == [plugin.starts.first.map(String.init)])
            #expect(plugin.starts.count == 1)
        }
    }

    @Test("a crash fails the tasks of the process with the reason, and the next task gets a new one")
    func crash() async throws {
        try await Misbehaving.run { plugin async throws in
            async let neighbour = plugin.act("work", text: "60")
            while plugin.starts.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let failure = try #require(try await plugin.act("crash").failure)
            #expect(failure.errorClass == .plugin)
            #expect(failure.code == "plugin-crashed")
            #expect(failure.message == "the plugin 'misbehave' ended with exit code 7: about to fall over")
            #expect(try await neighbour.failure?.code == "plugin-crashed")
            #expect(try await plugin.act("echo", text: "again").text == "again")
            #expect(plugin.starts.count == 2)
            #expect(try await plugin.act("kill").failure?.message == "the plugin 'misbehave' was killed by signal 9")
        }
    }

    @Test("a task that nothing is heard of is unresponsive; others go on")
    func hang() async throws {
        try await Misbehaving.run(heartbeat: "1s") { plugin async throws in
            async let hanging = plugin.act("hang", grace: .milliseconds(200))
            #expect(try await plugin.act("work", text: "0.5").text == "worked")
            let failure = try #require(try await hanging.failure)
            #expect(failure.errorClass == .plugin)
            #expect(failure.code == "plugin-unresponsive")
            #expect(failure.message == "the plugin 'misbehave' has said nothing of the task for 1s")
            #expect(try await plugin.act("echo", text: "fresh").text == "fresh")
            #expect(plugin.starts.count == 2)
        }
    }

    @Test("a cancelled task ends as soon as the plugin obeys")
    func obey() async throws {
        try await Misbehaving.run { plugin async throws in
            let task = Task { try await plugin.act("obey") }
            while plugin.starts.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            #expect(try await task.value.failure?.errorClass == .cancelled)
            #expect(try await plugin.act("echo", text: "same").text == "same")
            #expect(plugin.starts.count == 1)
        }
    }

    private final class Fence: Sendable {
        private let state = Mutex(false)

        var isOver: Bool { state.withLock { $0 } }

        func fall() { state.withLock { $0 = true } }
    }

    @Test(
        "a plugin whose tasks may be somebody else's by now is killed at once, though a stop would give it long",
        arguments: [false, true])
    func fenced(isStoppedBefore: Bool) async throws {
        try await Misbehaving.run(mode: "deaf") { plugin async throws in
            let reporter = RecordingReporter(), fence = Fence()
            let task = Task {
                try await plugin.act("ignore", reporter, grace: .seconds(600), isFenced: { fence.isOver })
            }
            _ = try await reporter.lines(1)
            let pid = try #require(plugin.starts.first)
            if isStoppedBefore { task.cancel() }
            #expect(ProcessProbe.isAlive(pid))
            fence.fall()
            task.cancel()
            #expect(try await task.value.failure?.errorClass == .cancelled)
            #expect(!ProcessProbe.isAlive(pid))
            #expect(try await plugin.act("echo", text: "fresh").text == "fresh")
        }
    }

    @Test("a plugin that ignores cancel and SIGTERM is killed, after its other tasks had their time")
    func ignore() async throws {
        try await Misbehaving.run(mode: "deaf") { plugin async throws in
            let reporter = RecordingReporter()
            let task = Task { try await plugin.act("ignore", reporter, grace: .seconds(1)) }
            _ = try await reporter.lines(1)
            let pid = try #require(plugin.starts.first)
            let neighbourReporter = RecordingReporter()
            async let neighbour = plugin.act("work", text: "0.4", neighbourReporter)
            _ = try await neighbourReporter.lines(1)
            task.cancel()
            #expect(try await task.value.failure?.errorClass == .cancelled)
            #expect(try await neighbour.text == "worked")
            #expect(!ProcessProbe.isAlive(pid))
            #expect(try await plugin.act("echo", text: "fresh").text == "fresh")
        }
    }

    @Test("that it ignores cancellations is noted once, however many there are")
    func ignoreAll() async throws {
        try await Misbehaving.run(mode: "deaf") { plugin async throws in
            let reporters = (0..<5).map { _ in RecordingReporter() }
            let tasks = reporters.map { reporter in
                Task { try await plugin.act("ignore", reporter, grace: .milliseconds(200)) }
            }
            for reporter in reporters { _ = try await reporter.lines(1) }
            for task in tasks { task.cancel() }
            for task in tasks { #expect(try await task.value.failure?.errorClass == .cancelled) }
            #expect(plugin.log.lines.count { $0.contains("it ignores that a task was cancelled") } == 1)
        }
    }

    @Test("a flood reaches the task's output and harms nobody; the plugin's own log is cut")
    func flood() async throws {
        try await Misbehaving.run(heartbeat: "30s") { plugin async throws in
            let reporter = RecordingReporter()
            async let flood = plugin.act("flood", reporter)
            #expect(try await plugin.act("echo", text: "calm").text == "calm")
            #expect(try await flood.text == "flooded")
            #expect(reporter.stdout.split(separator: "\n").count == 5_000)
            #expect(plugin.log.lines.count < 500)
        }
    }

    @Test("noise on standard output, answers to nobody and unknown notifications are noted, and ignored")
    func noise() async throws {
        try await Misbehaving.run { plugin async throws in
            #expect(try await plugin.act("noise").text == "done")
            let log = plugin.log.lines.joined(separator: "\n")
            #expect(log.contains("Hello, I am a stray print"))
            #expect(log.contains("an answer to a request that nobody waits for: 999999"))
            #expect(log.contains("an unknown notification: sing"))
        }
    }

    @Test(
        "answers that are none fail their task alone",
        arguments: [
            ("oversized", "plugin-line-too-long", ErrorClass.plugin), ("malformed", "plugin-invalid-answer", .plugin),
            ("garbled", "plugin-invalid-answer", .plugin),
            ("outputs", "invalid-output", .validation), ("error", nil, .conflict)
        ] as [(String, String?, ErrorClass)])
    func answers(_ what: String, _ code: String?, _ errorClass: ErrorClass) async throws {
        try await Misbehaving.run(heartbeat: "30s") { plugin async throws in
            let failure = try #require(try await plugin.act(what).failure)
            #expect(failure.code == code)
            #expect(failure.errorClass == errorClass)
            #expect(try await plugin.act("echo", text: "on").text == "on")
            #expect(plugin.starts.count == 1)
        }
    }

    @Test(
        "a plugin that can't start fails its tasks with the reason, and isn't started for each of them",
        arguments: [
            ("version", "plugin-incompatible", "speaks protocol 7, and Procession speaks 1"),
            ("text-version", "plugin-incompatible", "by an integer, and has answered 'initialize' with a string"),
            ("refuse", "plugin-incompatible", "does not speak protocol 1: this plugin speaks protocol 9"),
            ("early-crash", "plugin-crashed", "ended with exit code 9: no configuration"),
            ("silent", "plugin-unresponsive", "has not answered 'initialize' within 1s500ms")
        ])
    func start(_ mode: String, _ code: String, _ message: String) async throws {
        try await Misbehaving.run(mode: mode, start: mode == "silent" ? "1500ms" : "20s") { plugin async throws in
            let failures = try await withThrowingTaskGroup(of: TaskFailure?.self) { group in
                for _ in 0..<20 { group.addTask { try await plugin.act("echo").failure } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(
                failures.allSatisfy { $0?.code == code && $0?.message.contains(message) == true },
                "\(failures[0]?.message ?? "")")
            #expect(failures.allSatisfy { ($0?.errorClass == .configuration) == (code == "plugin-incompatible") })
            #expect(plugin.starts.count <= 3)
        }
    }

    @Test("a slow start is waited for")
    func slowStart() async throws {
        try await Misbehaving.run(mode: "slow") { plugin async throws in
            #expect(try await plugin.act("echo", text: "at last").text == "at last")
        }
    }

    @Test("what a plugin has forked ends with it, in its group and out of it", arguments: ["fork", "escape"])
    func fork(_ how: String) async throws {
        try await Misbehaving.run { plugin async throws in
            let reporter = RecordingReporter()
            #expect(try await plugin.act(how, reporter).failure?.code == "plugin-crashed")
            let child = try #require(Int32(try await reporter.lines(1)[0]))
            #expect(!ProcessProbe.isAlive(child))
        }
    }

    @Test("a plugin without tasks is ended, and started again for the next")
    func idle() async throws {
        try await Misbehaving.run(idle: "200ms") { plugin async throws in
            let first = try #require(try await plugin.act("pid").text.flatMap { Int32($0) })
            while ProcessProbe.isAlive(first) { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await plugin.act("pid").text != String(first))
        }
    }

    @Test("only the secrets that a task names reach the plugin, and they are masked in its log")
    func secrets() async throws {
        try await Misbehaving.run { plugin async throws in
            #expect(try await plugin.act("secret", secrets: ["TOKEN": "hunter2-and-more"]).text == "TOKEN")
            #expect(try await plugin.act("secret").text == "")
            let log = plugin.log.lines.joined(separator: "\n")
            #expect(log.contains("misbehave: the token is ***"))
            #expect(!log.contains("hunter2"))
        }
    }

    @Test("waiting, progress and streams arrive as from any executor")
    func reports() async throws {
        try await Misbehaving.run { plugin async throws in
            let reporter = RecordingReporter()
            #expect(try await plugin.act("progress", reporter).text == "done")
            #expect(reporter.stderr == "an error\n")
            guard case .waiting(let date, _, nil) = try await plugin.act("wait") else {
                Issue.record("it does not wait")
                return
            }
            #expect((50.0...61.0).contains(date.timeIntervalSinceNow))
        }
    }

    @Test("a thousand tasks with a crash, a hang and a fork among them all end")
    func thousand() async throws {
        try await Misbehaving.run(heartbeat: "2s", tasks: 256) { plugin async throws in
            let ends = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<1000 {
                    let what = [17: "crash", 400: "hang", 700: "fork", 900: "noise"][number] ?? "echo"
                    group.addTask {
                        let result = try await plugin.act(what, text: "done", grace: .milliseconds(200))
                        return result.text ?? result.failure?.errorClass.rawValue
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1 ?? "", default: 0] += 1 }
            }
            #expect(Set(ends.keys) == ["done", "plugin"])
            #expect(ends.values.reduce(0, +) == 1000)
            #expect(try await plugin.act("echo", text: "alive").text == "alive")
        }
    }
}
