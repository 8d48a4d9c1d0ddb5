import CChildProcess
import Glibc
package import Procession

/// One supervised child: the leader of its own session, its output captured, its whole tree gone when it has ended.
package enum ChildProcess {
    /// Runs a child to its end.
    ///
    /// Cancelling the Swift task stops the child: SIGTERM to its tree, and SIGKILL once the command's grace is over.
    /// When this returns, the child has been reaped and what it had started has been killed, however it ended:
    /// background processes don't outlive it.
    ///
    /// - Parameters:
    ///   - started: called once, right after the start.
    ///   - output: called with each piece of output as it comes, never with an empty one. Both are called from a
    ///     thread of the child's own, one call at a time; a slow one slows the child down.
    /// - Throws: ``SpawnFailure`` if there is no child; nothing is left behind then.
    package static func run(
        _ command: ChildCommand, started: @escaping @Sendable (ChildIdentity) -> Void = { _ in },
        output: @escaping @Sendable ([UInt8], LogStream) -> Void
    ) async throws(SpawnFailure) -> ChildOutcome {
        let result: Result<ChildOutcome, SpawnFailure>
        do {
            result = try await DedicatedThread.run { stop in
                Result { () throws(SpawnFailure) in
                    try supervise(command, stop: stop, started: started, output: output)
                }
            }
        } catch {
            throw SpawnFailure(error, command: command)
        }
        return try result.get()
    }

    /// The same on the thread of the caller, which blocks meanwhile.
    static func supervise(
        _ command: ChildCommand, stop: StopSignal, started: (ChildIdentity) -> Void,
        output: @escaping ([UInt8], LogStream) -> Void
    ) throws(SpawnFailure) -> ChildOutcome {
        guard !stop.isRaised else { return .stopped }
        let child = try RunningChild(spawning: command)
        if let status = ProcFile.status(of: child.pid) {
            started(ChildIdentity(pid: child.pid, startTime: status.startTime))
        }
        return child.superviseToItsEnd(stop: stop, grace: command.stopGrace, output: output)
    }
}
