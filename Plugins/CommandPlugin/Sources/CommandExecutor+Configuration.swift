import Procession

extension CommandExecutor {
    /// A list of arguments, or a map that holds one under `argv`.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The program and its arguments.
        public var argv: [String]
        /// What the program reads from its standard input; nil is nothing.
        public var stdin: String?
        /// nil stands for 0 alone.
        public var successCodes: [Int]?
        /// nil stands for all that aren't success.
        public var retryableCodes: [Int]?

        public init(
            argv: [String], stdin: String? = nil, successCodes: [Int]? = nil, retryableCodes: [Int]? = nil
        ) {
            self.argv = argv
            self.stdin = stdin
            self.successCodes = successCodes
            self.retryableCodes = retryableCodes
        }

        public enum CodingKeys: String, CodingKey {
            case argv, stdin
            case successCodes = "success_codes"
            case retryableCodes = "retryable_codes"
        }

        public init(from decoder: any Decoder) throws {
            // Numbers and booleans are arguments like texts.
            if let short = try? decoder.singleValueContainer().decode([Value].self) {
                self.init(argv: short.map(\.text))
            } else {
                let long = try decoder.container(keyedBy: CodingKeys.self)
                self.init(
                    argv: try long.decode([Value].self, forKey: .argv).map(\.text),
                    stdin: try long.decodeIfPresent(Value.self, forKey: .stdin)?.text,
                    successCodes: try long.decodeIfPresent([Int].self, forKey: .successCodes),
                    retryableCodes: try long.decodeIfPresent([Int].self, forKey: .retryableCodes))
            }
        }
    }
}
