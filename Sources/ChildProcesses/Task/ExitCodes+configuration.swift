package import Procession

extension ExitCodes {
    /// The keys with which a task says what exit codes mean.
    package static let properties: [ConfigurationSchema.Property] = [
        ConfigurationSchema.Property(
            "success_codes", .list(of: .integer(minimum: 0, maximum: 255), minimumCount: 1), defaultValue: [0],
            "The exit codes that stand for success."),
        ConfigurationSchema.Property(
            "retryable_codes", .list(of: .integer(minimum: 1, maximum: 255)),
            """
            The exit codes after which another attempt makes sense (class `unavailable`); all others are then final \
            (class `validation`). Without this key every failure may be retried (class `runtime`).
            """)
    ]

    /// What both keys say, nil standing for an absent one.
    package init(successCodes: [Int]?, retryableCodes: [Int]?) {
        self.init(success: Set(successCodes ?? [0]), retryable: retryableCodes.map(Set.init))
    }

    /// Codes of a configuration that would mean both success and failure.
    package static func violations(in configuration: Value) -> [ConfigurationSchema.Violation] {
        let success = Set(configuration["success_codes"]?.list ?? [0])
        let retryable = configuration["retryable_codes"]?.list ?? []
        return retryable.enumerated().filter { success.contains($0.element) }.map { index, code in
            ConfigurationSchema.Violation(
                path: [.key("retryable_codes"), .index(index)], code: "contradiction",
                message: "exit code \(code.text) can't stand for success and for another attempt",
                hint: "leave it out of 'success_codes' or of 'retryable_codes'")
        }
    }
}
