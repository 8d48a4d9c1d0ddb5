import Procession

extension ValueType {
    /// Values of the type as JSON Schema, for values that were written in YAML: texts that the type reads are among them.
    var editorSchema: Value {
        switch self {
        case .string, .path: EditorSchema.text
        case .integer:
            Self.or(
                ["type": "integer", "minimum": .integer(.min), "maximum": .integer(.max)], textMatching: "[-+]?[0-9]+")
        case .number:
            Self.or(
                ["type": "number"], textMatching: #"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"#)
        case .boolean: Self.or(["type": "boolean"], textMatching: "(?:true|false)")
        // Blanks around these are left out when they are read.
        case .url, .duration: ["anyOf": [.map(jsonSchema), Self.betweenBlanks]]
        // Some readers of YAML have a type of its own for dates.
        case .date:
            [
                "not": ["type": ["null", "boolean", "number", "array", "object"]],
                "pattern": .string(#"^\s*\#(DateText.expression)\s*$"#)
            ]
        case .list: ["type": ["array", "string"]]
        case .map: Self.or(["type": "object"], textMatching: #"\{[\s\S]*\}"#)
        }
    }

    private static let betweenBlanks: Value = ["type": "string", "pattern": #"^\s|\s$"#]

    private static func or(_ schema: Value, textMatching pattern: String) -> Value {
        ["anyOf": [schema, ["type": "string", "pattern": .string(#"^\s*\#(pattern)\s*$"#)]]]
    }
}
