import Procession

extension ApprovalExecutor {
    /// A question, or a map that holds one under `message`.
    public struct Configuration: Codable, Sendable, Equatable {
        /// What becomes of the task when nobody has decided in time.
        public enum TimeoutOutcome: String, Codable, Sendable, CaseIterable {
            case reject, approve
        }

        public var message: String
        /// nil waits for as long as it takes.
        public var timeout: Duration?
        public var onTimeout: TimeoutOutcome

        private enum CodingKeys: String, CodingKey {
            case message, timeout
            case onTimeout = "on_timeout"
        }

        public init(from decoder: any Decoder) throws {
            if let short = try? decoder.singleValueContainer().decode(String.self) {
                self.init(message: short)
                return
            }
            let long = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                message: try long.decode(String.self, forKey: .message),
                timeout: try long.decodeIfPresent(Duration.self, forKey: .timeout),
                onTimeout: try long.decodeIfPresent(TimeoutOutcome.self, forKey: .onTimeout) ?? .reject)
        }

        public init(message: String, timeout: Duration? = nil, onTimeout: TimeoutOutcome = .reject) {
            self.message = message
            self.timeout = timeout
            self.onTimeout = onTimeout
        }
    }
}
