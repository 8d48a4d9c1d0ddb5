import ArgumentParser
import Foundation
import Procession

/// `procession types new`: a process type to begin with.
struct TypesNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a commented process type to begin with, and a test of it.",
        discussion: """
            Writes NAME.yaml and NAME.test.yaml into the first folder of types, or into the working directory where \
            there is none but the installed one. Nothing that exists is overwritten.

            Examples:
              procession types new nightly-report
              procession types new nightly-report --types ./process-types
            """)

    @Argument(help: "The name of the type: lower-case letters, digits and '-'.")
    var name: String
    @OptionGroup var types: TypeFolderOptions

    func run() async throws {
        guard NameSyntax.isName(name) else {
            throw ProcessionError(
                .invalidArgument, "'\(name)' can't name a process type",
                hint: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
        let folder = try Workspace.typeFolders(types).first { $0 != InstalledTypes.folder } ?? "."
        let files = StarterType(name: name).files
        for file in files where FileManager.default.fileExists(atPath: "\(folder)/\(file.name)") {
            throw ProcessionError(
                .alreadyExists, "there is a file '\(folder)/\(file.name)' already", hint: "choose another name")
        }
        for file in files {
            do {
                try Data(file.text.utf8).write(
                    to: URL(fileURLWithPath: "\(folder)/\(file.name)"), options: .withoutOverwriting)
            } catch {
                throw ProcessionError(
                    .invalidArgument, "'\(folder)/\(file.name)' can't be written", hint: "name a folder with --types",
                    cause: error)
            }
            try StandardStream.output.write("\(folder)/\(file.name)\n")
        }
        StandardStream.say("try it: procession types test \(folder)/\(name).yaml\n")
    }
}
