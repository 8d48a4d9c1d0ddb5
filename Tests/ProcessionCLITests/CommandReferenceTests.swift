import Foundation
import Testing

/// docs/cli.md against the parser: neither may know a command or an option that the other doesn't.
@Suite("The guide to the program", .timeLimit(.minutes(1)))
struct CommandReferenceTests {
    private struct Help: Decodable { var command: Command }

    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable { var kind, name: String }
            var names: [Name]?
            var shouldDisplay: Bool
        }
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?

        /// The leaves below this command by their full names, with their long options.
        func leaves(_ path: [String] = []) -> [String: Set<String>] {
            let path = path + [commandName]
            guard let subcommands, !subcommands.isEmpty else {
                let options = (arguments ?? []).filter(\.shouldDisplay)
                    .flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map { "--\($0.name)" }
                return [path.joined(separator: " "): Set(options).subtracting(["--help", "--version"])]
            }
            return subcommands.filter { $0.commandName != "help" }
                .reduce(into: [:]) { $0.merge($1.leaves(path)) { $1 } }
        }
    }

    private static func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/cli.md"), encoding: .utf8)
    }

    private static func parser() async throws -> [String: Set<String>] {
        try await withProgram { program in
            let help = try await program.run("--experimental-dump-help")
            return try JSONDecoder().decode(Help.self, from: Data(help.output.utf8)).command.leaves()
        }
    }

    /// The sections `## procession ...`, by the command that they are about.
    private static func sections() throws -> [String: String] {
        let parts = try page().components(separatedBy: "\n## ").dropFirst()
        return parts.reduce(into: [:]) { sections, part in
            let title = part.prefix { $0 != "\n" }
            guard title.hasPrefix("`procession ") else { return }
            sections[title.trimmingCharacters(in: ["`"])] = part
        }
    }

    @Test("every command has a section, and every section a command")
    func commands() async throws {
        #expect(try Self.sections().keys.sorted() == (try await Self.parser()).keys.sorted())
    }

    @Test("every option is in the section of its command or among the common ones, and no other is")
    func options() async throws {
        let parser = try await Self.parser()
        let common = try Self.page().components(separatedBy: "\n## ").first { $0.hasPrefix("Options of many commands") }
        let shared = Self.options(in: try #require(common))
        for (command, section) in try Self.sections() {
            let known = parser[command] ?? []
            let own = Self.options(in: section)
            #expect(own.subtracting(known) == [], "\(command) has no such options")
            #expect(known.subtracting(own).subtracting(shared) == [], "\(command) has options that are not explained")
            #expect(section.contains("```console\n$ ") && section.contains(command), "\(command) has no example")
        }
        #expect(shared.subtracting(parser.values.reduce(into: []) { $0.formUnion($1) }) == [])
    }

    /// The options that a table explains: the first cell of a row.
    private static func options(in section: String) -> Set<String> {
        Set(
            section.split(separator: "\n").filter { $0.hasPrefix("| `") }
                .compactMap { $0.firstMatch(of: /--[a-z-]+/).map { String($0.output) } })
    }
}
