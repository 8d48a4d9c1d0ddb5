import CChildProcess
import Glibc
package import Procession
import Synchronization

/// The standard input of a child that is written to while it runs.
///
/// Nobody waits for a child that doesn't read: what it hasn't taken yet is kept, up to a limit.
package final class ChildInput: Sendable {
    private struct State {
        var readEnd: Int32
        var writeEnd: Int32
        var waiting: [UInt8] = []
        /// How many of the waiting bytes have been written.
        var written = 0
        var isClosed = false
    }

    /// Raised whenever there is something to write.
    let wake: StopSignal
    private let state: Mutex<State>
    private let limit: Int

    /// - Parameter limit: how many bytes may wait for the child.
    /// - Throws: `unavailable` if the system has no descriptors to give.
    package init(limit: Int) throws(TaskFailure) {
        var ends: [Int32] = [-1, -1]
        do throws(SystemError) {
            wake = try StopSignal()
            guard child_pipe(&ends) == 0 else { throw SystemError.last }
        } catch {
            throw TaskFailure(.unavailable, "the system can't start another child now: \(error)", code: "no-resources")
        }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        self.limit = limit
        state = Mutex(State(readEnd: ends[0], writeEnd: ends[1]))
    }

    deinit {
        let ends = state.withLock { [$0.readEnd, $0.writeEnd] }
        for end in ends where end >= 0 { Glibc.close(end) }
    }

    /// Hands bytes over for writing, in order.
    ///
    /// - Returns: false if the child no longer reads, or reads so slowly that too much waits; nothing is kept then.
    package func write(_ bytes: [UInt8]) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.waiting.count - state.written + bytes.count <= limit else { return false }
            state.waiting += bytes
            return true
        }
        if isTaken { wake.raise() }
        return isTaken
    }

    /// Ends the input once everything is written.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            if state.written == state.waiting.count { Self.closeWriteEnd(&state) }
        }
        wake.raise()
    }

    /// What the child reads from, until it is started.
    var readEnd: Int32 { state.withLock { $0.readEnd } }

    /// Closes what only the child needs, so that its end shows.
    func closeReadEnd() {
        state.withLock { state in
            Glibc.close(state.readEnd)
            state.readEnd = -1
        }
    }

    /// What to wait on before ``flush()``; -1 if nothing waits to be written.
    var pendingDescriptor: Int32 { state.withLock { $0.written < $0.waiting.count ? $0.writeEnd : -1 } }

    /// Writes what the pipe takes; SIGPIPE must be blocked or ignored.
    func flush() {
        state.withLock { state in
            guard state.writeEnd >= 0, state.written < state.waiting.count else { return }
            let count = state.waiting.withUnsafeBytes { bytes in
                Glibc.write(
                    state.writeEnd, bytes.baseAddress?.advanced(by: state.written), bytes.count - state.written)
            }
            if count > 0 {
                state.written += count
            } else if count < 0, errno != EAGAIN, errno != EINTR {
                state.isClosed = true
                state.written = state.waiting.count
            }
            guard state.written == state.waiting.count else { return }
            state.waiting.removeAll(keepingCapacity: state.waiting.count <= 64 * 1024)
            state.written = 0
            if state.isClosed { Self.closeWriteEnd(&state) }
        }
    }

    private static func closeWriteEnd(_ state: inout State) {
        guard state.writeEnd >= 0 else { return }
        Glibc.close(state.writeEnd)
        state.writeEnd = -1
    }
}
