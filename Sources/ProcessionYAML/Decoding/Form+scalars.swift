import Procession

extension Form<String> {
    /// A text exactly as it is written: `3.10` stays `3.10`.
    static let text = Form("text", schema: EditorSchema.text) { node, reading in
        if let scalar = node.scalar, !node.isNull { return scalar.text }
        let quoted = node.scalar.map { "write \"\($0.text)\" for a text" }
        reading.reportWrongType(
            node, expected: "a text",
            hint: node.isEmpty ? "give it a value, or write \"\" for an empty text" : quoted)
        return nil
    }

    /// A text of the form that `NameSyntax.isName` asks for.
    static func name(of subject: String) -> Form {
        Form("name: `[a-z][a-z0-9-]{0,62}`", schema: EditorSchema.text(matching: "[a-z][a-z0-9-]{0,62}")) {
            node, reading in
            checked(
                node, reading, NameSyntax.isName, subject: subject,
                rule: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
    }

    /// A text of the form that `NameSyntax.isVariable` asks for.
    static func variable(of subject: String) -> Form {
        Form("name: `[a-z][a-z0-9_]{0,62}`", schema: EditorSchema.text(matching: "[a-z][a-z0-9_]{0,62}")) {
            node, reading in
            checked(
                node, reading, NameSyntax.isVariable, subject: subject,
                rule: "use lower-case letters, digits and '_', a letter first, at most 63")
        }
    }

    /// A text of the form that `NameSyntax.isEnvironmentVariable` asks for.
    static func environmentVariable(of subject: String) -> Form {
        Form("name: `[A-Za-z_][A-Za-z0-9_]*`", schema: EditorSchema.environmentVariable) {
            node, reading in
            checked(
                node, reading, NameSyntax.isEnvironmentVariable, subject: subject,
                rule: "use letters, digits and '_', no digit first, at most 255")
        }
    }

    private static func checked(
        _ node: YAMLNode, _ reading: Reading, _ isValid: (String) -> Bool, subject: String, rule: String
    ) -> String? {
        guard let text = Form.text.read(node, reading) else { return nil }
        if isValid(text) { return text }
        reading.report("invalid-name", "'\(text)' can't name \(subject)", at: node.range, hint: rule)
        return nil
    }
}

extension Form<Bool> {
    static let boolean = Form("`true` or `false`", schema: ["type": "boolean"]) { node, reading in
        if let flag = node.value.boolean { return flag }
        let saidYes = ["yes", "on", "y"], saidNo = ["no", "off", "n"]
        let word = node.scalar?.text.lowercased() ?? ""
        reading.reportWrongType(
            node, expected: "true or false",
            hint: saidYes.contains(word) ? "write true" : saidNo.contains(word) ? "write false" : nil)
        return nil
    }
}

extension Form<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Form {
        Form(
            "integer, \(range.lowerBound) to \(range.upperBound)",
            schema: [
                "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)
            ]
        ) { node, reading in
            let found: Int?
            switch node.value {
            case .integer(let number): found = number
            // One without a fraction is an integer to JSON Schema, however it is written.
            case .number(let number) where number == number.rounded(): found = Int(exactly: number)
            default:
                reading.reportWrongType(node, expected: "an integer")
                return nil
            }
            if let found, range.contains(found) { return found }
            reading.reportOutOfRange(node, range)
            return nil
        }
    }
}

extension Form<Double> {
    static let number = Form("number", schema: ["type": "number"]) { node, reading in
        switch node.value {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default:
            reading.reportWrongType(node, expected: "a finite number")
            return nil
        }
    }

    static func number(_ range: ClosedRange<Double>, inWords words: String) -> Form {
        Form(
            "number, \(words)",
            schema: ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        ) { node, reading in
            guard let number = Form.number.read(node, reading) else { return nil }
            if range.contains(number) { return number }
            reading.report(
                "out-of-range", "'\(node.scalar?.text ?? "")' is out of range", at: node.range,
                hint: "it must be \(words)")
            return nil
        }
    }
}

extension Form<Duration> {
    /// Longer than nothing.
    static let duration = Form(
        "duration, such as `30s` or `1h30m`", schema: DurationText.jsonSchema(.milliseconds(1)...DurationText.longest)
    ) { node, reading in
        guard let duration = Form.delay.read(node, reading) else { return nil }
        if duration > .zero { return duration }
        reading.report(
            "out-of-range", "'\(node.scalar?.text ?? "")' is out of range", at: node.range,
            hint: "it must be longer than 0")
        return nil
    }

    /// A duration that may be nothing.
    static let delay = Form(
        "duration, such as `30s` or `0s`", schema: DurationText.jsonSchema(.zero...DurationText.longest)
    ) { node, reading in
        guard let text = node.scalar?.text, !node.isEmpty else {
            reading.reportWrongType(node, expected: "a duration such as 30s")
            return nil
        }
        if let duration = DurationText.parse(text) { return duration }
        reading.report(
            "invalid-value", "'\(text)' is not a duration", at: node.range,
            hint: node.value.isNumber
                ? "add the unit, such as '\(text)s' or '\(text)m'"
                : "write a number with ms, s, m, h or d, or a sum of such: 250ms, 30s, 1h30m")
        return nil
    }
}

extension Form where Result: CaseIterable & RawRepresentable<String> & Sendable, Result.AllCases: Sendable {
    /// One of the words that the type's cases stand for.
    static func word(_ subject: String) -> Form {
        let words = Result.allCases.map(\.rawValue)
        return Form(words.map { "`\($0)`" }.joined(separator: ", "), schema: ["enum": .list(words.map(Value.string))]) {
            node, reading in
            guard let text = node.scalar?.text, !node.isEmpty else {
                reading.reportWrongType(node, expected: "one of \(words.joined(separator: ", "))")
                return nil
            }
            if let value = Result(rawValue: text) { return value }
            reading.report(
                "invalid-value", "'\(text)' is not \(subject)", at: node.range,
                hint: NearestName.hint(for: text, among: words) ?? "it is one of \(words.joined(separator: ", "))")
            return nil
        }
    }
}

extension Reading {
    fileprivate func reportOutOfRange(_ node: YAMLNode, _ range: ClosedRange<Int>) {
        report(
            "out-of-range", "'\(node.scalar?.text ?? "")' is out of range", at: node.range,
            hint: "it must be from \(range.lowerBound) to \(range.upperBound)")
    }
}
