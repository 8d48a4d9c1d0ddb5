import Synchronization

/// Memory to read a child's output into, lent to one child after the other.
///
/// The allocator hands blocks of this size back to the system as soon as they are free; mapping them again for the next
/// child, in a program with many threads, costs as much as all else that is done around a small child.
final class ReadBuffer: @unchecked Sendable {
    // Unchecked because of this pointer: whoever has borrowed the buffer uses it alone.
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: ReadBuffer.size, alignment: 16)

    /// What a pipe holds at most, unless somebody enlarged it.
    private static let size = 64 * 1024
    /// How many are kept for later.
    private static let idleLimit = 16
    private static let idle = Mutex<[ReadBuffer]>([])

    deinit { bytes.deallocate() }

    static func borrow() -> ReadBuffer { idle.withLock { $0.popLast() } ?? ReadBuffer() }

    /// Ends the loan: the bytes belong to somebody else from now on.
    func giveBack() {
        Self.idle.withLock { if $0.count < Self.idleLimit { $0.append(self) } }
    }
}
