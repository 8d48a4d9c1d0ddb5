import Glibc
import Procession

/// Waits for a child's output, its end and the wish to stop, all at once, and hands the output on and input over.
struct OutputPump: ~Copyable {
    private(set) var hasExited = false
    private(set) var isToStop = false

    private let output: ([UInt8], LogStream) -> Void
    private let input: ChildInput?
    private var requests: [pollfd]
    private let buffer = ReadBuffer.borrow()

    private enum Slot {
        static let standardOutput = 0, standardError = 1, exit = 2, stop = 3
        /// There is something to write, and: it can be written.
        static let wake = 4, input = 5
    }

    init(
        standardOutput: Int32, standardError: Int32, exit: Int32, stop: Int32, input: ChildInput? = nil,
        output: @escaping ([UInt8], LogStream) -> Void
    ) {
        self.output = output
        self.input = input
        requests = [standardOutput, standardError, exit, stop].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        if let input {
            requests.append(pollfd(fd: input.wake.descriptor.number, events: Int16(POLLIN), revents: 0))
            requests.append(pollfd(fd: -1, events: Int16(POLLOUT), revents: 0))
        }
    }

    deinit { buffer.giveBack() }

    /// Whether nobody can write to the pipes any more.
    var isDrained: Bool { requests[Slot.standardOutput].fd < 0 && requests[Slot.standardError].fd < 0 }

    /// Hands on output until all has come or the time is over, however much comes.
    mutating func drain(for duration: Duration) {
        let deadline = ContinuousClock.now + duration
        while !(isDrained && hasExited) && step(until: deadline) {}
    }

    /// Hands on output until the time is over, even if none can come any more.
    mutating func linger(until deadline: ContinuousClock.Instant) {
        while step(until: deadline) {}
    }

    /// Waits for the next thing to happen and deals with it.
    ///
    /// - Returns: false if the deadline has passed.
    @discardableResult
    mutating func step(until deadline: ContinuousClock.Instant? = nil) -> Bool {
        var timeout: Int32 = -1
        if let deadline {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            // Rounded up, so as not to spin through the last millisecond.
            timeout = Int32(clamping: left.inMilliseconds + 1)
        }
        if let input { requests[Slot.input].fd = input.pendingDescriptor }
        guard poll(&requests, nfds_t(requests.count), timeout) > 0 else { return true }
        read(Slot.standardOutput, .stdout)
        read(Slot.standardError, .stderr)
        if requests[Slot.exit].revents != 0 {
            hasExited = true
            requests[Slot.exit].fd = -1
        }
        if requests[Slot.stop].revents != 0 {
            isToStop = true
            requests[Slot.stop].fd = -1
        }
        if let input {
            if requests[Slot.wake].revents != 0 { input.wake.lower() }
            if requests[Slot.input].revents != 0 { input.flush() }
        }
        return true
    }

    /// One read at most, so that a flood on one stream starves neither the other nor the stop.
    private mutating func read(_ slot: Int, _ stream: LogStream) {
        guard requests[slot].revents != 0 else { return }
        let count = Glibc.read(requests[slot].fd, buffer.bytes.baseAddress, buffer.bytes.count)
        if count > 0 {
            output(copy(count), stream)
        } else if count == 0 || errno != EINTR {
            requests[slot].fd = -1
        }
    }

    /// The first bytes of the buffer, in an array that is no larger than they need.
    private func copy(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            UnsafeMutableRawBufferPointer(bytes).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
            initialized = count
        }
    }
}
