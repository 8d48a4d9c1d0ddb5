extension String {
    /// Whether a byte of the text is 0, which no argument, variable or path can carry.
    package var holdsNULByte: Bool {
        var text = self
        return text.withUTF8 { $0.contains(0) }
    }
}

extension Value {
    /// Whether a text within holds a NUL byte, keys of maps included.
    var holdsNULByte: Bool {
        switch self {
        case .string(let text): text.holdsNULByte
        case .list(let elements): elements.contains(where: \.holdsNULByte)
        case .map(let members): members.contains { $0.key.holdsNULByte || $0.value.holdsNULByte }
        case .null, .boolean, .integer, .number: false
        }
    }
}
