import NIOHTTP1
import Procession

/// The redirects that one attempt has followed, and how many it may.
struct RedirectHistory {
    private let limit: Int
    private var visited: Set<String>

    static let standardLimit = 5

    /// Without a limit in the configuration, GET and HEAD follow the standard number and other methods none: what
    /// changes something is not sent to a place that nobody named.
    init(_ first: HookRequest, limit: HTTPHookConfiguration.RedirectLimit?) {
        switch limit {
        case .atMost(let number): self.limit = number
        case .standard: self.limit = Self.standardLimit
        case nil: self.limit = first.method == .GET || first.method == .HEAD ? Self.standardLimit : 0
        }
        visited = [Self.place(of: first)]
    }

    /// The request that follows `response`; nil if that is no redirect or none may be followed.
    ///
    /// - Throws: class `validation`, code `http-redirect`, where redirects go round in circles or on for too long.
    mutating func next(after request: HookRequest, _ response: HookResponse) throws(TaskFailure) -> HookRequest? {
        guard limit > 0,
            let next = try request.redirected(status: response.status, location: response.location)
        else { return nil }
        guard visited.insert(Self.place(of: next)).inserted else {
            throw failure("\(request.shown) was redirected in a circle, to \(next.url.shown)")
        }
        guard visited.count - 1 <= limit else {
            throw failure("\(request.shown) was redirected more than \(limit) times; 'follow_redirects' sets the limit")
        }
        return next
    }

    private static func place(of request: HookRequest) -> String { "\(request.method.rawValue) \(request.url.text)" }

    private func failure(_ message: String) -> TaskFailure {
        TaskFailure(.validation, message, code: "http-redirect")
    }
}
