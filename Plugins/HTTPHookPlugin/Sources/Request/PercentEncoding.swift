/// Text as it stands in a query (RFC 3986) and in a form (WHATWG URL, section 5.1).
enum PercentEncoding {
    /// Leaves only the unreserved characters of RFC 3986, section 2.3, as they are.
    static func query(_ text: String) -> String {
        encoded(text) { byte in isAlphanumeric(byte) || "-._~".utf8.contains(byte) }
    }

    /// `application/x-www-form-urlencoded`: a space is "+".
    static func form(_ pairs: [(name: String, value: String)]) -> String {
        func field(_ text: String) -> String {
            encoded(text) { byte in isAlphanumeric(byte) || "*-._ ".utf8.contains(byte) }.replacing(" ", with: "+")
        }
        return pairs.map { "\(field($0.name))=\(field($0.value))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
