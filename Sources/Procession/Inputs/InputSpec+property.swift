extension InputSpec {
    /// The key of an executor's configuration that takes such a value.
    ///
    /// The schema says what it can; the other rules are those of ``InputSchema``.
    package func property(templating: ConfigurationSchema.Templating) -> ConfigurationSchema.Property {
        let schema: ConfigurationSchema =
            switch type {
            case .integer:
                .integer(minimum: minimum.flatMap(Int.init(exactly:)), maximum: maximum.flatMap(Int.init(exactly:)))
            case .number: .number(minimum: minimum, maximum: maximum)
            case .boolean: .boolean
            case .duration: .duration
            case .list:
                .oneOf([
                    .list(of: Self.element(items, templating), minimumCount: minimumLength ?? 0),
                    .string(templating: templating)
                ])
            case .map: .oneOf([.map(of: .any), .string(templating: templating)])
            case .string, .path, .url, .date: text(templating)
            }
        return ConfigurationSchema.Property(
            name, schema, isRequired: isRequired, defaultValue: defaultValue, description ?? "")
    }

    private func text(_ templating: ConfigurationSchema.Templating) -> ConfigurationSchema {
        // Words that are listed are no secrets, wherever they go.
        if let allowed { return .enumeration(allowed.map(\.text)) }
        return .string(templating: templating, pattern: pattern(of: type) ?? patternOfText)
    }

    private func pattern(of type: ValueType) -> ConfigurationSchema.Pattern? {
        switch type {
        case .date:
            ConfigurationSchema.Pattern(#"\s*\#(DateText.expression)\s*"#, meaning: "a date such as 2026-01-31")
        case .url:
            ConfigurationSchema.Pattern(
                #"\s*(?:\#(ValueType.urlExpression))\s*"#, meaning: "a URL such as https://example.org")
        default: nil
        }
    }

    /// The pattern and the lengths as one.
    private var patternOfText: ConfigurationSchema.Pattern? {
        guard minimumLength ?? 0 > 0 || maximumLength != nil else {
            return pattern.map { ConfigurationSchema.Pattern($0, meaning: "a text of the form \($0)") }
        }
        let length = "[\\s\\S]{\(minimumLength ?? 0),\(maximumLength.map(String.init) ?? "")}"
        guard let pattern else {
            let bounds = [minimumLength.map { "at least \($0)" }, maximumLength.map { "at most \($0)" }]
            return ConfigurationSchema.Pattern(
                length, meaning: "a text of \(bounds.compactMap(\.self).joined(separator: " and ")) characters")
        }
        return ConfigurationSchema.Pattern(
            "(?=\(length)$)(?:\(pattern))", meaning: "a text of the form \(pattern), of the length that is asked for")
    }

    private static func element(
        _ type: ValueType?, _ templating: ConfigurationSchema.Templating
    ) -> ConfigurationSchema {
        switch type {
        case .integer: .integer()
        case .number: .number()
        case .boolean: .boolean
        case .duration: .duration
        case .list, .map: .any
        case .string, .path, .url, .date, nil: .string(templating: templating)
        }
    }
}
