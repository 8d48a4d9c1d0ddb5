import Procession

/// What stands under the name of an input.
struct InputDraft: KeyedDraft {
    /// The key that it stands under; nil until that has been read.
    var name: Located<String>?
    var node: YAMLNode
    var type: ValueType?
    var isRequired: Bool?
    var defaultValue: YAMLNode?
    var description: String?
    var allowed: [YAMLNode]?
    var minimum: YAMLNode?
    var maximum: YAMLNode?
    var pattern: String?
    var minimumLength: Int?
    var maximumLength: Int?
    var items: ValueType?
    var isSecret: Bool?
    var mustExist: Bool?

    init(at node: YAMLNode) { self.node = node }

    private static let length = Form<Int>.integer(0...1_048_576)

    static let keys = KeyTable<InputDraft>(
        "an input",
        [
            Key(
                "type", .word("a type of input"), into: \.type, default: "`string`", example: "type: integer",
                "What the value must be; text from the command line is read as this type."),
            Key(
                "required", .boolean, into: \.isRequired, default: "`false`", example: "required: true",
                "Whether a process can't be made without it."),
            Key(
                "default", .any, into: \.defaultValue, default: "null", example: "default: \"100\"",
                "The value where none is given."),
            Key(
                "description", .text, into: \.description, example: "description: JSON file with one record a line",
                "For people and forms."),
            Key(
                "enum", .list(of: Form<YAMLNode>.any, "list of values").keeping(["minItems": 1]), into: \.allowed,
                example: "enum: [small, large]",
                "The only values allowed."),
            Key(
                "minimum", .bound, into: \.minimum, example: "minimum: 1",
                "The smallest value of an `integer`, `number` or `duration`."),
            Key(
                "maximum", .bound, into: \.maximum, example: "maximum: 1000",
                "The largest value of an `integer`, `number` or `duration`."),
            Key(
                "pattern", .text, into: \.pattern, example: "pattern: \"[a-z]+\"",
                "A regular expression that the whole text must match."),
            Key(
                "min_length", length, into: \.minimumLength, example: "min_length: 1",
                "The fewest characters of a text, or elements of a `list`."),
            Key(
                "max_length", length, into: \.maximumLength, example: "max_length: 80",
                "The most characters of a text, or elements of a `list`."),
            Key(
                "items", .word("a type of input"), into: \.items, default: "any", example: "items: integer",
                "The type of the elements of a `list`."),
            Key(
                "secret", .boolean, into: \.isSecret, default: "`false`", example: "secret: true",
                """
                The value names a secret, which is looked up when a task runs and kept nowhere. A task is given it that \
                names it in its text or `env`; a script in a `file` only through `env`.
                """),
            Key(
                "must_exist", .boolean, into: \.mustExist, default: "`false`", example: "must_exist: true",
                "Whether a `path` must exist when the process is made.")
        ],
        relations: [
            "allOf": .list(
                InputSpec.typesOfKeys.map(relation) + ValueType.allCases.flatMap(valuesOfType) + [
                    noDefaultForSecrets, numbersAsBounds
                ])
        ])

    /// A key stands only beside the types that it has a meaning for; an input without a type is a string.
    private static func relation(of key: String, to types: [ValueType]) -> Value {
        let isSwitch = ["secret", "must_exist"].contains(key)
        return [
            "if": ["required": [.string(key)], "properties": [key: isSwitch ? ["const": true] : true]],
            "then": [
                "required": types.contains(.string) ? [] : ["type"],
                "properties": ["type": ["enum": .list(types.map { .string($0.rawValue) })]]
            ]
        ]
    }

    /// The default and the values of `enum` are of the input's type, and their elements of the type of `items`.
    private static func valuesOfType(_ type: ValueType) -> [Value] {
        let values = type.editorSchema
        let others: [Value] = type == .string ? [] : ["type"]
        return [
            [
                "if": ["required": .list(others), "properties": ["type": ["const": .string(type.rawValue)]]],
                "then": [
                    "properties": ["default": ["anyOf": [["type": "null"], values]], "enum": ["items": values]]
                ]
            ],
            [
                "if": ["required": ["items"], "properties": ["items": ["const": .string(type.rawValue)]]],
                "then": ["properties": ["default": ["items": values], "enum": ["items": ["items": values]]]]
            ]
        ]
    }

    /// Only a `duration` is bounded by durations.
    private static let numbersAsBounds: Value = [
        "if": ["required": ["type"], "properties": ["type": ["enum": ["integer", "number"]]]],
        "then": ["properties": ["minimum": ["type": "number"], "maximum": ["type": "number"]]]
    ]

    private static let noDefaultForSecrets: Value = [
        "if": ["required": ["secret"], "properties": ["secret": ["const": true]]],
        "then": ["properties": ["default": false]]
    ]
}

extension Form<YAMLNode> {
    /// Whatever stands there.
    static let any = Form("any value") { node, _ in node }

    fileprivate static let bound = Form(
        "number, or a duration",
        schema: ["anyOf": [["type": "number"], Form<Duration>.delay.schema()]]
    ) { node, reading in
        if node.value.isNumber || node.scalar.flatMap({ DurationText.parse($0.text) }) != nil { return node }
        reading.reportWrongType(node, expected: "a finite number or a duration")
        return nil
    }
}

extension InputDraft {
    /// Reads a specification, or its short form: the type alone.
    fileprivate static func read(_ node: YAMLNode, _ reading: Reading) -> InputDraft? {
        guard node.scalar != nil else { return keys.read(node, reading) }
        guard let type = Form<ValueType>.word("a type of input").read(node, reading) else { return nil }
        var draft = InputDraft(at: node)
        draft.type = type
        return draft
    }
}

extension Form<[InputDraft]> {
    static let inputs = Form(
        "map of names to inputs",
        schema: [
            "type": "object", "propertyNames": Form<String>.variable(of: "an input").schema(),
            "additionalProperties": [
                "anyOf": [Form<ValueType>.word("a type of input").schema(), InputDraft.keys.schema]
            ]
        ]
    ) { node, reading in
        guard let members = node.members else {
            reading.reportWrongType(node, expected: "a map of names to inputs")
            return nil
        }
        let name = Form<String>.variable(of: "an input").located
        return members.compactMap { member in
            let name = name.read(member.key, reading)
            let draft = reading.read("'\(member.name)'") { InputDraft.read(member.value, reading) }
            guard let name, var draft else { return nil }
            draft.name = name
            return draft
        }
    }
}
