import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

/// One scheduled process of one scripted task, looked after by engines that come and go.
struct ScheduleFixture {
    /// Rare looks, so that simulated days take few steps; a lease outlives whatever a test does.
    static let configuration = EngineConfiguration(
        heartbeatInterval: .seconds(86_400), leaseDuration: .seconds(10 * 365 * 86_400), pollInterval: .seconds(900),
        logInterval: .seconds(900), shutdownGrace: .zero)

    let engine: EngineFixture
    let process: ProcessID = "scheduled"

    init(_ steps: [ScriptedExecutor.Step] = [.complete()], now: String = "2026-01-01T00:00:00Z") async throws {
        engine = try await EngineFixture(
            ["work": steps], configuration: Self.configuration, now: try Date(now, strategy: .iso8601))
        try engine.add(
            ProcessDefinition(type: "job", tasks: [.scripted("work", timeout: .seconds(30 * 86_400))]))
    }

    var clock: TestClock { engine.clock }
    var manager: ProcessManager { engine.orchestrator().manager }

    func create(
        _ schedule: String, zone: String? = nil, missed: MissedPolicy? = nil, overlap: OverlapPolicy? = nil
    ) async throws {
        _ = try await ProcessController(orchestrator: engine.orchestrator()).createProcess(
            type: "job", id: process, schedule: schedule, timeZone: zone, missed: missed, overlap: overlap)
    }

    /// Lets an engine work while the clock moves on by `duration`, and until everything due then is at rest.
    func work(for duration: Duration) async throws {
        try await working { try await pass(duration) }
    }

    /// Lets an engine work while `body` runs.
    func working(_ body: () async throws -> Void) async throws {
        let orchestrator = engine.orchestrator()
        try await orchestrator.start()
        try await body()
        await orchestrator.stop()
    }

    /// Moves the clock on step by step, so that every tick finds the process at rest again.
    func pass(_ duration: Duration) async throws {
        let end = clock.monotonic + duration
        try await settle()
        while clock.monotonic < end {
            clock.advance(by: min(clock.untilNextDue ?? .seconds(60), end - clock.monotonic))
            try await settle()
        }
    }

    /// Sets the wall clock, and moves time on until the engine has had a look.
    func stepWallClock(by duration: Duration) async throws {
        clock.stepWallClock(by: duration)
        clock.advance(by: Self.configuration.pollInterval)
        try await settle()
    }

    /// Waits until nothing is due any more, nothing runs that ends by itself, and the engine sleeps until the next tick.
    func settle() async throws {
        try await eventually {
            let due = try await engine.store.scheduledProcesses(
                dueFrom: .distantPast, through: clock.now, limit: 1)
            guard due.isEmpty else {
                // The engine has looked a moment too early, or does not look at all yet.
                clock.advance(by: .milliseconds(1))
                return false
            }
            let process = try await manager.process(self.process)
            if process.status == .inProgress { return isHeld && isAsleep(until: process.nextRunAt) }
            return try await engine.store.waitingTicks(of: self.process).isEmpty && isAsleep(until: process.nextRunAt)
        }
    }

    /// Whether no sleeper lets the next tick pass.
    private func isAsleep(until next: Date?) -> Bool {
        guard let due = clock.untilNextDue else { return false }
        guard let next else { return true }
        return due.inSeconds <= next.timeIntervalSince(clock.now) + 1
    }

    /// Whether the task that runs goes on until something is done about it.
    var isHeld: Bool { !engine.executor.held.isEmpty }

    func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    // MARK: What came of it

    /// The ticks that started an execution, in the order of these.
    func fired() async throws -> [Date] {
        try await engine.store.executions(of: process, limit: 100_000).reversed().compactMap(\.scheduledFor)
    }

    /// What happened to the schedule: kind and reason, and what people read.
    func events() async throws -> [EventRecord] {
        try await engine.store.events(after: 0, process: process, limit: 100_000)
            .filter { $0.kind.hasPrefix("schedule.") }
    }

    /// How many ticks were skipped, by reason.
    func skipped() async throws -> [String: Int] {
        try await events().filter { $0.kind == "schedule.skipped" }.reduce(into: [:]) { counts, event in
            let count = event.detail?.split(separator: " ").first.flatMap { Int($0) } ?? 0
            counts[event.status ?? "", default: 0] += count
        }
    }

    func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
}
