public import Procession

extension ProcessExecutor {
    /// The name of a process type, or a map that holds it under `type`.
    public struct Configuration: Codable, Sendable, Equatable {
        public var type: ProcessTypeName
        public var inputs: [String: Value]
        /// nil waits for as long as it takes.
        public var timeout: Duration?

        private enum CodingKeys: String, CodingKey {
            case type, inputs, timeout
        }

        public init(from decoder: any Decoder) throws {
            if let short = try? decoder.singleValueContainer().decode(String.self) {
                self.init(type: ProcessTypeName(short))
                return
            }
            let long = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                type: ProcessTypeName(try long.decode(String.self, forKey: .type)),
                inputs: try long.decodeIfPresent([String: Value].self, forKey: .inputs) ?? [:],
                timeout: try long.decodeIfPresent(Duration.self, forKey: .timeout))
        }

        public init(type: ProcessTypeName, inputs: [String: Value] = [:], timeout: Duration? = nil) {
            self.type = type
            self.inputs = inputs
            self.timeout = timeout
        }
    }
}
