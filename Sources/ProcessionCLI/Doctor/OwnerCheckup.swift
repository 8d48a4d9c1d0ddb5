import Foundation
import Procession
import ProcessionServer
import ProcessionStore

/// Whether an engine works on the database, and can be reached.
struct OwnerCheckup: Checkup {
    private static let subject = "engine"

    func findings(_ patient: Patient) async -> [Finding] {
        let socket = patient.database.path + ".sock"
        guard socket.utf8.count <= ControlServer.maximumPathLength else {
            return [
                .problem(
                    Self.subject, "the path '\(socket)' is too long for a socket, so no command can reach an engine",
                    remedy: "name a database with a shorter path with --db")
            ]
        }
        if UnixSocket.isAnswered(at: socket) { return [.ok(Self.subject, "one answers at '\(socket)'")] }
        guard let owner = DatabaseLock.owner(ofDatabase: patient.database.path) else {
            return [.ok(Self.subject, "none works on the database; `procession worker` starts one")]
        }
        return [
            .warning(
                Self.subject,
                "process \(owner.pid) on \(owner.host) owns the database, but doesn't answer at '\(socket)'",
                remedy: "a command that is about to end does so; look again, and then at that process")
        ]
    }
}
