import CChildProcess
import Glibc

/// A wish, such as that to stop, that any thread can raise and that `poll` can wait for.
final class StopSignal: Sendable {
    let descriptor: Descriptor

    init() throws(SystemError) { descriptor = try Descriptor(child_eventfd()) }

    func raise() {
        var one: UInt64 = 1
        // Only a counter that is full can refuse, and then it is raised already.
        _ = write(descriptor.number, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits to be raised again.
    func lower() {
        var count: UInt64 = 0
        // There is nothing to read if it wasn't raised.
        _ = read(descriptor.number, &count, MemoryLayout<UInt64>.size)
    }

    var isRaised: Bool {
        var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }
}
