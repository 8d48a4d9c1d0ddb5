import Foundation
import Procession
import Testing

/// The JSON Schema of inputs against the check of inputs: an editor and the program must say the same.
@Suite("Inputs as JSON Schema")
struct InputJSONSchemaTests {
    @Test("the schema is written as JSON Schema 2020-12")
    func text() throws {
        let schema: InputSchema = [
            InputSpec(
                name: "a", isRequired: true, description: "An a.", allowed: ["x"], pattern: "x+", maximumLength: 3),
            InputSpec(
                name: "b", type: .integer, isRequired: true, defaultValue: "2", allowed: ["2", 1], minimum: 1,
                maximum: 2.5),
            InputSpec(name: "c", type: .list, minimumLength: 1, items: .boolean),
            InputSpec(name: "d", isSecret: true),
            InputSpec(
                name: "e", type: .duration, isRequired: true, description: "How long.", minimum: 90, pattern: "1.*")
        ]
        let expected = try Value(
            json: #"""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["a", "e"],
                 "properties": {
                  "a": {"type": "string", "description": "An a.", "enum": ["x"], "pattern": "^(?:x+)$", "maxLength": 3},
                  "b": {"type": ["integer", "null"], "default": 2, "enum": [2, 1, null], "minimum": 1, "maximum": 2.5},
                  "c": {"type": ["array", "null"], "minItems": 1, "items": {"type": "boolean"}},
                  "d": {"type": ["string", "null"], "writeOnly": true,
                        "$comment": "the name of a secret, not its value"},
                  "e": {"type": "string", "description": "How long. (at least 1m30s)",
                        "pattern": "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m(?!s))?([0-9]+s)?([0-9]+ms)?$",
                        "allOf": [{"pattern": "^(?:1.*)$"}]}}}
                """#)
        #expect(schema.jsonSchema == expected)
    }

    private static let specs: [InputSpec] = [
        InputSpec(name: "x"), InputSpec(name: "x", isRequired: true), InputSpec(name: "x", defaultValue: "d"),
        InputSpec(name: "x", isRequired: true, defaultValue: "d"),
        InputSpec(name: "x", allowed: ["ab", "5"]), InputSpec(name: "x", pattern: "[a-z]+|5"),
        InputSpec(name: "x", minimumLength: 1, maximumLength: 2), InputSpec(name: "x", type: .integer),
        InputSpec(name: "x", type: .integer, isRequired: true, allowed: [5, -1]),
        InputSpec(name: "x", type: .integer, minimum: 0, maximum: 10), InputSpec(name: "x", type: .number),
        InputSpec(name: "x", type: .number, minimum: 0.5, maximum: 5), InputSpec(name: "x", type: .boolean),
        InputSpec(name: "x", type: .boolean, allowed: [true]), InputSpec(name: "x", type: .path, isRequired: true),
        InputSpec(name: "x", type: .path, allowed: ["ab"]), InputSpec(name: "x", type: .path, pattern: "[a-z]+"),
        InputSpec(name: "x", type: .url), InputSpec(name: "x", type: .url, pattern: "https:.*"),
        InputSpec(name: "x", type: .duration), InputSpec(name: "x", type: .date),
        InputSpec(name: "x", type: .date, isRequired: true), InputSpec(name: "x", type: .list),
        InputSpec(name: "x", type: .list, minimumLength: 1, maximumLength: 2),
        InputSpec(name: "x", type: .list, items: .integer), InputSpec(name: "x", type: .list, items: .date),
        InputSpec(name: "x", type: .map), InputSpec(name: "x", type: .map, isRequired: true)
    ]

    private static let values: [Value] = [
        nil, true, false, 0, 5, -1, 11, 5.0, 0.25, 1e3, -0.0, .number(1e30), [], [5], [5.0], [5, 7, 9], ["2026-01-31"],
        [nil], [["a"]], [:], ["a": 1], "", "a", "ab", "abc", "e\u{301}e\u{301}", "5", "5s", "1h30m", "1m5ms", "5ms5m",
        "0s", "10", "2026-01-31", "2026-02-29", "2026-04-31", "2026-13-01", "2026-01-31T10:00:00Z",
        "2026-01-31 10:00", "2026-01-31T24:00", "2026-01-31T10:00:60.5+02:00", "2026-01-31x", "0000-12-31T00:00+0130",
        "https://e.org/x?y", "HTTPS://e.org", "https:///x", "https://", "mailto:a@b", "file:///a", "a:b", "1a:x",
        "https://a b", "https://a\u{7F}", ":x", "httpx:y"
    ]

    @Test("what fits the schema is accepted, and nothing else", arguments: specs)
    func agreement(spec: InputSpec) throws {
        let schema: InputSchema = [spec]
        let check = MiniSchema(schema.jsonSchema)
        for input in Self.values.map({ ["x": $0] as [String: Value] }) + [[:]] {
            if let value = input["x"], Self.isReadAsText(value, by: spec) || Self.isBeyondIntegers(value, spec) {
                continue
            }
            let isAccepted = (try? schema.validate(.text(Value.map(input).json))) != nil
            #expect(check.accepts(.map(input)) == isAccepted, "\(Value.map(input).json) for \(schema.jsonSchema.json)")
        }
    }

    /// Texts stand for values of other types wherever they come from, which the schema keeps silent about.
    private static func isReadAsText(_ value: Value, by spec: InputSpec) -> Bool {
        switch spec.type {
        case .integer, .number, .boolean, .map: value.string != nil
        case .list: value.string != nil || value.list?.contains { $0.string != nil && spec.items == .integer } == true
        case .string, .path, .url, .duration, .date: false
        }
    }

    /// JSON Schema knows no largest integer.
    private static func isBeyondIntegers(_ value: Value, _ spec: InputSpec) -> Bool {
        spec.type == .integer && value == .number(1e30)
    }
}

/// The part of JSON Schema 2020-12 that inputs use, as its validation vocabulary has it.
private struct MiniSchema {
    let schema: [String: Value]

    init(_ schema: Value) { self.schema = schema.map ?? [:] }

    func accepts(_ value: Value) -> Bool {
        schema.allSatisfy { keyword, rule in
            switch keyword {
            case "type": (rule.list ?? [rule]).contains { Self.has($0.string ?? "", value) }
            case "enum": rule.list?.contains { Self.equal($0, value) } == true
            case "minimum": Self.number(value).map { $0 >= Self.number(rule) ?? .nan } ?? true
            case "maximum": Self.number(value).map { $0 <= Self.number(rule) ?? .nan } ?? true
            case "minLength": value.string.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true
            case "maxLength": value.string.map { $0.unicodeScalars.count <= rule.integer ?? 0 } ?? true
            case "minItems": value.list.map { $0.count >= rule.integer ?? 0 } ?? true
            case "maxItems": value.list.map { $0.count <= rule.integer ?? 0 } ?? true
            case "pattern": value.string.map { Self.matches($0, rule.string ?? "") } ?? true
            case "items": value.list.map { $0.allSatisfy(MiniSchema(rule).accepts) } ?? true
            case "allOf": rule.list?.allSatisfy { MiniSchema($0).accepts(value) } == true
            case "required":
                value.map.map { members in rule.list?.allSatisfy { members[$0.text] != nil } == true } ?? true
            case "properties":
                rule.map?.allSatisfy { name, rule in value[name].map(MiniSchema(rule).accepts) ?? true } == true
            case "$schema", "$comment", "description", "default", "format", "writeOnly": true
            default: false
            }
        }
    }

    private static func has(_ type: String, _ value: Value) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .integer), ("number", .number),
            ("string", .string), ("array", .list), ("object", .map):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    private static func equal(_ left: Value, _ right: Value) -> Bool {
        if let left = number(left), let right = number(right) { return left == right }
        return left == right
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
