import Foundation

/// Decodes types from a value as Codable asks, with durations, dates and URLs in the texts that YAML and inputs have.
struct ValueDecoder: Decoder {
    let value: Value
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ value: Value, at codingPath: [any CodingKey] = []) {
        self.value = value
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .map(let members) = value else { throw mismatch([String: Value].self, "a map") }
        return KeyedDecodingContainer(Keyed(members: members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let elements) = value else { throw mismatch([Value].self, "a list") }
        return Unkeyed(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    /// The value as one of the types that have no parts, or as whatever else reads itself.
    func decode<Subject: Decodable>(_ type: Subject.Type) throws -> Subject {
        switch type {
        case is Value.Type: return try cast(value)
        case is Bool.Type: return try cast(value.boolean, "a boolean")
        case is String.Type: return try cast(value.string, "a string")
        case is Double.Type: return try cast(value.double, "a number")
        case is Float.Type: return try cast(value.double.map { Float($0) }, "a number")
        case let integer as any FixedWidthInteger.Type: return try cast(self.integer(integer), "an integer")
        case is Duration.Type: return try cast(value.string.flatMap(DurationText.parse), "a duration such as 30s")
        case is Date.Type: return try cast(value.string.flatMap(Self.date), "a date such as 2026-01-31")
        case is URL.Type: return try cast(value.string.flatMap { URL(string: $0) }, "a URL")
        default: return try Subject(from: self)
        }
    }

    private func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Any? {
        switch value {
        case .integer(let number): Integer(exactly: number)
        case .number(let number): Integer(exactly: number)
        default: nil
        }
    }

    private static func date(_ text: String) -> Date? {
        DateText(text).map { Date(timeIntervalSince1970: Double($0.seconds)) }
    }

    private func cast<Subject>(_ found: Any?, _ expectation: String = "") throws -> Subject {
        guard let found = found as? Subject else { throw mismatch(Subject.self, expectation) }
        return found
    }

    private func mismatch(_ type: Any.Type, _ expectation: String) -> DecodingError {
        DecodingError.typeMismatch(
            type,
            DecodingError.Context(
                codingPath: codingPath, debugDescription: "\(expectation) is needed, not \(value.kind)"))
    }
}

extension ValueDecoder {
    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let members: [String: Value]
        let codingPath: [any CodingKey]

        var allKeys: [Key] { members.keys.sorted().compactMap(Key.init(stringValue:)) }
        func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
        func decodeNil(forKey key: Key) throws -> Bool { try decoder(for: key).value.isNull }

        func decode<Subject: Decodable>(_ type: Subject.Type, forKey key: Key) throws -> Subject {
            try decoder(for: key).decode(type)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try decoder(for: key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder(for: key).unkeyedContainer()
        }

        func superDecoder() -> any Decoder { ValueDecoder(members["super"] ?? .null, at: codingPath) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(for: key) }

        private func decoder(for key: Key) throws -> ValueDecoder {
            guard let member = members[key.stringValue] else {
                throw DecodingError.keyNotFound(
                    key,
                    DecodingError.Context(codingPath: codingPath, debugDescription: "'\(key.stringValue)' is missing"))
            }
            return ValueDecoder(member, at: codingPath + [key])
        }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let elements: [Value]
        let codingPath: [any CodingKey]
        private(set) var currentIndex = 0

        init(elements: [Value], codingPath: [any CodingKey]) {
            self.elements = elements
            self.codingPath = codingPath
        }

        var count: Int? { elements.count }
        var isAtEnd: Bool { currentIndex >= elements.count }

        mutating func decodeNil() throws -> Bool {
            guard elements.indices.contains(currentIndex), elements[currentIndex].isNull else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<Subject: Decodable>(_ type: Subject.Type) throws -> Subject {
            let subject = try peek().decode(type)
            currentIndex += 1
            return subject
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            try next().unkeyedContainer()
        }

        mutating func superDecoder() throws -> any Decoder { try next() }

        private func peek() throws -> ValueDecoder {
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    Value.self, DecodingError.Context(codingPath: codingPath, debugDescription: "the list has ended"))
            }
            return ValueDecoder(elements[currentIndex], at: codingPath + [Position(intValue: currentIndex)])
        }

        private mutating func next() throws -> ValueDecoder {
            let decoder = try peek()
            currentIndex += 1
            return decoder
        }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoder: ValueDecoder

        var codingPath: [any CodingKey] { decoder.codingPath }
        func decodeNil() -> Bool { decoder.value.isNull }
        func decode<Subject: Decodable>(_ type: Subject.Type) throws -> Subject { try decoder.decode(type) }
    }

    /// The place of an element in its list.
    private struct Position: CodingKey {
        let index: Int

        init(intValue: Int) { index = intValue }
        init?(stringValue: String) { nil }
        var stringValue: String { String(index) }
        var intValue: Int? { index }
    }
}
