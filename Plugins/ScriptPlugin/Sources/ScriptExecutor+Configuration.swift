import Procession

extension ScriptExecutor {
    public struct Configuration: Codable, Sendable, Equatable {
        public var language: ScriptLanguage
        /// The script itself; exactly one of this and `file` is there.
        public var source: String?
        /// Where the script is: absolute, or relative to the folder of the YAML file.
        public var file: String?
        /// What the script gets as arguments.
        public var args: [String]
        /// nil stands for 0 alone.
        public var successCodes: [Int]?
        /// nil stands for all that aren't success.
        public var retryableCodes: [Int]?

        public enum CodingKeys: String, CodingKey {
            case language, source, file, args
            case successCodes = "success_codes"
            case retryableCodes = "retryable_codes"
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            language = try values.decode(ScriptLanguage.self, forKey: .language)
            source = try values.decodeIfPresent(String.self, forKey: .source)
            file = try values.decodeIfPresent(String.self, forKey: .file)
            // Numbers and booleans are arguments like texts.
            args = (try values.decodeIfPresent([Value].self, forKey: .args) ?? []).map(\.text)
            successCodes = try values.decodeIfPresent([Int].self, forKey: .successCodes)
            retryableCodes = try values.decodeIfPresent([Int].self, forKey: .retryableCodes)
        }
    }
}
