import ArgumentParser
import Foundation
import Procession

/// `procession db backup`: a consistent copy while work goes on.
struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the database while work goes on.",
        discussion: """
            A file that exists already is never overwritten.

            Example:
              procession db backup procession-$(date +%F).db
            """)

    @Argument(help: "The file to be written.", completion: .file())
    var path: String
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        try await DatabaseAccess(database).read { try await $0.backup(to: absolute) }
    }
}
