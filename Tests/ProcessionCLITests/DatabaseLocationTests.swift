import Foundation
import Procession
import ProcessionCLI
import Testing

@Suite("Where the database is")
struct DatabaseLocationTests {
    @Test(
        "the option outweighs the variable, which outweighs the state folder",
        arguments: [
            (nil, [:], "/home/ann/.local/state/procession/procession.db"),
            (nil, ["XDG_STATE_HOME": "/state"], "/state/procession/procession.db"),
            (nil, ["XDG_STATE_HOME": "relative"], "/home/ann/.local/state/procession/procession.db"),
            (nil, ["PROCESSION_DB": "/v.db"], "/v.db"),
            (nil, ["PROCESSION_DB": ""], "/home/ann/.local/state/procession/procession.db"),
            ("o.db", ["PROCESSION_DB": "/v.db"], "/home/ann/dir/o.db"), ("../o.db", [:], "/home/ann/o.db")
        ])
    func order(option: String?, variables: [String: String], path: String) throws {
        let location = try DatabaseLocation(
            option: option, environment: variables.merging(["HOME": "/home/ann"]) { $1 },
            workingDirectory: "/home/ann/dir")
        #expect(location.path == path)
        #expect(location.isDefault == path.hasSuffix("/procession/procession.db"))
        #expect(location.arguments == (location.isDefault ? "" : " --db \(path)"))
    }

    @Test("an address of PostgreSQL is refused with the reason", arguments: ["postgres://h/d", "postgresql://h"])
    func postgres(address: String) {
        #expect {
            try DatabaseLocation(option: address, environment: [:])
        } throws: {
            ($0 as? ProcessionError)?.code == .databaseUnavailable
        }
    }
}
