import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Schedules that types declare", .timeLimit(.minutes(1)))
struct ScheduleDeclarationTests {
    /// A type that declares schedules.
    struct DeclaringType: ProcessType {
        var schedules: [ScheduleDeclaration]

        var descriptor: ProcessTypeDescriptor {
            ProcessTypeDescriptor(
                name: "declaring", inputs: [InputSpec(name: "city", defaultValue: "Berlin")], schedules: schedules)
        }

        func tasks(for input: ProcessInput) -> [TaskDefinition] { [.scripted("work")] }
    }

    private let nightly: ScheduleDeclaration
    private let id: ProcessID = "declaring/nightly"

    init() throws {
        nightly = ScheduleDeclaration(
            id: "nightly", schedule: try Schedule(parsing: "0 3 * * *"), timeZone: "Europe/Berlin",
            inputs: ["city": "Bonn"], overlap: .queue)
    }

    /// What an engine with these declarations makes of the database.
    @discardableResult
    private func apply(
        _ schedules: [ScheduleDeclaration], to fixture: EngineFixture, for duration: Duration = .zero
    ) async throws -> ProcessRecord? {
        let types = ProcessTypeRegistry()
        try types.register(DeclaringType(schedules: schedules))
        let orchestrator = ProcessOrchestrator(
            store: fixture.store, types: types, executors: fixture.executors,
            configuration: ScheduleFixture.configuration, clock: fixture.clock)
        try await orchestrator.start()
        fixture.clock.advance(by: duration)
        // Stopping waits for the look that is under way, and the declarations come before the first look.
        await orchestrator.stop()
        return try await fixture.store.process(id)
    }

    @Test("a process is kept for each, and left alone while nothing changes")
    func idempotent() async throws {
        let fixture = try await EngineFixture(configuration: ScheduleFixture.configuration)
        let made = try #require(try await apply([nightly], to: fixture))
        #expect(made.schedule == "0 3 * * *")
        #expect(made.timeZone == "Europe/Berlin")
        #expect(made.overlapPolicy == .queue)
        #expect(made.declaration == "nightly")
        #expect(made.inputValues == #"{"city":"Bonn"}"#)
        fixture.clock.advance(by: .seconds(1800))
        let events = try await fixture.store.lastEventID()
        #expect(try await apply([nightly], to: fixture) == made)
        #expect(try await fixture.store.lastEventID() == events)
        try await fixture.close()
    }

    @Test("a change of policies or inputs moves no tick, another schedule begins now")
    func change() async throws {
        let fixture = try await EngineFixture(configuration: ScheduleFixture.configuration)
        let made = try #require(try await apply([nightly], to: fixture))
        var declaration = nightly
        declaration.inputs = [:]
        declaration.missed = .all
        fixture.clock.advance(by: .seconds(3 * 86_400))
        let changed = try #require(try await apply([declaration], to: fixture))
        #expect(changed.missedPolicy == .all)
        #expect(changed.inputValues == #"{"city":"Berlin"}"#)
        let fired = try await fixture.store.executions(of: id, limit: 10)
        #expect(fired.count == 1 || changed.nextRunAt == made.nextRunAt)
        declaration.schedule = try Schedule(parsing: "every:1h")
        declaration.timeZone = nil
        let anew = try #require(try await apply([declaration], to: fixture))
        #expect(anew.nextRunAt == fixture.clock.now + 3600)
        try await fixture.close()
    }

    @Test("a declaration that is gone takes the schedule along, but not the process")
    func removal() async throws {
        let fixture = try await EngineFixture(configuration: ScheduleFixture.configuration)
        try await apply([nightly], to: fixture)
        let bereft = try #require(try await apply([], to: fixture))
        #expect(bereft.schedule == nil)
        #expect(bereft.nextRunAt == nil)
        let events = try await fixture.store.events(after: 0, process: id, limit: 10)
        #expect(events.map(\.kind) == ["process.created", "schedule.removed"])
        let again = try #require(try await apply([nightly], to: fixture))
        #expect(again.schedule == "0 3 * * *")
        #expect(again.nextRunAt != nil)
        try await fixture.close()
    }

    @Test("processes made by hand, and those of types that are not known, are left alone")
    func others() async throws {
        let fixture = try await EngineFixture(configuration: ScheduleFixture.configuration)
        try fixture.add("declaring", tasks: "work")
        let manager = fixture.orchestrator().manager
        let byHand = try await manager.createProcess(type: "declaring", id: id, schedule: "0 5 * * *")
        #expect(try await apply([nightly], to: fixture) == byHand)
        #expect(try await apply([], to: fixture) == byHand)
        try await fixture.close()
    }
}
