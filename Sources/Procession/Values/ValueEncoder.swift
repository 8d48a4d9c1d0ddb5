import Foundation

/// Encodes types to a value as Codable asks, the counterpart of ``ValueDecoder``: durations, dates and URLs are texts.
struct ValueEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private let draft: Draft

    private init(_ draft: Draft, at codingPath: [any CodingKey]) {
        self.draft = draft
        self.codingPath = codingPath
    }

    /// What `subject` encodes to; null where it encodes nothing.
    static func encode(_ subject: some Encodable) throws -> Value {
        let draft = Draft()
        try draft.encode(subject, at: [])
        return draft.value
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Keyed(draft: draft, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(draft: draft, codingPath: codingPath) }
    func singleValueContainer() -> any SingleValueEncodingContainer { Single(draft: draft, codingPath: codingPath) }
}

extension ValueEncoder {
    /// A value that is being put together; containers of one encoder share it.
    private final class Draft {
        private enum Content {
            case whole(Value)
            case list([Draft])
            case map([String: Draft])
        }

        private var content = Content.whole(.null)

        var value: Value {
            switch content {
            case .whole(let value): value
            case .list(let elements): .list(elements.map(\.value))
            case .map(let members): .map(members.mapValues(\.value))
            }
        }

        var count: Int { if case .list(let elements) = content { elements.count } else { 0 } }

        func becomeMap() { if case .map = content {} else { content = .map([:]) } }
        func becomeList() { if case .list = content {} else { content = .list([]) } }

        func member(_ key: String) -> Draft {
            let draft = Draft()
            if case .map(var members) = content {
                members[key] = draft
                content = .map(members)
            }
            return draft
        }

        func element() -> Draft {
            let draft = Draft()
            if case .list(var elements) = content {
                elements.append(draft)
                content = .list(elements)
            }
            return draft
        }

        private static func number(_ integer: some FixedWidthInteger) -> Int? { Int(exactly: integer) }

        func encode(_ subject: some Encodable, at codingPath: [any CodingKey]) throws {
            switch subject {
            case let value as Value: content = .whole(value)
            case let flag as Bool: content = .whole(.boolean(flag))
            case let text as String: content = .whole(.string(text))
            case let number as Double: content = .whole(.number(number))
            case let number as Float: content = .whole(.number(Double(number)))
            case let integer as any FixedWidthInteger:
                guard let number = Self.number(integer) else {
                    throw EncodingError.invalidValue(
                        subject,
                        EncodingError.Context(codingPath: codingPath, debugDescription: "the integer is too large"))
                }
                content = .whole(.integer(number))
            case let duration as Duration: content = .whole(.string(DurationText.format(duration)))
            case let date as Date: content = .whole(.string(date.formatted(.iso8601)))
            case let url as URL: content = .whole(.string(url.absoluteString))
            default: try subject.encode(to: ValueEncoder(self, at: codingPath))
            }
        }
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let draft: Draft
        let codingPath: [any CodingKey]

        init(draft: Draft, codingPath: [any CodingKey]) {
            self.draft = draft
            self.codingPath = codingPath
            draft.becomeMap()
        }

        func encodeNil(forKey key: Key) { _ = draft.member(key.stringValue) }

        func encode<Subject: Encodable>(_ subject: Subject, forKey key: Key) throws {
            try draft.member(key.stringValue).encode(subject, at: codingPath + [key])
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> { encoder(for: key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            encoder(for: key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { ValueEncoder(draft.member("super"), at: codingPath) }
        func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

        private func encoder(for key: Key) -> ValueEncoder {
            ValueEncoder(draft.member(key.stringValue), at: codingPath + [key])
        }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let draft: Draft
        let codingPath: [any CodingKey]
        var count: Int { draft.count }

        init(draft: Draft, codingPath: [any CodingKey]) {
            self.draft = draft
            self.codingPath = codingPath
            draft.becomeList()
        }

        func encodeNil() { _ = draft.element() }

        func encode<Subject: Encodable>(_ subject: Subject) throws {
            try draft.element().encode(subject, at: codingPath)
        }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            ValueEncoder(draft.element(), at: codingPath).container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            ValueEncoder(draft.element(), at: codingPath).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { ValueEncoder(draft.element(), at: codingPath) }
    }

    private struct Single: SingleValueEncodingContainer {
        let draft: Draft
        let codingPath: [any CodingKey]

        func encodeNil() {}
        func encode<Subject: Encodable>(_ subject: Subject) throws { try draft.encode(subject, at: codingPath) }
    }
}
