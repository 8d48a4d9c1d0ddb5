import Foundation
import Testing

@Suite("Plugins that mean harm", .timeLimit(.minutes(3)))
struct HostilePluginTests {
    /// What the task that does the deed comes to: a part of its error, or nil where it completes.
    private static let deeds: [(name: String, error: String?)] = [
        ("crash", "ended with exit code 7: about to fall over"), ("kill", "was killed by signal 9"),
        ("hang", "has said nothing of the task for 10s"), ("malformed", "what is no result: it has no member 'status'"),
        ("garbled", "a malformed answer: it is not JSON"),
        ("oversized", "a line of more than 4 MiB"), ("huge", "is larger than 64 KiB"),
        ("fork", "ended with exit code 3"), ("escape", "ended with exit code 3"), ("lie", nil), ("flood", nil),
        ("noise", nil)
    ]
    private static let items = "[\((0..<20).map(String.init).joined(separator: ", "))]"
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../DropInPluginsTests/Plugins/misbehave.py").standardizedFileURL.path

    /// A plugin of its own for each deed: what else it was asked for is in the same process.
    private func addPlugin(_ name: String, to program: Program) throws {
        let folder = "\(program.folder)/Plugins/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Self.script, toPath: "\(folder)/misbehave.py")
        try program.write(
            """
            name: \(name)
            summary: Does what it is told.
            program: [python3, misbehave.py]
            env: {EXECUTOR: \(name), STARTS: "${plugin.folder}/starts"}
            heartbeat_timeout: 10s
            start_timeout: 1m
            """, to: "Plugins/\(name)/plugin.yaml")
    }

    private static func tasks(of deed: String) -> String {
        """
          - {name: \(deed), needs: [], \(deed): {act: \(deed)}, allow_failure: true}
          - name: beside-\(deed)
            needs: []
            for_each: \(items)
            \(deed): {act: echo, text: "${item}"}
            retry: {max_retries: 1000, delay: 50ms, on: [plugin]}
        """
    }

    private struct Status: Decodable {
        struct Task: Decodable {
            var name: String
            var status: String
            var error_class: String?
            var error_message: String?
        }
        var tasks: [Task]
    }

    @Test("each deed has its own outcome, others go on, and nothing is left of them")
    func deeds() async throws {
        try await withProgram { program in
            for deed in Self.deeds { try addPlugin(deed.name, to: program) }
            try program.add(
                type: """
                    name: harm
                    fail_fast: false
                    tasks:
                      - {name: inline, needs: [], for_each: \(Self.items), shell: test "$n" -ge 0, env: {n: "${item}"}}
                    \(Self.deeds.map { Self.tasks(of: $0.name) }.joined(separator: "\n"))
                    """)
            let ending = try await program.run("run", "harm", "--id", "harm")
            #expect(ending.status == 0, "\(ending.error)")
            let json = try await program.run("status", "harm", "--json").output
            let tasks = try JSONDecoder().decode(Status.self, from: Data(json.utf8)).tasks
            for deed in Self.deeds {
                let task = try #require(tasks.first { $0.name == deed.name })
                #expect(task.status == (deed.error == nil ? "COMPLETED" : "FAILED"), "\(task)")
                #expect(task.error_message?.contains(deed.error ?? "") ?? (deed.error == nil), "\(task)")
            }
            let others = tasks.filter { $0.name.contains("[") }
            #expect(others.count == 20 * (Self.deeds.count + 1))
            for task in others where task.status != "COMPLETED" { Issue.record("\(task)") }
            #expect(processes(of: program) == [])
        }
    }

    /// Those that were started as plugins of a program, or by one.
    private func processes(of program: Program) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.filter { pid in
            let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
            return environment.firstRange(of: Data("STARTS=\(program.folder)".utf8)) != nil
        }
    }
}
