import Foundation
import Procession
import Synchronization

extension LocalEngine {
    /// Runs `body`, and then stays for what other commands have had started here: they count on this engine.
    ///
    /// Whoever has interrupted `body` wants the program to end, so nothing is stayed for then; SIGINT and SIGTERM end
    /// the stay as well. What is under way is handed back in either case.
    func staying(_ body: () async throws -> Void) async throws {
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch ExitStatus.interrupted {
            throw ExitStatus.interrupted
        } catch {
            outcome = .failure(error)
        }
        try await finishOthers()
        try outcome.get()
    }

    private func finishOthers() async throws {
        if try await isBusy() { try await stay() }
        guard try await !store.processes(ProcessFilter(status: .inProgress, limit: 1)).isEmpty else { return }
        StandardStream.say("what still waits here goes on with the next engine, such as 'procession worker'\n")
    }

    private func stay() async throws {
        StandardStream.say("going on with what other commands have started here; Ctrl-C hands it back\n")
        let isTold = Atomic(false)
        try await Interruption.handled {
            isTold.store(true, ordering: .relaxed)
        } then: {
            await killChildren()
        } during: {
            while !isTold.load(ordering: .relaxed), try await isBusy() {
                try await ContinuousClock().sleep(for: .milliseconds(100))
            }
        }
    }

    private func isBusy() async throws -> Bool {
        try await store.isBusy(until: Date.now.addingTimeInterval(Self.patience))
    }

    /// Nothing is stayed for that goes on later than this, in seconds: a question may wait for weeks.
    private static let patience = 60.0
}
