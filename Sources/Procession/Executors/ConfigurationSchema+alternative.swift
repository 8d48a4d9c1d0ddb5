extension ConfigurationSchema {
    /// The alternative of a `oneOf` that decides about `value`: the first of its kind, preferably one that it satisfies.
    func alternative(for value: Value, allowingTemplates: Bool) -> ConfigurationSchema? {
        guard case .oneOf(let alternatives) = self else { return self }
        let candidates = alternatives.filter { $0.fitsKind(of: value, allowingTemplates: allowingTemplates) }
        guard candidates.count > 1 else { return candidates.first }
        let satisfied = candidates.first { schema in
            var violations: [Violation] = []
            schema.check(value, at: [], allowingTemplates: allowingTemplates, into: &violations)
            return violations.isEmpty
        }
        return satisfied ?? candidates.first
    }

    /// Whether a template may stand here, whatever its value will be.
    func acceptsTemplate(_ text: String) -> Bool {
        guard Template.isTemplate(text) else { return false }
        return switch self {
        case .boolean, .integer, .number, .enumeration, .duration: true
        case .string(let templating, _): templating != .none
        case .any, .list, .map, .object, .oneOf: false
        }
    }

    private func fitsKind(of value: Value, allowingTemplates: Bool) -> Bool {
        if allowingTemplates, case .string(let text) = value, acceptsTemplate(text) { return true }
        return switch (self, value) {
        case (.any, _), (.boolean, .boolean), (.integer, .integer), (.number, .integer), (.number, .number),
            (.string, .string), (.enumeration, .string), (.duration, .string), (.list, .list), (.map, .map),
            (.object, .map):
            true
        case (.integer, .number(let number)): Int(exactly: number) != nil
        case (.oneOf(let alternatives), _):
            alternatives.contains { $0.fitsKind(of: value, allowingTemplates: allowingTemplates) }
        default: false
        }
    }

    /// How templates are treated in a text that stands here.
    var templating: Templating {
        switch self {
        case .string(let templating, _): templating
        case .oneOf(let alternatives):
            // A text is meant for the alternative that takes texts, not for an integer that a template may stand for.
            alternatives.lazy.compactMap { if case .string(let templating, _) = $0 { templating } else { nil } }.first
                ?? .text
        case .any, .boolean, .integer, .number, .enumeration, .duration, .list, .map, .object: .text
        }
    }
}
