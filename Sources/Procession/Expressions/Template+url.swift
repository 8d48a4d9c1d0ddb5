extension Template {
    /// The text as a URL, each value percent-encoded by its position (path segment, query, fragment).
    ///
    /// Only the unreserved characters of RFC 3986 (letters, digits, `-._~`) of a value stay as they are, wherever it
    /// stands, so that no value can add a host, a path segment, a query parameter or a fragment. One is inserted as
    /// it is: the first of a template that begins with an expression, which is the base of the URL
    /// (`${inputs.base_url}/items/${inputs.id}`) or all of it.
    ///
    /// - Throws: where the base is not an http(s) URL, where a value would make a path segment `.` or `..` (which
    ///   clients resolve, encoded or not), or as ``resolve(in:)`` does.
    public func resolveURL(in scope: some ExpressionScope) throws(ExpressionError) -> String {
        var url = ""
        // Of the path segment that the URL ends with: where it starts, and whether a value is part of it.
        var segmentStart = url.utf8.startIndex
        var hasValue = false
        var isPath = true

        func checkSegment() throws(ExpressionError) {
            guard isPath, hasValue else { return }
            let segment = url[segmentStart...].lowercased().replacing("%2e", with: ".")
            if segment == "." || segment == ".." {
                throw ExpressionError(
                    "a value makes '\(segment)' a segment of the URL's path", hint: "check the value before using it")
            }
        }

        func append(literal: String) throws(ExpressionError) {
            for scalar in literal.unicodeScalars {
                if isPath, scalar == "/" || scalar == "?" || scalar == "#" {
                    try checkSegment()
                    hasValue = false
                    if scalar != "/" { isPath = false }
                    url.unicodeScalars.append(scalar)
                    segmentStart = url.endIndex
                } else {
                    url.unicodeScalars.append(scalar)
                }
            }
        }

        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal): try append(literal: literal)
            case .expression(let node, let offset):
                let value = try evaluate(node, offset, in: scope).text
                if index == 0 {
                    try Self.checkBase(value)
                    try append(literal: value)
                } else {
                    url += value.percentEncoded
                    hasValue = true
                }
            }
        }
        try checkSegment()
        return url
    }

    private static func checkBase(_ url: String) throws(ExpressionError) {
        let lowercased = url.lowercased()
        let scheme = ["https://", "http://"].first { lowercased.hasPrefix($0) }
        let rest = scheme.map { url.dropFirst($0.count) }
        guard let first = rest?.unicodeScalars.first, !"/?#".unicodeScalars.contains(first),
            url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" })
        else {
            throw ExpressionError(
                "the value that begins the URL is not an http or https URL", hint: "give it as https://host/path",
                offset: 0)
        }
    }
}

extension String {
    /// The text with all but the unreserved characters of RFC 3986 section 2.3 percent-encoded.
    var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
