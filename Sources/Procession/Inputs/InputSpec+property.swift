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
            case .list: .oneOf([.list(of: Self.element(items, templating)), .string(templating: templating)])
            case .map: .oneOf([.map(of: .any), .string(templating: templating)])
            case .string, .path, .url, .date: text(templating)
            }
        return ConfigurationSchema.Property(
            name, schema, isRequired: isRequired, defaultValue: defaultValue, description ?? "")
    }

    private func text(_ templating: ConfigurationSchema.Templating) -> ConfigurationSchema {
        // Words that are listed are no secrets, wherever they go.
        if let allowed { return .enumeration(allowed.map(\.text)) }
        return .string(
            templating: templating,
            pattern: pattern.map { ConfigurationSchema.Pattern($0, meaning: "a text of the form \($0)") })
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
