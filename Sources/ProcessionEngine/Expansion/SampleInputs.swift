package import Procession

/// Inputs that satisfy a schema and differ from each other: they show what a type does with any.
package enum SampleInputs {
    /// A schema may ask for more than is worth making; it has no sample then.
    private static let longest = 1000, greatest = 1e9

    /// Only what is required, then everything in two ways; without those whose rules no plain value keeps.
    package static func of(_ schema: InputSchema) -> [ProcessInput] {
        (0...2).compactMap { variant in
            let given = schema.inputs.filter { spec in
                variant == 0
                    ? spec.isRequired && spec.defaultValue == nil
                    : spec.isRequired || input(InputSchema([spec]), of: [spec], variant) != nil
            }
            return input(schema, of: given, variant)
        }
    }

    private static func input(_ schema: InputSchema, of specs: [InputSpec], _ variant: Int) -> ProcessInput? {
        let values = specs.map { ($0.name, value(of: $0, variant)) }
        return try? schema.validate(
            .values(Dictionary(values, uniquingKeysWith: { first, _ in first })), isKnownSecret: { _ in true })
    }

    private static func value(of spec: InputSpec, _ variant: Int) -> Value {
        if let allowed = spec.allowed, !allowed.isEmpty { return allowed[variant % allowed.count] }
        if spec.mustExist { return "/" }
        let word = word(for: spec, variant)
        switch spec.type {
        case .string: return .string(word)
        case .path: return .string("/\(word)")
        case .url: return .string("https://example.org/\(word)")
        case .date: return .string("2026-01-0\(variant + 1)")
        case .boolean: return .boolean(variant == 1)
        case .integer: return .integer(Int(exactly: number(of: spec, variant)) ?? 0)
        case .number: return .number(number(of: spec, variant))
        case .duration: return .string(DurationText.format(.seconds(number(of: spec, variant))))
        case .map: return variant == 0 ? [:] : .map([word: .string(word)])
        case .list:
            let element = InputSpec(name: spec.name, type: spec.items ?? .string)
            let count = min(max(spec.minimumLength ?? 0, variant), longest)
            return .list((0..<count).map { value(of: element, $0) })
        }
    }

    private static func number(of spec: InputSpec, _ variant: Int) -> Double {
        let least = spec.minimum ?? spec.maximum.map { min($0 - 2, 1) } ?? 1
        return min(least.rounded(.up) + Double(variant), spec.maximum ?? greatest, greatest)
    }

    /// The name keeps inputs apart from each other.
    private static func word(for spec: InputSpec, _ variant: Int) -> String {
        let word = "\(spec.name)-\(variant)"
        let padding = max(min(spec.minimumLength ?? 0, longest) - word.count, 0)
        return String((String(repeating: "x", count: padding) + word).suffix(max(spec.maximumLength ?? longest, 0)))
    }
}
