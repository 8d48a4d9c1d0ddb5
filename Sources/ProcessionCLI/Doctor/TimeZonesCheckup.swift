import Foundation
import Procession

/// Whether the time zones that schedules are meant in are known.
struct TimeZonesCheckup: Checkup {
    private static let subject = "time zones"

    func findings(_ patient: Patient) async -> [Finding] {
        let named = patient.workspace.types.entries.compactMap(\.descriptor).flatMap(\.schedules).compactMap(\.timeZone)
        let unknown = Set(named + ["Europe/Berlin"]).filter { TimeZone(identifier: $0) == nil }.sorted()
        if unknown.isEmpty {
            return [
                .ok(
                    Self.subject,
                    "the database of time zones is there; this machine is in \(TimeZone.current.identifier)")
            ]
        }
        return [
            .problem(
                Self.subject, "unknown: \(unknown.joined(separator: ", "))",
                remedy: "install the package tzdata")
        ]
    }
}
