extension InputSpec {
    /// Every rule beyond the type that a value of the type, as it was given, breaks.
    func violations(of value: Value) -> [Violation] {
        [allowedViolation(value), rangeViolation(value), lengthViolation(value), patternViolation(value)]
            .compactMap(\.self)
    }

    private func allowedViolation(_ value: Value) -> Violation? {
        guard let allowed, !allowed.contains(where: { ((try? read($0).get()) ?? $0).equals(value) }) else { return nil }
        let names = allowed.map(\.text)
        return Violation(
            code: "not-allowed", message: "must be one of \(names.joined(separator: ", ")), not \(value.text.quoted)",
            hint: NearestName.hint(for: value.text, among: names))
    }

    private func rangeViolation(_ value: Value) -> Violation? {
        let isDuration = type == .duration
        guard let number = isDuration ? value.string.flatMap(DurationText.parse)?.inSeconds : value.double else {
            return nil
        }
        func bound(_ limit: Double) -> String {
            isDuration ? DurationText.format(seconds: limit) : JSONText.format(limit)
        }
        if let minimum, number < minimum {
            return Violation(code: "out-of-range", message: "must be at least \(bound(minimum)), not \(value.text)")
        }
        if let maximum, number > maximum {
            return Violation(code: "out-of-range", message: "must be at most \(bound(maximum)), not \(value.text)")
        }
        return nil
    }

    private func lengthViolation(_ value: Value) -> Violation? {
        let (length, unit): (Int, String)
        switch value {
        // By scalars, as JSON Schema counts.
        case .string(let text): (length, unit) = (text.unicodeScalars.count, "character")
        case .list(let elements): (length, unit) = (elements.count, "element")
        default: return nil
        }
        func counted(_ count: Int) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
        if let minimumLength, length < minimumLength {
            return Violation(
                code: "too-short", message: "must have at least \(counted(minimumLength)), not \(length)")
        }
        if let maximumLength, length > maximumLength {
            return Violation(code: "too-long", message: "must have at most \(counted(maximumLength)), not \(length)")
        }
        return nil
    }

    private func patternViolation(_ value: Value) -> Violation? {
        guard let pattern, case .string(let text) = value else { return nil }
        switch TextPattern(pattern)?.match(text) {
        case .matches: return nil
        case .differs:
            return Violation(code: "pattern-mismatch", message: "must match '\(pattern)', not \(text.quoted)")
        case .tooExpensive:
            return Violation(
                code: "pattern-mismatch", message: "takes too long to compare with '\(pattern)'",
                hint: "give a shorter text, or simplify the pattern: nested repetitions such as (a+)+ explode")
        case nil: return Violation(code: "pattern-mismatch", message: "can't be compared: '\(pattern)' is no pattern")
        }
    }

    /// Whether the file is missing that a path, made absolute, must name.
    func existenceViolation(_ value: Value) -> Violation? {
        guard type == .path, mustExist, case .string(let path) = value, !InputPath.exists(path) else { return nil }
        return Violation(code: "no-such-file", message: "names a file that doesn't exist: \(path.quoted)")
    }
}
