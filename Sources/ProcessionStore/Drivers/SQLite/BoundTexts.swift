/// The texts bound to one statement, one behind the other in memory that the next ones use again.
///
/// SQLite would allocate and free a copy of each text otherwise.
struct BoundTexts: ~Copyable {
    /// In bytes; more is freed once the statement has run, since few have texts as long again.
    private static let largestKept = 128 << 10

    private var memory = UnsafeMutableBufferPointer<CChar>(start: nil, count: 0)
    private var used = 0

    deinit { memory.deallocate() }

    var isLarge: Bool { memory.count > Self.largestKept }

    /// Forgets the texts, and makes room for `count` bytes of others.
    mutating func removeAll(reserving count: Int) {
        used = 0
        // Never full, so that even an empty text has an address: without one it would be NULL to SQLite.
        guard memory.count <= count else { return }
        memory.deallocate()
        memory = .allocate(capacity: max(count + 1, 2 * memory.count))
    }

    /// Keeps a text for which room has been made.
    ///
    /// - Returns: where it is until the texts are forgotten.
    mutating func append(_ text: String) -> UnsafeBufferPointer<CChar> {
        var text = text
        let start = used
        used = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { memory[start...].update(fromContentsOf: $0) }
        }
        return UnsafeBufferPointer(rebasing: memory[start..<used])
    }

    mutating func free() {
        memory.deallocate()
        memory = UnsafeMutableBufferPointer(start: nil, count: 0)
        used = 0
    }
}
