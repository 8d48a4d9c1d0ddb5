import Foundation

/// Finds out what a type reads by having its `init(from:)` read from a decoder that only takes notes.
///
/// Every question of the type is answered with a sample. A type is asked several times: once with all keys present and
/// once with all optional ones absent, so that both ways of an `if` are seen; and again with the forms refused that it
/// took before, so that a short form and its long one are both found.
struct SchemaProbe {
    /// What was found.
    struct Finding {
        var schema: ConfigurationSchema
        /// Why the schema may be wrong: notes on keys that are not there, and types that can't be read without input.
        var problems: [String] = []
    }

    /// How deep types may lie in each other; below it anything is allowed, so that recursive types end.
    private static let deepest = 8
    private static let mostForms = 6

    static func find(_ type: any Decodable.Type, notes: [KeyNote] = []) -> Finding {
        find(type, notes: notes, depth: 0)
    }

    private static func find(_ type: any Decodable.Type, notes: [KeyNote], depth: Int) -> Finding {
        if let schema = plain(type) { return Finding(schema: schema) }
        guard depth < deepest else { return Finding(schema: .any) }
        var forms: [ConfigurationSchema] = []
        var problems: [String] = []
        var isWhole = true
        for refused in 0..<mostForms {
            var merged: Trace?
            var failure: (any Error)?
            for isPresent in [true, false] {
                let trace = Trace(notes: notes, refused: refused, answersPresent: isPresent, depth: depth)
                do { _ = try type.init(from: ProbeDecoder(trace: trace)) } catch { failure = error }
                merged = merged?.merged(with: trace) ?? trace
            }
            guard let merged, merged.forms > refused else { break }
            if let failure, !(failure is Refusal) {
                isWhole = false
                problems.append(
                    "\(type) can't be read from its defaults and samples of the rest: \(words(for: failure))")
            }
            problems += merged.problems
            if !forms.contains(merged.schema) { forms.append(merged.schema) }
        }
        problems += unused(notes, in: forms, of: type, isWhole: isWhole)
        return Finding(
            schema: forms.count > 1 ? .oneOf(forms) : forms.first ?? .any,
            problems: problems.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    /// - Parameter isWhole: whether the type was read to its end; else a note may be on a key that was not reached,
    ///   unless one that was reached explains it.
    private static func unused(
        _ notes: [KeyNote], in forms: [ConfigurationSchema], of type: any Decodable.Type, isWhole: Bool
    ) -> [String] {
        let names = forms.flatMap { form -> [String] in
            if case .object(let object) = form { object.properties.map(\.name) } else { [] }
        }
        return notes.map(\.name).filter { !names.contains($0) }.compactMap { name in
            let outer = String(name.prefix { $0 != "." })
            let hint =
                outer != name && names.contains(outer)
                ? "notes on what is in '\(outer)' stand in the 'keys' of its own note"
                : NearestName.hint(for: name, among: names)
            guard isWhole || hint != nil else { return nil }
            return "there is a note on '\(name)', but \(type) reads no such key\(hint.map { "; \($0)" } ?? "")"
        }
    }

    private static func words(for failure: any Error) -> String {
        switch failure {
        case DecodingError.keyNotFound(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context):
            context.debugDescription
        default: "\(failure)"
        }
    }

    /// The schema of a type that is not asked; nil for one that is.
    private static func plain(_ type: any Decodable.Type) -> ConfigurationSchema? {
        switch type {
        case is Value.Type: .any
        case is Bool.Type: .boolean
        case is String.Type: .string()
        case is Double.Type, is Float.Type: .number()
        case is any FixedWidthInteger.Type: .integer()
        case is Duration.Type: .duration
        case is Date.Type: .string(pattern: .date)
        case is URL.Type: .string(pattern: .url)
        case let described as any SchemaDescribing.Type: described.schema
        case let words as any CaseIterable.Type: cases(of: words).map(ConfigurationSchema.enumeration)
        default: nil
        }
    }

    private static func cases<Words: CaseIterable>(of type: Words.Type) -> [String]? {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : words
    }

    /// The schema of a type, and a value of it if it can be read from a sample.
    fileprivate static func sample<Subject: Decodable>(
        _ type: Subject.Type, note: KeyNote? = nil, depth: Int
    ) -> (finding: Finding, sample: Result<Subject, any Error>) {
        var finding = find(type, notes: note?.keys ?? [], depth: depth + 1)
        finding.refine(by: note)
        let value = note?.defaultValue ?? finding.schema.sample
        return (finding, Result { try ValueDecoder(value).decode(type) })
    }
}

/// A type whose schema is not what it reads itself from.
public protocol SchemaDescribing {
    static var schema: ConfigurationSchema { get }
}

/// Thrown where a type asks for a form that it is not given this time.
private struct Refusal: Error {}

/// Thrown where a type reads parts of itself without a type for them.
private struct NotProbed: Error, CustomStringConvertible {
    let description = "it uses nested containers; give the key a nested type, or its note a schema"
}

extension SchemaProbe.Finding {
    /// Adds what the keys of the type say of each other.
    mutating func add(_ rules: [ConfigurationSchema.KeyRule]) {
        guard !rules.isEmpty else { return }
        let forms: [ConfigurationSchema] = if case .oneOf(let forms) = schema { forms } else { [schema] }
        var names: Set<String> = []
        let ruled = forms.map { form in
            guard case .object(var object) = form else { return form }
            names.formUnion(object.properties.map(\.name))
            object.rules = rules
            return .object(object)
        }
        schema = ruled.count > 1 ? .oneOf(ruled) : ruled[0]
        problems += rules.flatMap(\.keys).filter { !names.contains($0) }.map { name in
            "there is a rule on '\(name)', but no such key"
        }
    }

    /// Narrows the schema to what a note says.
    mutating func refine(by note: KeyNote?) {
        guard let note else { return }
        if let declared = note.schema { schema = declared }
        let bounds = (note.minimum, note.maximum)
        switch schema {
        case .integer(let minimum, let maximum):
            schema = .integer(
                minimum: bounds.0.flatMap { Int(exactly: $0.rounded(.up)) } ?? minimum,
                maximum: bounds.1.flatMap { Int(exactly: $0.rounded(.down)) } ?? maximum)
        case .number(let minimum, let maximum):
            schema = .number(minimum: bounds.0 ?? minimum, maximum: bounds.1 ?? maximum)
        case .duration: break
        default:
            if bounds.0 ?? bounds.1 != nil { problems.append("'\(note.name)' is no number, and has no bounds") }
        }
        if let pattern = note.pattern {
            if TextPattern(pattern.expression) == nil {
                problems.append("the pattern of '\(note.name)' is no regular expression")
            }
            if case .string(let templating, _) = schema {
                schema = .string(templating: templating, pattern: pattern)
            } else {
                problems.append("'\(note.name)' is no text, and has no pattern")
            }
        }
    }
}

/// What a type asked for in one reading.
private final class Trace {
    enum Shape { case nothing, keys, map, list, whole }

    let notes: [KeyNote]
    let refused: Int
    let answersPresent: Bool
    let depth: Int
    /// How many forms were asked for, those that were refused included.
    var forms = 0
    var shape = Shape.nothing
    var properties: [ConfigurationSchema.Property] = []
    var optional: Set<String> = []
    var element = ConfigurationSchema.any
    var problems: [String] = []

    init(notes: [KeyNote], refused: Int, answersPresent: Bool, depth: Int) {
        self.notes = notes
        self.refused = refused
        self.answersPresent = answersPresent
        self.depth = depth
    }

    /// Counts a form that the type asks for.
    func ask() throws {
        forms += 1
        if forms <= refused { throw NotProbed() }
    }

    func note(_ name: String) -> KeyNote? { notes.first { $0.name == name } }

    func record(_ name: String, _ finding: SchemaProbe.Finding) {
        problems += finding.problems
        guard !properties.contains(where: { $0.name == name }) else { return }
        let note = note(name)
        let violations = note?.defaultValue.map { finding.schema.violations(in: $0) } ?? []
        problems += violations.map { "the default of '\(name)': \($0.message)" }
        properties.append(
            ConfigurationSchema.Property(
                name, finding.schema, isRequired: note?.defaultValue == nil, defaultValue: note?.defaultValue,
                note?.description ?? ""))
    }

    var schema: ConfigurationSchema {
        switch shape {
        case .nothing: .any
        case .keys:
            .object(
                ConfigurationSchema.Object(
                    properties.map { property in
                        var property = property
                        property.isRequired = property.isRequired && !optional.contains(property.name)
                        return property
                    }))
        case .map: .map(of: element)
        case .list: .list(of: element)
        case .whole: element
        }
    }

    /// Both readings as one; what only one of them came to is optional.
    func merged(with other: Trace) -> Trace {
        guard shape == .keys, other.shape == .keys else { return self }
        optional.formUnion(other.optional)
        for property in other.properties where !properties.contains(where: { $0.name == property.name }) {
            properties.append(property)
            optional.insert(property.name)
        }
        let common = Set(other.properties.map(\.name))
        optional.formUnion(properties.map(\.name).filter { !common.contains($0) })
        problems += other.problems
        return self
    }
}

private struct ProbeDecoder: Decoder {
    let trace: Trace
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try trace.ask()
        trace.shape = .keys
        return KeyedDecodingContainer(Keyed(trace: trace))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try trace.ask()
        trace.shape = .list
        return Unkeyed(trace: trace)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(trace: trace) }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let trace: Trace
        var codingPath: [any CodingKey] { [] }

        /// Only a type that takes any key asks for all: it gets one, whose value tells the type of all.
        var allKeys: [Key] {
            guard let key = Key(stringValue: "any-key") else { return [] }
            trace.shape = .map
            return [key]
        }

        func contains(_ key: Key) -> Bool {
            trace.optional.insert(key.stringValue)
            return trace.answersPresent
        }

        func decodeNil(forKey key: Key) -> Bool {
            trace.optional.insert(key.stringValue)
            return !trace.answersPresent
        }

        func decode<Subject: Decodable>(_ type: Subject.Type, forKey key: Key) throws -> Subject {
            let name = key.stringValue
            let (finding, sample) = SchemaProbe.sample(type, note: trace.note(name), depth: trace.depth)
            if trace.shape == .map { trace.element = finding.schema } else { trace.record(name, finding) }
            return try sample.get()
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw NotProbed() }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw NotProbed() }
        func superDecoder() throws -> any Decoder { throw NotProbed() }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw NotProbed() }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let trace: Trace
        var codingPath: [any CodingKey] { [] }
        var count: Int? { 1 }
        var currentIndex = 0
        var isAtEnd: Bool { currentIndex > 0 }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<Subject: Decodable>(_ type: Subject.Type) throws -> Subject {
            currentIndex += 1
            let (finding, sample) = SchemaProbe.sample(type, depth: trace.depth)
            trace.element = finding.schema
            trace.problems += finding.problems
            return try sample.get()
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { throw NotProbed() }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NotProbed() }
        mutating func superDecoder() throws -> any Decoder { throw NotProbed() }
    }

    private struct Single: SingleValueDecodingContainer {
        let trace: Trace
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool { false }

        func decode<Subject: Decodable>(_ type: Subject.Type) throws -> Subject {
            try trace.ask()
            let (finding, sample) = SchemaProbe.sample(type, depth: trace.depth)
            trace.shape = .whole
            trace.element = finding.schema
            trace.problems += finding.problems
            return try sample.get()
        }
    }
}

extension ConfigurationSchema {
    /// A value that satisfies the schema, patterns of texts left aside.
    fileprivate var sample: Value {
        switch self {
        case .any: .null
        case .boolean: false
        case .integer(let minimum, let maximum): .integer(max(min(1, maximum ?? 1), minimum ?? .min))
        case .number(let minimum, let maximum): .number(max(min(1, maximum ?? 1), minimum ?? -.infinity))
        case .string(_, let pattern):
            pattern == .url ? "https://example.org" : pattern == .date ? "2026-01-31" : "sample"
        case .enumeration(let words): .string(words.first ?? "")
        case .duration: "1s"
        case .list(let element, let count, _): .list(Array(repeating: element.sample, count: count))
        case .map: [:]
        case .object(let object):
            .map(
                Dictionary(
                    object.properties.filter { $0.isRequired || $0.defaultValue != nil }.map {
                        ($0.name, $0.defaultValue ?? $0.schema.sample)
                    }, uniquingKeysWith: { first, _ in first }))
        case .oneOf(let alternatives): alternatives.first?.sample ?? .null
        }
    }
}
