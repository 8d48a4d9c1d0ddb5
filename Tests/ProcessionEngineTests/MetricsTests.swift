import Foundation
import Logging
import Metrics
import MetricsTestKit
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Synchronization
import Testing

/// What the engine counts, times and logs, against the tables of docs/operations.md.
@Suite("Watching", .serialized, .timeLimit(.minutes(1)))
struct MetricsTests {
    /// The backend of this test program: it can be set once.
    private static let backend: TestMetrics = {
        let backend = TestMetrics()
        MetricsSystem.bootstrap(backend)
        return backend
    }()

    /// Tables of the page whose first cell is in backticks, row by row.
    private static func rows(ofTableWith title: String) throws -> [[String]] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/operations.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("| \(title) |") })
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    private static func words(_ cell: String) -> [String] {
        cell.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    }

    /// Runs an engine whose every duty has something to do.
    private func work(_ logger: Logger? = nil) async throws -> ProcessID {
        let fixture = try await EngineFixture(
            ["b": [.fail(TaskFailure(.runtime, "no"))]],
            configuration: EngineConfiguration(
                shutdownGrace: .zero, retention: RetentionPolicy(completed: .zero, failed: .zero, last: 1)))
        try fixture.add("work", tasks: "a", "b")
        let controller = ProcessController(orchestrator: fixture.orchestrator(logger: logger))
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "work", schedule: "every:1h").id
        for _ in 0..<3 {
            try await controller.startProcess(id)
            try await fixture.end(of: id, with: controller)
        }
        try await fixture.leap { try await fixture.store.executions(of: id, limit: 10).count <= 1 }
        try await fixture.leap {
            try await fixture.store.executions(of: id, limit: 10).contains { $0.triggeredBy == .scheduled }
        }
        await controller.orchestrator.stop()
        try await fixture.close()
        return id
    }

    @Test("every metric that the engine registers is documented, and every documented one is registered")
    func metrics() async throws {
        let backend = Self.backend
        _ = try await work()
        var registered: [String: Set<String>] = [:]
        func add(_ kind: String, _ label: String, _ dimensions: [(String, String)]) {
            guard label.hasPrefix("procession.") else { return }
            registered["\(label) \(kind)", default: []].formUnion(dimensions.map { "\($0.0)=\($0.1)" })
        }
        for metric in backend.counters { add("counter", metric.label, metric.dimensions) }
        for metric in backend.timers { add("timer", metric.label, metric.dimensions) }
        for metric in backend.recorders { add("gauge", metric.label, metric.dimensions) }
        for metric in backend.meters { add("gauge", metric.label, metric.dimensions) }
        var documented: [String: Set<String>] = [:]
        var duties: [String] = []
        for row in try Self.rows(ofTableWith: "metric") {
            var words = Self.words(row[2])
            let dimension = words.isEmpty ? nil : words.removeFirst()
            if row[2].contains("as above") { words = duties } else if dimension == "duty" { duties = words }
            documented["\(Self.words(row[0])[0]) \(row[1])"] = Set(words.map { "\(dimension ?? "")=\($0)" })
        }
        #expect(registered == documented)
    }

    @Test("counters and timers of every duty move when it works")
    func values() async throws {
        let backend = Self.backend
        _ = try await work()
        for duty in ["dispatch", "lease", "rescue", "retention", "schedules"] {
            let timers = backend.timers(label: "procession.duty.rounds", dimensions: [("duty", duty)])
            #expect(timers.contains { !$0.values.isEmpty }, "\(duty)")
        }
        for label in ["tasks.claimed", "executions.ended", "schedules.fired", "attempts", "history.removed"] {
            #expect(backend.counterTotal(label: "procession.\(label)") > 0, "\(label)")
        }
        #expect(backend.counterTotal(label: "procession.attempts", dimensions: [("outcome", "failed")]) > 0)
    }

    @Test("messages name process, execution, task and attempt, in fields that are documented")
    func logs() async throws {
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in lines }
        let id = try await work(logger)
        let ended = lines.all.filter { $0.message == "attempt ended" }
        #expect(ended.count >= 6)
        for line in ended {
            #expect(line.fields["process"] == "\(id)")
            #expect(Set(line.fields.keys) == ["process", "execution", "task", "task_id", "attempt", "outcome"])
        }
        #expect(lines.all.contains { $0.message == "execution ended" && $0.fields["execution"] != nil })
        #expect(lines.all.contains { $0.message == "removed history past its age" })
        let documented = Set(try Self.rows(ofTableWith: "field").flatMap { Self.words($0[0]) })
        let used = lines.all.reduce(into: Set<String>()) { $0.formUnion($1.fields.keys) }
        #expect(used.subtracting(documented) == [])
    }
}
