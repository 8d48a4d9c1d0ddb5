extension ShellExecutor {
    /// A text, or a map that holds one under `run`.
    public struct Configuration: Codable, Sendable, Equatable {
        public var run: String
        public var interpreter: Shell
        /// nil stands for 0 alone.
        public var successCodes: [Int]?
        /// nil stands for all that aren't success.
        public var retryableCodes: [Int]?

        public init(
            run: String, interpreter: Shell = .sh, successCodes: [Int]? = nil, retryableCodes: [Int]? = nil
        ) {
            self.run = run
            self.interpreter = interpreter
            self.successCodes = successCodes
            self.retryableCodes = retryableCodes
        }

        public enum CodingKeys: String, CodingKey {
            case run, interpreter
            case successCodes = "success_codes"
            case retryableCodes = "retryable_codes"
        }

        public init(from decoder: any Decoder) throws {
            if let short = try? decoder.singleValueContainer().decode(String.self) {
                self.init(run: short)
            } else {
                let long = try decoder.container(keyedBy: CodingKeys.self)
                self.init(
                    run: try long.decode(String.self, forKey: .run),
                    interpreter: try long.decodeIfPresent(Shell.self, forKey: .interpreter) ?? .sh,
                    successCodes: try long.decodeIfPresent([Int].self, forKey: .successCodes),
                    retryableCodes: try long.decodeIfPresent([Int].self, forKey: .retryableCodes))
            }
        }
    }
}
