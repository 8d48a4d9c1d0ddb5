import FlowPlugin
import Procession
import ProcessionTesting
import Testing

/// A guard that nobody would miss is no guard: each is taken away, and somebody has to notice.
@Suite("Guards", .timeLimit(.minutes(10)))
struct GuardTests {
    @Test("a store without it does not conform", arguments: Guard.allCases.filter(\.isOfStore))
    func store(_ missing: Guard) async throws {
        for check in StoreConformance.checks {
            do {
                try await check.run { try missing.storeWithout(isExclusive: true) }
            } catch is ConformanceFailure {
                return
            }
        }
        Issue.record("no check of the store misses '\(missing.rawValue)'")
    }

    @Test("a statement of the store that does without one of its conditions is noticed")
    func conditions() async throws {
        let survey = try await ConditionSurvey()
        #expect(survey.conditions.count > 35)
        let unnoticed = await withTaskGroup(of: String?.self) { group in
            for condition in survey.conditions {
                group.addTask { await survey.check(missing: condition) == nil ? condition.description : nil }
            }
            return await group.reduce(into: [String]()) { if let name = $1 { $0.append(name) } }.sorted()
        }
        for condition in unnoticed { Issue.record("no check misses the marked condition of: \(condition)") }
    }

    @Test("a store in memory with all of them conforms", arguments: StoreConformance.checks)
    func complete(_ check: StoreConformance.Check) async throws {
        try await check.run { try Guard.reaping.storeWithout(isExclusive: true) }
    }

    @Test("an engine without it breaks a promise", arguments: Guard.allCases.filter { !$0.isOfStore })
    func engine(_ missing: Guard) async {
        let reports = await Simulation.run(seeds: 1...100, flow: FlowPlugin(), without: missing) {
            !$0.violations.isEmpty
        }
        #expect(
            reports.contains { !$0.violations.isEmpty }, "no seed of the simulation misses '\(missing.rawValue)'")
    }
}
