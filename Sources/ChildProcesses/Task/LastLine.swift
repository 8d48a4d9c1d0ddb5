/// Keeps the last line that isn't blank of a stream that comes in pieces.
struct LastLine {
    /// In bytes; what a line has beyond is dropped.
    private static let limit = 200

    private var current: [UInt8] = []
    private var complete: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            finishLine()
            rest = rest[(end + 1)...]
        }
        append(rest)
    }

    /// The line without blanks around it; nil if there was none.
    var text: String? {
        let line = Self.isBlank(current) ? complete : current
        let text = String(decoding: line, as: UTF8.self).filter { !$0.isNewline && $0 != "\0" }
        let trimmed = text.drop(while: \.isWhitespace)
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        current += bytes.prefix(max(Self.limit - current.count, 0))
    }

    private mutating func finishLine() {
        if !Self.isBlank(current) { complete = current }
        current.removeAll(keepingCapacity: true)
    }

    private static func isBlank(_ line: [UInt8]) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
    }
}
