import Foundation
import Testing

@Suite("procession doctor", .timeLimit(.minutes(1)))
struct DoctorTests {
    @Test("on a sound machine nothing is wrong, and nothing is made")
    func sound() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let ending = try await program.run("doctor")
            #expect(ending.status == 0, "\(ending.output)")
            #expect(!ending.output.contains("problem"))
            #expect(!FileManager.default.fileExists(atPath: program.database))
        }
    }

    @Test("what is wrong is a problem or a warning with its remedy")
    func wrong() async throws {
        try await withProgram { program in
            try program.add(type: "name: broken\ntasks:\n  - name: a\n    shll: echo\n")
            try program.add(type: "name: parent\ntasks:\n  - {name: a, process: no-such-type}\n")
            try program.add(type: "name: needy\ntasks:\n  - {name: a, command: [no-such-program-here, x]}\n")
            try program.add(
                type:
                    "name: secretive\nsecrets: [API_KEY]\ntasks:\n  - {name: a, shell: 'true', env: {K: '${secrets.API_KEY}'}}\n"
            )
            try FileManager.default.createDirectory(
                atPath: "\(program.folder)/secrets", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            try program.write("not a database, but long enough to be read as the header of one", to: "some.db")
            let ending = try await program.run(
                "doctor", "--db", "some.db", "--secrets-dir", "secrets", "--json")
            #expect(ending.status == 1)
            struct Report: Decodable {
                struct Finding: Decodable { var state, subject, message: String, remedy: String? }
                var findings: [Finding]
            }
            let findings = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8)).findings
            func has(_ state: String, _ subject: String, _ words: String) -> Bool {
                findings.contains {
                    $0.state == state && $0.subject == subject && $0.message.contains(words) && $0.remedy != nil
                }
            }
            #expect(has("problem", "database", "some.db"))
            #expect(has("warning", "database", "may open"))
            #expect(has("problem", "process types", "broken.yaml"))
            #expect(has("problem", "programs", "'no-such-program-here'"))
            #expect(has("warning", "secrets", "'API_KEY'"))
            #expect(has("warning", "secrets", "may read"))
        }
    }

    @Test("an engine that works on the database is found")
    func owner() async throws {
        try await withProgram { program in
            let worker = try program.start(["worker"])
            defer { worker.send(SIGKILL) }
            try await eventually("the worker is ready") { worker.error.contains("ready") }
            let ending = try await program.run("doctor")
            #expect(ending.output.contains("engine: one answers at"))
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }
}
