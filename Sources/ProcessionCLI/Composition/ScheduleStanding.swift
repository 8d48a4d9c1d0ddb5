import Foundation
import Procession

/// How a process with a schedule stands.
struct ScheduleStanding: Sendable {
    let process: ProcessRecord
    let zone: TimeZone
    /// Ticks that wait for the execution to end.
    let waiting: [Date]
    /// Why the last tick did not fire; nil if it did.
    let failure: String?

    private static let pageSize = 500

    init(_ process: ProcessRecord, in store: any ProcessStore) async throws(ProcessionError) {
        self.process = process
        zone = process.timeZone.flatMap { try? TimeZoneText.parse($0) } ?? .gmt
        waiting = try await store.waitingTicks(of: process.id)
        failure = try await Self.failure(of: process, in: store)
    }

    /// What orders schedules; one that never fires again is the last.
    var nextRun: Date { process.nextRunAt ?? .distantFuture }

    /// What would keep a tick from firing at once.
    var note: String? {
        if !waiting.isEmpty { return "\(waiting.count) tick\(waiting.count == 1 ? " waits" : "s wait") for its end" }
        if process.nextRunAt == nil { return failure ?? "never fires again" }
        guard process.status == .inProgress else { return failure }
        return switch process.overlapPolicy ?? .skip {
        case .skip: "it runs: a tick would be skipped"
        case .queue: "it runs: a tick would wait for its end"
        case .replace: "it runs: a tick would stop it"
        }
    }

    var json: Value {
        Value(members: [
            "process_id": .string(process.id.rawValue), "type": .string(process.type.rawValue),
            "schedule": Value(process.schedule), "time_zone": .string(process.timeZone ?? "UTC"),
            "missed_policy": .string((process.missedPolicy ?? .last).rawValue),
            "overlap_policy": .string((process.overlapPolicy ?? .skip).rawValue),
            "declaration": Value(process.declaration), "next_run_at": Value(process.nextRunAt),
            "waiting_ticks": .list(waiting.map { Value($0) }), "status": .string(process.status.rawValue),
            "note": Value(note)
        ])
    }

    /// The reason in the newest of the process's events about its schedule, unless an execution started after it.
    private static func failure(
        of process: ProcessRecord, in store: any ProcessStore
    ) async throws(ProcessionError) -> String? {
        var failure: String?
        var cursor = 0
        while true {
            let events = try await store.events(after: cursor, process: process.id, limit: pageSize)
            for event in events {
                if event.kind == "schedule.failed" { failure = event.detail }
                if ["execution.started", "schedule.changed"].contains(event.kind) { failure = nil }
            }
            guard events.count == pageSize, let last = events.last else { return failure }
            cursor = last.id
        }
    }
}
