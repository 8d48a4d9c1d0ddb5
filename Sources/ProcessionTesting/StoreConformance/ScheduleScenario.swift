import Foundation
import Procession
import Synchronization

/// A process that is due every minute from the scenario's time on; ticks are told in seconds from then.
final class ScheduleScenario: Sendable {
    private let scenario: StoreScenario
    private let start: Date
    private let state = Mutex((expansion: Expansion?.none, overlap: OverlapPolicy.skip, executions: 0))

    init(_ scenario: StoreScenario) {
        self.scenario = scenario
        start = scenario.now
    }

    func date(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    /// A tick as events name it.
    func at(_ seconds: Double) -> String { Self.text(date(seconds)) + " UTC" }
    func span(_ first: Double, _ last: Double) -> String { "\(Self.text(date(first))) to \(at(last))" }

    private static func text(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, includingFractionalSeconds: true, timeZone: .gmt)
        return String(style.format(date).dropLast())
    }

    // MARK: The process

    func create(
        id: ProcessID = "process-1", tasks: [NewTask] = StoreScenario.chain("load"), dueIn delay: Double? = 0,
        overlap: OverlapPolicy = .skip, concurrency: ConcurrencyLimit? = nil
    ) async throws {
        let expansion = StoreScenario.expansion(
            tasks, of: id, digest: "digest-of-\(id)", concurrency: concurrency)
        state.withLock {
            $0.expansion = expansion
            $0.overlap = overlap
        }
        try await scenario.store.create(
            NewProcess(
                id: id, type: "nightly", inputData: "a:1", schedule: delay == nil ? nil : "every:1m",
                overlapPolicy: overlap, nextRunAt: delay.map(date), expansion: expansion), actor: "cli", now: start)
    }

    /// Creates the process, fires its first tick and claims what that makes ready.
    func run(_ overlap: OverlapPolicy, tasks: [NewTask] = StoreScenario.chain("load")) async throws {
        try await create(tasks: tasks, overlap: overlap)
        try await scenario.register()
        _ = try await step(ticks: 0)
        try await scenario.claim()
    }

    // MARK: Ticks

    func execution(_ id: ExecutionID? = nil) throws -> NewExecution {
        let (expansion, number) = state.withLock { state in
            state.executions += 1
            return (state.expansion, state.executions)
        }
        guard let expansion else { throw ConformanceFailure(description: "no process was created") }
        return NewExecution(
            id: id ?? ExecutionID("tick-\(number)"), processID: "process-1", triggeredBy: .scheduled,
            expansion: expansion, actor: "schedule", now: scenario.now)
    }

    /// A step for these ticks, due at the first of them, that leads to the next minute.
    func newStep(ticks: [Double], overlap: OverlapPolicy = .skip) -> ScheduleStep {
        let due = ticks.first ?? 0
        return ScheduleStep(
            processID: "process-1", dueAt: date(due), nextRunAt: date(due + 60), ticks: ticks.map(date),
            overlap: overlap, now: scenario.now)
    }

    func step(ticks: Double...) async throws -> ScheduleStepResult {
        var step = newStep(ticks: ticks, overlap: state.withLock { $0.overlap })
        step.execution = .success(try execution())
        return try await scenario.store.carryOut(step)
    }

    func fire(_ tick: Double) async throws -> ExecutionID? {
        try await scenario.store.fire(
            WaitingTick(processID: "process-1", scheduledFor: date(tick)), .success(try execution()),
            actor: "schedule", now: scenario.now)
    }

    // MARK: What is there

    func waiting() async throws -> [Double] {
        try await scenario.store.waitingTicks(of: "process-1").map { $0.timeIntervalSince(start) }
    }

    /// What happened to the schedule: kind, status and detail.
    func events() async throws -> [String] {
        try await scenario.store.events(after: 0, process: "process-1", limit: 1000)
            .filter { $0.kind.hasPrefix("schedule.") }
            .map { "\($0.kind) \($0.status ?? ""): \($0.detail ?? "")" }
    }
}
