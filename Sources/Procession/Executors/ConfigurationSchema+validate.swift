extension ConfigurationSchema {
    /// Every way in which `value` breaks the schema.
    ///
    /// A text that holds `${...}` fits wherever a scalar is expected and its templating allows it, because its value is
    /// only known when the task runs.
    public func violations(in value: Value) -> [Violation] {
        var violations: [Violation] = []
        check(value, at: [], allowingTemplates: true, into: &violations)
        return violations
    }

    func check(
        _ value: Value, at path: [PathStep], allowingTemplates: Bool, into violations: inout [Violation]
    ) {
        if allowingTemplates, case .string(let text) = value, acceptsTemplate(text) { return }
        switch (self, value) {
        case (.any, _), (.boolean, .boolean): break
        case (.integer(let minimum, let maximum), .integer(let number)):
            if let limit = minimum, number < limit {
                violations.append(.outOfRange(path, "at least \(limit)", found: "\(number)"))
            } else if let limit = maximum, number > limit {
                violations.append(.outOfRange(path, "at most \(limit)", found: "\(number)"))
            }
        // A number without a fraction is an integer to JSON Schema, however it is written.
        case (.integer, .number(let number)) where Int(exactly: number) != nil:
            check(
                Int(exactly: number).map(Value.integer) ?? value, at: path, allowingTemplates: allowingTemplates,
                into: &violations)
        case (.number(let minimum, let maximum), .integer), (.number(let minimum, let maximum), .number):
            let number = value.double ?? .nan
            if !number.isFinite {
                violations.append(.outOfRange(path, "a finite number", found: "\(number)"))
            } else if let limit = minimum, number < limit {
                violations.append(.outOfRange(path, "at least \(JSONText.format(limit))", found: value.text))
            } else if let limit = maximum, number > limit {
                violations.append(.outOfRange(path, "at most \(JSONText.format(limit))", found: value.text))
            }
        case (.string(_, let pattern), .string(let text)):
            checkText(text, pattern: pattern, at: path, into: &violations)
        case (.enumeration(let names), .string(let name)):
            if !names.contains(name) {
                violations.append(
                    Violation(
                        path: path, code: "invalid-value",
                        message: "\(path.subject) must be \(expectation), not \(name.quoted)",
                        hint: NearestName.hint(for: name, among: names)))
            }
        case (.duration, .string(let text)):
            if DurationText.parse(text) == nil {
                violations.append(
                    Violation(
                        path: path, code: "invalid-value", message: "\(path.subject): \(text.quoted) is not a duration",
                        hint: Self.durationHint))
            }
        case (.list(let schema, let minimumCount, let first), .list(let elements)):
            if elements.count < minimumCount {
                let least = minimumCount == 1 ? "1 element" : "\(minimumCount) elements"
                violations.append(
                    Violation(
                        path: path, code: "out-of-range",
                        message: "\(path.subject) must have at least \(least), not \(elements.count)"))
            }
            for (index, element) in elements.enumerated() {
                (index == 0 ? first ?? schema : schema).check(
                    element, at: path + [.index(index)], allowingTemplates: allowingTemplates, into: &violations)
            }
        case (.map(let schema, let keys), .map(let members)):
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                if let keys, !keys.matches(key) {
                    violations.append(
                        Violation(
                            path: path + [.key(key)], code: "invalid-name",
                            message: "\(key.quoted) must be \(keys.meaning)", isAboutKey: true))
                }
                schema.check(member, at: path + [.key(key)], allowingTemplates: allowingTemplates, into: &violations)
            }
        case (.object(let object), .map(let members)):
            object.check(members, at: path, allowingTemplates: allowingTemplates, into: &violations)
        case (.oneOf(let alternatives), _):
            guard let schema = alternative(for: value, allowingTemplates: allowingTemplates) else {
                return violations.append(
                    wrongType(value, at: path, hint: alternatives.lazy.compactMap(\.typeHint).first))
            }
            schema.check(value, at: path, allowingTemplates: allowingTemplates, into: &violations)
        default:
            violations.append(wrongType(value, at: path, hint: typeHint))
        }
    }

    private func checkText(
        _ text: String, pattern: Pattern?, at path: [PathStep], into violations: inout [Violation]
    ) {
        if text.holdsNULByte {
            violations.append(
                Violation(
                    path: path, code: "nul-byte", message: "\(path.subject) contains a NUL byte",
                    hint: "arguments, variables and headers can't hold one"))
        } else if let pattern, !pattern.matches(text) {
            violations.append(
                Violation(
                    path: path, code: "invalid-value",
                    message: "\(path.subject) must be \(pattern.meaning)"
                        // A URL may hold a password.
                        + (templating == .url ? "" : ", not \(text.quoted)")))
        }
    }

    private func wrongType(_ value: Value, at path: [PathStep], hint: String?) -> Violation {
        var hint = hint
        if case .string = self, let written = value.isNull ? "null" : value.scalarText {
            hint = "quote it: \"\(written)\""
        }
        if hint == nil, takesListOfTexts, let text = value.string { hint = ListNotation.hint(for: text) }
        return Violation(
            path: path, code: "wrong-type", message: "\(path.subject) must be \(expectation), not \(value.kind)",
            hint: hint)
    }
}

extension ConfigurationSchema.Pattern {
    /// Whether the whole text matches, and can be seen to in bounded work.
    package func matches(_ text: String) -> Bool {
        // Every program of every task is asked for this one.
        expression == Self.somethingExpression
            ? !text.isEmpty : TextPattern(expression)?.match(text) == .matches
    }
}

extension ConfigurationSchema {
    private var takesListOfTexts: Bool {
        switch self {
        case .list(of: .string, _, _): true
        case .oneOf(let alternatives): alternatives.contains(where: \.takesListOfTexts)
        default: false
        }
    }
}

extension ConfigurationSchema.Object {
    func check(
        _ members: [String: Value], at path: [ConfigurationSchema.PathStep], allowingTemplates: Bool,
        into violations: inout [ConfigurationSchema.Violation]
    ) {
        let names = properties.map(\.name)
        let known = Set(names)
        // A key that is misspelt is not missing as well.
        var meant = members
        for key in members.keys.sorted() where !known.contains(key) {
            let missing = names.filter { members[$0] == nil }
            if let name = NearestName.of(key, among: missing) { meant[name] = members[key] }
            violations.append(
                .init(
                    path: path + [.key(key)], code: "unknown-key",
                    message: "\(key.quoted) is not a key of \(path.subject)",
                    hint: NearestName.hint(for: key, among: missing)
                        ?? (names.isEmpty ? "it has none" : "its keys are \(names.joined(separator: ", "))"),
                    isAboutKey: true))
        }
        for property in properties {
            if let member = members[property.name] {
                property.schema.check(
                    member, at: path + [.key(property.name)], allowingTemplates: allowingTemplates, into: &violations)
            } else if property.isRequired, meant[property.name] == nil {
                violations.append(
                    .init(
                        path: path, code: "missing-key",
                        message: "\(property.name.quoted) is missing in \(path.subject)",
                        hint: property.hint))
            }
        }
        for rule in rules {
            let broken = rule.violations(in: members, of: self, at: path)
            guard !broken.isEmpty else { continue }
            violations += broken.filter(rule.violations(in: meant, of: self, at: path).contains)
        }
    }
}

extension ConfigurationSchema.Violation {
    fileprivate static func outOfRange(
        _ path: [ConfigurationSchema.PathStep], _ bound: String, found: String
    ) -> Self {
        Self(path: path, code: "out-of-range", message: "\(path.subject) must be \(bound), not \(found)")
    }
}
