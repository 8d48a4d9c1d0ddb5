import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

/// Orphans are made by starting them from a supervised child with another marker than that child's own.
@Suite("what a dead engine left running", .timeLimit(.minutes(1)))
struct OrphanedChildTests {
    private let marker = AttemptMarker(
        executionID: "execution-1", taskID: TaskID(UUID().uuidString), attempt: 1)

    /// Starts a shell text in a session of its own; it prints a pid and closes its output.
    ///
    /// Returns the identity of the leader and the pid that was printed.
    private func start(_ text: String, marked: Bool = true) async throws -> (leader: ChildIdentity, printed: Int32) {
        try await start(text, mark: marked ? marker.value : "execution-1/another/1")
    }

    private func start(_ text: String, mark: String) async throws -> (leader: ChildIdentity, printed: Int32) {
        let reporter = RecordingReporter()
        let child = TaskChild([
            .text("env"), .text("\(AttemptMarker.variable)=\(mark)"), .text("setsid"), .text("-f"), .text("sh"),
            .text("-c"), .text("echo $$; \(text)")
        ])
        #expect(await child.run(in: .forTest(reporter)) == .completed(exitCode: 0))
        let pids = reporter.stdout.split(separator: "\n").compactMap { Int32($0) }
        try #require(pids.count == 2 && pids.allSatisfy(ProcessProbe.isAlive))
        return (ChildIdentity(pid: pids[0], startTime: try startTime(pids[0])), pids[1])
    }

    private func startTime(_ pid: Int32) throws -> UInt64 {
        let status = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = try #require(status.split(separator: ")").last).split(separator: " ")
        return try #require(UInt64(fields[19]))
    }

    private func waitUntilDead(_ pid: Int32) async throws {
        while ProcessProbe.isAlive(pid) { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("its group is killed, whether all of it still has the marker or not")
    func group() async throws {
        let (leader, printed) = try await start(
            "env -u PROCESSION_ATTEMPT_ID sleep 1000 >/dev/null 2>&1 & echo $!; exec >&- 2>&-; wait")
        #expect(await OrphanedChild.kill(leader, marker: marker))
        try await waitUntilDead(leader.pid)
        try await waitUntilDead(printed)
    }

    @Test("what left the group is killed by its marker, even where no child was recorded", arguments: [true, false])
    func escaped(_ isRecorded: Bool) async throws {
        let (leader, printed) = try await start(
            "setsid sh -c 'echo $$; exec sleep 1000 >&- 2>&-' & exec >&- 2>&-; wait")
        #expect(await OrphanedChild.kill(isRecorded ? leader : nil, marker: marker))
        try await waitUntilDead(leader.pid)
        try await waitUntilDead(printed)
    }

    @Test("what is just replacing its program is recognised all the same")
    func replacingItsProgram() async throws {
        let folder = try TemporaryFolder()
        try EndlessExec.write(to: "\(folder.path)/again")
        for _ in 0..<8 {
            let (_, printed) = try await start("echo $$; exec \(folder.path)/again >&- 2>&-")
            #expect(await OrphanedChild.kill(nil, marker: marker))
            #expect(!ProcessProbe.isAlive(printed))
            kill(printed, SIGKILL)
        }
    }

    @Test("a process that has been given the pid of the child is left alone")
    func strangers() async throws {
        let (leader, printed) = try await start("echo $$; exec sleep 1000 >&- 2>&-", marked: false)
        #expect(await !OrphanedChild.kill(leader, marker: marker))
        #expect(ProcessProbe.isAlive(printed))
        kill(printed, SIGKILL)
    }

    @Test("where nothing is left there is nothing to kill")
    func nothing() async {
        #expect(await !OrphanedChild.kill(ChildIdentity(pid: 1 << 22, startTime: 1), marker: marker))
    }

    /// The mark of a plugin of the engine that runs in that process.
    private func mark(ofPluginOf engine: Int32) throws -> String {
        "plugin/\(engine)/\(try startTime(engine))/greeting/1"
    }

    @Test("a plugin's process is killed when its engine is gone, even where nobody has asked how the engine ended")
    func plugins() async throws {
        // What replaces the shell knows nothing of the child that it has, and never asks for its end.
        let (parent, engine) = try await start(
            "sh -c 'read line </dev/zero; :' & echo $!; exec sleep 1000 >&- 2>&-", marked: false)
        let (plugin, _) = try await start("echo $$; exec sleep 1000 >&- 2>&-", mark: mark(ofPluginOf: engine))
        await OrphanedPlugins.kill()
        #expect(ProcessProbe.isAlive(plugin.pid))
        kill(engine, SIGKILL)
        try await waitUntilDead(engine)
        #expect(ProcessProbe.exists(engine))
        await OrphanedPlugins.kill()
        try await waitUntilDead(plugin.pid)
        kill(parent.pid, SIGKILL)
    }

    @Test("each process of a plugin has its own mark, so that the end of one doesn't take another that starts with it")
    func marks() {
        #expect(AttemptMarker(plugin: "greeting") != AttemptMarker(plugin: "greeting"))
    }
}
