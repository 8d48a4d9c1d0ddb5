import ArgumentParser
import DropInPlugins
import Foundation
import Procession

/// `procession plugins new`: a plugin to begin with.
struct PluginsNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a plugin to begin with, its tests included.",
        discussion: """
            Examples:
              procession plugins new greet
              procession plugins new greet --kind python --in ~/.local/share/procession/plugins
            """)

    @Argument(help: "What the plugin is to be called.")
    var name: String
    @Option(help: "What it is: declarative (wraps a command) or python (a program that serves many tasks).")
    var kind = PluginStarter.Kind.declarative
    @Option(name: .customLong("in"), help: ArgumentHelp("Where its folder is made.", valueName: "folder"))
    var parent = "Plugins"

    func run() async throws {
        guard NameSyntax.isName(name) else {
            throw ProcessionError(
                .invalidArgument, "'\(name)' can't name a plugin",
                hint: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
        let folder = "\(parent)/\(name)"
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw ProcessionError(.alreadyExists, "'\(folder)' is there already", hint: "give another name")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (file, text) in PluginStarter.files(kind, name: name) {
                try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
            }
        } catch {
            throw ProcessionError(.invalidArgument, "'\(folder)' can't be written", cause: error)
        }
        try StandardStream.output.write("\(folder)\n")
        StandardStream.say("try it with: procession plugins test \(folder)\n")
    }
}

extension PluginStarter.Kind: ExpressibleByArgument {}
