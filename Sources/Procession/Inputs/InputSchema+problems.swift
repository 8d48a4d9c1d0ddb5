extension InputSchema {
    /// Problems of the schema itself, such as a default that breaks its own constraints; the path names the spec key.
    public func problems() -> [Problem] {
        var problems: [Problem] = []
        var seen: Set<String> = []
        for spec in inputs {
            if !seen.insert(spec.name).inserted {
                problems.append(
                    Problem(
                        input: spec.name, key: nil, code: "duplicate-key",
                        message: "the input \(spec.name.quoted) is declared twice"))
            }
            problems += spec.problems()
        }
        return problems
    }

    public struct Problem: Sendable, Equatable {
        public var input: String
        /// The spec key at fault, such as `default`; nil for the input as a whole.
        public var key: String?
        public var code: Diagnostic.Code
        public var message: String
        public var hint: String?

        public init(input: String, key: String?, code: Diagnostic.Code, message: String, hint: String? = nil) {
            self.input = input
            self.key = key
            self.code = code
            self.message = message
            self.hint = hint
        }
    }
}

extension InputSpec {
    fileprivate func problems() -> [InputSchema.Problem] {
        var problems: [InputSchema.Problem] = []
        func report(_ key: String?, _ code: Diagnostic.Code, _ message: String, hint: String? = nil) {
            problems.append(.init(input: name, key: key, code: code, message: message, hint: hint))
        }
        if !NameSyntax.isVariable(name) {
            report(
                nil, "invalid-name", "\(name.quoted) can't name an input",
                hint: "use lower-case letters, digits and '_', a letter first, at most 63")
        }
        for (key, types) in misplacedKeys {
            report(
                key, "misplaced-key", "'\(key)' has no meaning for the type '\(type.rawValue)'",
                hint: "it is for \(types.map(\.rawValue).joined(separator: ", "))")
        }
        if minimum?.isFinite == false { report("minimum", "out-of-range", "'minimum' must be a finite number") }
        if maximum?.isFinite == false { report("maximum", "out-of-range", "'maximum' must be a finite number") }
        if let minimum, let maximum, minimum > maximum {
            report("maximum", "out-of-range", "'maximum' is less than 'minimum'")
        }
        if let minimumLength, minimumLength < 0 { report("min_length", "out-of-range", "'min_length' is negative") }
        if let maximumLength, maximumLength < (minimumLength ?? 0) {
            report(
                "max_length", "out-of-range", "'max_length' is less than \(minimumLength == nil ? "0" : "'min_length'")"
            )
        }
        let isPatternUsable = pattern.map { TextPattern($0) != nil } ?? true
        if !isPatternUsable, let pattern {
            report("pattern", "invalid-value", "\(pattern.quoted) is not a regular expression")
        }
        if allowed?.isEmpty == true { report("enum", "invalid-value", "'enum' allows no value at all") }
        // What is allowed must have the type; only the default is held against every other rule.
        for value in allowed ?? [] {
            if case .failure(let violation) = read(value) {
                report("enum", violation.code, "a value of 'enum' \(violation.message)", hint: violation.hint)
            }
        }
        if let defaultValue, !defaultValue.isNull {
            if isSecret {
                report(
                    "default", "invalid-value", "a secret can't have a default",
                    hint: "name the secret when the process is made")
            } else if defaultValue.holdsNULByte {
                report("default", "nul-byte", "the default contains a NUL byte")
            } else {
                for violation in defaultViolations(isPatternUsable: isPatternUsable) {
                    report("default", violation.code, "the default \(violation.message)", hint: violation.hint)
                }
            }
        }
        return problems
    }

    private func defaultViolations(isPatternUsable: Bool) -> [Violation] {
        guard let defaultValue else { return [] }
        switch read(defaultValue) {
        case .failure(let violation): return [violation]
        case .success(let value):
            var rules = self
            if !isPatternUsable { rules.pattern = nil }
            return rules.violations(of: value)
        }
    }

    /// Keys that say nothing about this type, with the types that they are for.
    private var misplacedKeys: [(key: String, types: [ValueType])] {
        Self.typesOfKeys.filter { isGiven($0.key) && !$0.types.contains(type) }
    }

    private func isGiven(_ key: String) -> Bool {
        switch key {
        case "minimum": minimum != nil
        case "maximum": maximum != nil
        case "pattern": pattern != nil
        case "min_length": minimumLength != nil
        case "max_length": maximumLength != nil
        case "items": items != nil
        case "must_exist": mustExist
        default: isSecret
        }
    }
}

extension InputSpec {
    /// The keys that have a meaning for some types only, with those; the last two only where they are true.
    package static let typesOfKeys: [(key: String, types: [ValueType])] = {
        let texts: [ValueType] = [.string, .path, .url, .date, .duration]
        return [
            ("minimum", [.integer, .number, .duration]), ("maximum", [.integer, .number, .duration]),
            ("pattern", texts), ("min_length", texts + [.list]), ("max_length", texts + [.list]), ("items", [.list]),
            ("must_exist", [.path]), ("secret", [.string])
        ]
    }()
}
