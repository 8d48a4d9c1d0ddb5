/// Raw input as a list of values, each with its place in the text.
struct GivenInput {
    struct Entry {
        var key: String
        var value: Value
        var keyLocation: SourceLocation
        var valueLocation: SourceLocation
        /// The line of the text with the value.
        var sourceLine: String?
    }

    var entries: [Entry]
    /// What `input_data` keeps.
    var stored: String

    /// - Throws: `invalidInput` where a text is neither form.
    init(_ raw: RawInput) throws(ProcessionError) {
        switch raw {
        case .text(let text):
            stored = text
            entries =
                text.unicodeScalars.first { !$0.properties.isWhitespace } == "{"
                ? try Self.json(text) : try Self.keyValues(text)
        case .pairs(let pairs):
            entries = pairs.map { Self.entry($0.key, .string($0.value)) }
            stored = Value.map(Dictionary(pairs.map { ($0.key, .string($0.value)) }) { _, last in last }).json
        case .values(let values):
            entries = values.sorted { $0.key < $1.key }.map { Self.entry($0.key, $0.value) }
            stored = Value.map(values).json
        }
    }

    private static func json(_ text: String) throws(ProcessionError) -> [Entry] {
        do {
            let members = try JSONText.parse(text, allowsDuplicateKeys: false).map ?? [:]
            return members.sorted { $0.key < $1.key }.map { entry($0.key, $0.value) }
        } catch {
            var source = InputText(text)
            let place = source.place(line: error.line, column: error.column)
            let isDuplicate = error.duplicateKey != nil
            throw ProcessionError(
                .invalidInput, isDuplicate ? "the input has a problem" : "the input is not JSON",
                diagnostics: [
                    Diagnostic(
                        code: isDuplicate ? "duplicate-key" : "malformed-input", message: error.message,
                        location: place.location, sourceLine: place.line,
                        hint: isDuplicate ? "keep one of the two" : nil)
                ])
        }
    }

    private static func keyValues(_ text: String) throws(ProcessionError) -> [Entry] {
        var source = InputText(text)
        return try KeyValueText.entries(of: text).map { parsed in
            let key = source.place(of: parsed.keyRange)
            let value = source.place(of: parsed.valueRange)
            return Entry(
                key: parsed.pair.key, value: .string(parsed.pair.value), keyLocation: key.location,
                valueLocation: value.location, sourceLine: value.line)
        }
    }

    private static func entry(_ key: String, _ value: Value) -> Entry {
        let location = SourceLocation(file: InputText.name)
        return Entry(key: key, value: value, keyLocation: location, valueLocation: location)
    }
}
