import Foundation
import Procession
import Testing

@Suite("What starts by itself", .timeLimit(.minutes(1)))
struct SchedulesTests {
    private static let often = """
        name: often
        inputs: {city: {type: string, required: true}}
        schedules:
          - {id: second, every: 1s, inputs: {city: Bonn}, overlap: queue}
        tasks:
          - name: note
            shell: echo "$city $TICK" >> notes
            env: {TICK: "${execution.scheduled_for}"}
        """

    @Test("a process is made with its policies, and listed with its next run")
    func list() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let created = try await program.run(
                "create", "failing", "--id", "nightly", "--schedule", "30 2 * * *", "--time-zone", "Asia/Kolkata",
                "--missed", "all", "--overlap", "replace")
            #expect(created.status == 0, "\(created.error)")
            let plain = try await program.run("schedules", "list", "--plain")
            #expect(plain.output.hasPrefix("nightly\tfailing\t30 2 * * *\tAsia/Kolkata\t"))
            let people = try await program.run("schedules", "list")
            #expect(people.output.contains(" 02:30:00 "))
            #expect(people.output.contains(" 21:00:00 "))
            let json = try await program.run("schedules", "list", "--json")
            #expect(json.output.contains(#""missed_policy":"all""#) || json.output.contains(#""missed_policy": "all""#))
        }
    }

    @Test("the next ticks of a schedule are shown in its zone and in UTC")
    func next() async throws {
        try await withProgram { program in
            let ending = try await program.run(
                "schedules", "next", "30 2 * * *", "--zone", "Asia/Kolkata", "-n", "3", "--plain")
            let lines = ending.output.split(separator: "\n")
            #expect(lines.count == 3)
            for line in lines {
                #expect(line.contains(" 02:30:00\tAsia/Kolkata\t"))
                #expect(line.hasSuffix("T21:00:00.000Z"))
            }
            let wrong = try await program.run("schedules", "next", "30 25 * * *")
            #expect(wrong.status == 2)
            #expect(wrong.error.contains("25 is out of range for the hour field"))
        }
    }

    @Test("a worker keeps a process for what a file declares, and fires it; run does neither")
    func declared() async throws {
        try await withProgram { program in
            try program.add(type: Self.often)
            let run = try await program.run("run", "often", "--input", "city=Berlin")
            #expect(run.status == 0, "\(run.error)")
            #expect(try await program.run("status", "often/second").status == 3)
            let worker = try program.start(["worker"])
            try await eventually("two ticks have fired") {
                let history = try await program.run("history", "often/second", "--plain")
                return history.output.components(separatedBy: "\tCOMPLETED\tSCHEDULED\t").count > 2
            }
            #expect(program.read("process-types/notes")?.contains(/Bonn 20\d\d-\d\d-\d\d/) == true)
            worker.send(SIGTERM)
            #expect(await worker.ending().status == 0)
            let next = try await program.run("schedules", "next", "--plain", "-n", "2")
            #expect(next.output.split(separator: "\n").allSatisfy { $0.hasPrefix("often/second\t") })
            #expect(next.output.split(separator: "\n").count == 2)
        }
    }
}
