import Foundation
import Testing

/// A short run of what `make chaos` does for longer.
@Suite("Chaos", .timeLimit(.minutes(5)))
struct ChaosTests {
    @Test("no promise is broken while real workers are killed, starved and frozen")
    func chaos() async throws {
        try await withProgram { program in
            let script = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../ChaosWorker/chaos.py").standardizedFileURL.path
            let worker = URL(filePath: Program.path).deletingLastPathComponent().appending(path: "ChaosWorker").path
            let arguments = [script, Program.path, worker, "--minutes", "0.4"]
            let ending = try await RunningProgram(
                "/usr/bin/env", ["python3"] + arguments, in: program.folder,
                environment: program.environment.merging(["HOME": program.folder]) { $1 }
            ).ending()
            print(ending.output)
            #expect(ending.status == 0, "\(ending.output)\n\(ending.error)")
            #expect(ending.output.contains("witnessed starts"))
        }
    }
}
