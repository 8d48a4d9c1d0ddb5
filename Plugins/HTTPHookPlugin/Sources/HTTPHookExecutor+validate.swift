public import Procession

extension HTTPHookExecutor {
    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        let configured = configuration.map ?? [:]
        return checkMethod(configured) + checkBody(configured) + checkURL(configured) + checkHeaders(configured)
            + checkAuthentication(configured) + checkExpectation(configured) + checkOutputs(configured)
    }

    /// CONNECT opens a tunnel and TRACE echoes what was sent: neither is a call.
    static func isMethod(_ name: String) -> Bool {
        (1...20).contains(name.utf8.count) && name.utf8.allSatisfy { (0x41...0x5a).contains($0 & 0xdf) }
            && !["CONNECT", "TRACE"].contains(name.uppercased())
    }

    /// Whether `name` is a token (RFC 9110, 5.6.2).
    static func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static let bodyKeys = ["json", "form", "body", "body_file"]
    /// Headers that frame the message: a wrong one would make another message of it.
    private static let framingHeaders: Set<String> = [
        "content-length", "transfer-encoding", "connection", "upgrade", "te"
    ]
    /// Outputs that every task has.
    private static let standardOutputs: Set<String> = ["status", "body"]

    private static func checkMethod(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let name = configured["method"]?.string, !Template.isTemplate(name), !isMethod(name) else { return [] }
        return [
            .init(
                path: [.key("method")], code: "invalid-value", message: "'\(name)' is no method that a hook can use")
        ]
    }

    private static func checkBody(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        let present = bodyKeys.filter { configured[$0] != nil }
        return present.dropFirst().map { key in
            .init(
                path: [.key(key)], code: "conflicting-keys", message: "'\(key)' and '\(present[0])' are both a body",
                hint: "keep one of them", isAboutKey: true)
        }
    }

    private static func checkURL(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let text = configured["url"]?.string, !Template.isTemplate(text) else { return [] }
        do {
            _ = try HookURL(text)
            return []
        } catch {
            return [.init(path: [.key("url")], code: "invalid-value", message: error.message)]
        }
    }

    private static func checkHeaders(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        (configured["headers"]?.map ?? [:]).keys.sorted().compactMap { name in
            let path: [ConfigurationSchema.PathStep] = [.key("headers"), .key(name)]
            if !isHeaderName(name) {
                return .init(
                    path: path, code: "invalid-value", message: "\(name.debugDescription) can't name a header",
                    isAboutKey: true)
            }
            if framingHeaders.contains(name.lowercased()) {
                return .init(
                    path: path, code: "invalid-value", message: "the header '\(name)' can't be set",
                    hint: "it follows from the body and the connection", isAboutKey: true)
            }
            if name.lowercased() == "authorization", configured["auth"] != nil {
                return .init(
                    path: path, code: "conflicting-keys", message: "the header '\(name)' and 'auth' are the same",
                    hint: "keep one of them", isAboutKey: true)
            }
            return nil
        }
    }

    private static func checkAuthentication(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let auth = configured["auth"]?.map else { return [] }
        switch (auth["bearer"] != nil, auth["basic"] != nil) {
        case (true, true):
            return [
                .init(
                    path: [.key("auth"), .key("basic")], code: "conflicting-keys",
                    message: "'bearer' and 'basic' exclude each other", hint: "keep one of them", isAboutKey: true)
            ]
        case (false, false):
            return [
                .init(
                    path: [.key("auth")], code: "missing-key", message: "'auth' names no secret",
                    hint: "write bearer: SECRET_NAME or basic: {username: NAME, password: SECRET_NAME}")
            ]
        default: return []
        }
    }

    private static func checkExpectation(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let expect = configured["expect"] else { return [] }
        return (expect.list ?? [expect]).enumerated().compactMap { index, element in
            let text = element.text
            guard !Template.isTemplate(text), ExpectedStatuses.range(parsing: text) == nil else { return nil }
            return .init(
                path: [.key("expect")] + (expect.list == nil ? [] : [.index(index)]), code: "invalid-value",
                message: "'\(text)' is no status, nor a range of them", hint: "write 201 or 200-299")
        }
    }

    private static func checkOutputs(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        (configured["outputs"]?.map ?? [:]).sorted { $0.key < $1.key }.compactMap { name, pointer in
            let path: [ConfigurationSchema.PathStep] = [.key("outputs"), .key(name)]
            if !NameSyntax.isVariable(name) {
                return .init(
                    path: path, code: "invalid-name", message: "'\(name)' can't name an output",
                    hint: "use lower-case letters, digits and '_', a letter first, at most 63", isAboutKey: true)
            }
            if standardOutputs.contains(name) {
                return .init(
                    path: path, code: "conflicting-keys", message: "every HTTP task has an output '\(name)' already",
                    hint: "give this one another name", isAboutKey: true)
            }
            if JSONPointer(pointer.text) == nil {
                return .init(
                    path: path, code: "invalid-value", message: "'\(pointer.text)' is no JSON pointer",
                    hint: "write \"\" for the whole answer or a path such as /items/0/id")
            }
            return nil
        }
    }
}
