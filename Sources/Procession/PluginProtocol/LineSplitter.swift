/// Cuts a stream that comes in pieces into lines, and never holds more than one line of bounded length.
package struct LineSplitter: Sendable {
    package enum Line: Sendable, Equatable {
        /// Its end not included.
        case whole([UInt8])
        /// The beginning of a line beyond the limit; the rest of it was thrown away.
        case tooLong(beginning: [UInt8])
    }

    /// How much is kept of a line that is too long.
    private static let kept = 1024

    private let limit: Int
    private var line: [UInt8] = []
    private var isTooLong = false

    /// - Parameter limit: the longest line, in bytes.
    package init(limit: Int) { self.limit = limit }

    /// The lines that end within `bytes`.
    package mutating func feed(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            lines.append(take())
            rest = rest[(end + 1)...]
        }
        append(rest)
        return lines
    }

    /// What came after the last line end, if anything did.
    package mutating func finish() -> Line? { line.isEmpty && !isTooLong ? nil : take() }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        line += bytes
        guard line.count > limit else { return }
        isTooLong = true
        line = Array(line.prefix(Self.kept))
    }

    private mutating func take() -> Line {
        defer {
            line = []
            isTooLong = false
        }
        return isTooLong ? .tooLong(beginning: line) : .whole(line)
    }
}
