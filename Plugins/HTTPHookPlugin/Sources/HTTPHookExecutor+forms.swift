import Procession

// What texts of a configuration look like.
extension HTTPHookExecutor {
    static let texts = ConfigurationSchema.oneOf([.string(), .list(of: .string())])
    static let statuses = ConfigurationSchema.oneOf([
        .integer(minimum: 100, maximum: 599),
        .string(
            pattern: .init("[1-5][0-9]{2}(-[1-5][0-9]{2})?", meaning: "a status such as 201 or a range such as 200-299")
        )
    ])
    static let secretName = ConfigurationSchema.string(
        templating: .none, pattern: .init("[A-Za-z_][A-Za-z0-9_]*", meaning: "the name of a secret"))

    /// CONNECT opens a tunnel and TRACE echoes what was sent: neither is a call.
    static let method = ConfigurationSchema.Pattern(
        "(?!(?:\(anyCase("CONNECT"))|\(anyCase("TRACE")))$)[A-Za-z]{1,20}",
        meaning: "an HTTP method such as PUT, none of CONNECT and TRACE")

    /// What ``HookURL`` takes, as far as a regular expression can tell.
    static let url = ConfigurationSchema.Pattern(
        #"[Hh][Tt][Tt][Pp][Ss]?://(?:\[[^\[\]/?#@%\u0000-\u0020\u007f]+\]|[^\[\]/?#@%:\u0000-\u0020\u007f]+)"#
            + #"(?::[0-9]*)?(?:[/?#][^\u0000-\u0020\u007f]*)?"#,
        meaning: "an http or https URL without user and password")

    private static let token = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"

    /// A token (RFC 9110, 5.6.2).
    static let headerName = ConfigurationSchema.Pattern(token, meaning: "the name of a header")

    /// A wrong header that frames the message would make another message of it.
    static let settableHeader = ConfigurationSchema.Pattern(
        "(?!(?:\(framingHeaders.map(anyCase).joined(separator: "|")))$)\(token)",
        meaning: "the name of a header, none that follows from the body or the connection")

    private static let framingHeaders = ["Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE"]

    /// Every task has the outputs that are left out here.
    static let output = ConfigurationSchema.Pattern(
        "(?!(?:status|body)$)[a-z][a-z0-9_]{0,62}",
        meaning: "a name of lower-case letters, digits and '_', and not status or body")

    static let pointer = ConfigurationSchema.Pattern(
        "(?:/(?:[^~/]|~[01])*)*", meaning: "a JSON pointer such as /items/0/id, or \"\" for the whole answer")

    private static func anyCase(_ word: String) -> String {
        word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }
}
