public import Procession

/// What a task says under the key `http`.
public struct HTTPHookConfiguration: Codable, Sendable {
    /// nil is POST where there is a body, GET otherwise.
    public var method: String?
    public var url: String
    /// Added to the query of `url`; a list gives one pair an element, null gives none.
    public var query: [String: Value]?
    public var headers: [String: Value]?
    public var body: Body?
    /// nil is ``defaultTimeout``.
    public var timeout: String?
    /// nil is 2xx.
    public var expect: ExpectedStatuses?
    public var followRedirects: RedirectLimit?
    public var auth: Authentication?
    public var sign: Signing?
    /// Name of an output to a JSON pointer (RFC 6901) into the response.
    public var outputs: [String: String]?
    public var allowLinkLocal: Bool?

    /// What holds where a task says nothing: 30 seconds for the whole exchange, redirects included.
    public static let defaultTimeout: Duration = .seconds(30)

    public enum Body: Sendable {
        case json(Value)
        case form([String: Value])
        case text(String)
        /// The path of a file, absolute or relative to the folder of the YAML file.
        case file(String)
    }

    /// How often a redirect is followed.
    public enum RedirectLimit: Sendable, Equatable {
        /// `true`: up to five times, whatever the method.
        case standard
        /// `false` is 0.
        case atMost(Int)
    }

    /// Names of the secrets that prove who calls.
    public struct Authentication: Codable, Sendable {
        public var bearer: String?
        public var basic: Basic?

        public struct Basic: Codable, Sendable {
            public var username: String
            /// The name of a secret, not the password.
            public var password: String
        }
    }

    public struct Signing: Codable, Sendable {
        /// The name of the secret that is the key.
        public var secret: String
        /// The header that carries the signature; nil is `webhook-signature`.
        public var header: String?
    }
}

extension HTTPHookConfiguration {
    enum CodingKeys: String, CodingKey {
        case method, url, query, headers, json, form, body, timeout, expect, auth, sign, outputs
        case bodyFile = "body_file"
        case followRedirects = "follow_redirects"
        case allowLinkLocal = "allow_link_local"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        method = try container.decodeIfPresent(String.self, forKey: .method)
        url = try container.decode(Value.self, forKey: .url).text
        query = try container.decodeIfPresent([String: Value].self, forKey: .query)
        headers = try container.decodeIfPresent([String: Value].self, forKey: .headers)
        timeout = try container.decodeIfPresent(String.self, forKey: .timeout)
        expect = try container.decodeIfPresent(ExpectedStatuses.self, forKey: .expect)
        followRedirects = try container.decodeIfPresent(RedirectLimit.self, forKey: .followRedirects)
        auth = try container.decodeIfPresent(Authentication.self, forKey: .auth)
        sign = try container.decodeIfPresent(Signing.self, forKey: .sign)
        outputs = try container.decodeIfPresent([String: String].self, forKey: .outputs)
        allowLinkLocal = try container.decodeIfPresent(Bool.self, forKey: .allowLinkLocal)
        // `json: null` is a body, the text "null": so presence is what counts, not the value.
        if container.contains(.json) {
            body = .json(try container.decode(Value.self, forKey: .json))
        } else if let form = try container.decodeIfPresent([String: Value].self, forKey: .form) {
            body = .form(form)
        } else if let text = try container.decodeIfPresent(Value.self, forKey: .body) {
            body = .text(text.text)
        } else if let path = try container.decodeIfPresent(Value.self, forKey: .bodyFile) {
            body = .file(path.text)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(method, forKey: .method)
        try container.encode(url, forKey: .url)
        try container.encodeIfPresent(query, forKey: .query)
        try container.encodeIfPresent(headers, forKey: .headers)
        try container.encodeIfPresent(timeout, forKey: .timeout)
        try container.encodeIfPresent(expect, forKey: .expect)
        try container.encodeIfPresent(followRedirects, forKey: .followRedirects)
        try container.encodeIfPresent(auth, forKey: .auth)
        try container.encodeIfPresent(sign, forKey: .sign)
        try container.encodeIfPresent(outputs, forKey: .outputs)
        try container.encodeIfPresent(allowLinkLocal, forKey: .allowLinkLocal)
        switch body {
        case .json(let value): try container.encode(value, forKey: .json)
        case .form(let fields): try container.encode(fields, forKey: .form)
        case .text(let text): try container.encode(text, forKey: .body)
        case .file(let path): try container.encode(path, forKey: .bodyFile)
        case nil: break
        }
    }
}

extension HTTPHookConfiguration.RedirectLimit: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let follows = try? container.decode(Bool.self) {
            self = follows ? .standard : .atMost(0)
        } else {
            self = .atMost(try container.decode(Int.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .standard: try container.encode(true)
        case .atMost(let limit): try container.encode(limit)
        }
    }
}
