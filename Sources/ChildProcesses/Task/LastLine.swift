/// Finds the last line that isn't blank of a stream that comes in pieces, for messages.
///
/// Looks at no more than the end of each piece, so that a flood costs nothing.
struct LastLine {
    /// How far back the line may begin.
    private static let reach = 4096
    /// In characters; what the line has beyond is left out.
    private static let limit = 200

    private var tail: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) {
        tail.append(contentsOf: bytes.suffix(Self.reach))
        if tail.count > Self.reach { tail.removeFirst(tail.count - Self.reach) }
    }

    /// The line without blanks around it; nil if there was none.
    var text: String? {
        let lines = String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isNewline)
        for line in lines.reversed() {
            let trimmed = line.filter { $0 != "\0" }.drop(while: \.isWhitespace).prefix(Self.limit)
            guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { continue }
            return String(trimmed[...last])
        }
        return nil
    }
}
