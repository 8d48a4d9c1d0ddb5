public import Procession

extension HTTPHookExecutor {
    /// `POST https://example.org/path`: no query, no fragment and no user, because secrets stand there if anywhere.
    public static func summary(of configuration: Value) -> String {
        let hasBody = ["json", "form", "body", "body_file"].contains { configuration[$0] != nil }
        let method = configuration["method"]?.text.uppercased() ?? (hasBody ? "POST" : "GET")
        guard let url = configuration["url"]?.text, !url.isEmpty else { return method }
        return "\(method) \(withoutUser(withoutQuery(url)))"
    }

    /// The text up to the first "?" or "#" outside `${...}`.
    private static func withoutQuery(_ url: String) -> Substring {
        var depth = 0
        var last: Character?
        for index in url.indices {
            switch url[index] {
            case "{" where last == "$" || depth > 0: depth += 1
            case "}" where depth > 0: depth -= 1
            case "?" where depth == 0, "#" where depth == 0: return url[..<index]
            default: break
            }
            last = url[index]
        }
        return url[...]
    }

    private static func withoutUser(_ url: Substring) -> String {
        guard let scheme = url.firstRange(of: "://") else { return String(url) }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let user = authority.lastIndex(of: "@") else { return String(url) }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: user)...])
    }
}
