import Procession

extension WaitExecutor {
    /// A duration, or a map that holds one under `for`, or a point in time under `until`.
    public enum Configuration: Codable, Sendable, Equatable {
        /// Such as `10m`.
        case duration(String)
        /// Such as `2026-12-24T18:00:00Z`.
        case until(String)

        private enum CodingKeys: String, CodingKey {
            case duration = "for"
            case until
        }

        public init(from decoder: any Decoder) throws {
            if let short = try? decoder.singleValueContainer().decode(String.self) {
                self = .duration(short)
                return
            }
            let long = try decoder.container(keyedBy: CodingKeys.self)
            self =
                if let end = try long.decodeIfPresent(String.self, forKey: .until) { .until(end) } else {
                    .duration(try long.decode(String.self, forKey: .duration))
                }
        }

        public func encode(to encoder: any Encoder) throws {
            var long = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .duration(let text): try long.encode(text, forKey: .duration)
            case .until(let text): try long.encode(text, forKey: .until)
            }
        }
    }
}
