import Procession

extension ExecutorConformance {
    /// The rules for what an executor says about configurations before any of them is used.
    var configurationChecks: [ConformanceCheck] {
        [
            ConformanceCheck("the configurations that are given keep the rules") {
                for configuration in samples {
                    try expect(
                        executor.violations(in: configuration).map(\.message), equals: [],
                        "what is wrong with \(configuration.json)")
                }
            },
            ConformanceCheck("a key that nobody knows is refused") {
                guard executor.descriptor.configuration.hasFixedKeys else { return }
                for configuration in samples {
                    guard var members = configuration.map else { continue }
                    members["no-such-key"] = true
                    try expect(
                        executor.violations(in: .map(members)).contains { $0.code == "unknown-key" },
                        "the key 'no-such-key' to be refused")
                }
            },
            ConformanceCheck("whatever stands in the place of a value, it is accepted or refused with a reason") {
                for configuration in samples.flatMap(\.disfigured) {
                    for violation in executor.violations(in: configuration) {
                        try expect(!violation.message.isEmpty, "a reason why \(configuration.json) is refused")
                    }
                }
            },
            ConformanceCheck("there is a text for lists, whatever the configuration") {
                for configuration in samples {
                    try expect(!executor.summary(of: configuration).isEmpty, "a summary of \(configuration.json)")
                }
                for configuration in samples.flatMap(\.disfigured) { _ = executor.summary(of: configuration) }
            }
        ]
    }

    var samples: [Value] { [completing, failing, endless].compactMap(\.self) }
}

extension ConfigurationSchema {
    /// Whether only known keys may stand at the top.
    fileprivate var hasFixedKeys: Bool {
        switch self {
        case .object: true
        case .oneOf(let alternatives):
            alternatives.allSatisfy { alternative in
                switch alternative {
                case .any, .map: false
                default: true
                }
            } && alternatives.contains(where: \.hasFixedKeys)
        default: false
        }
    }
}

extension Value {
    /// The value with one of its parts replaced by something odd, and odd values in its own place.
    fileprivate var disfigured: [Value] {
        let odd: [Value] = [
            .null, true, -1, .integer(.max), .number(.infinity), .number(1e300), "", "\0", "${", "${x", "${a.b ?? 'c'}",
            .string(TrickyText.known.joined()), [], [[]], [:], ["": .null]
        ]
        switch self {
        case .map(let members):
            return odd
                + members.keys.sorted().flatMap { key in
                    (members[key]?.disfigured ?? []).map { .map(members.merging([key: $0]) { $1 }) }
                }
        case .list(let elements):
            return odd
                + elements.indices.flatMap { index in
                    elements[index].disfigured.map { element in
                        var elements = elements
                        elements[index] = element
                        return .list(elements)
                    }
                }
        default: return odd
        }
    }
}
