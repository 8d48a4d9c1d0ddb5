import NIOHTTP1
import Procession

extension HookRequest {
    /// The request that follows a redirect; nil if `status` is none or the response doesn't say where to.
    ///
    /// 301 and 302 turn a POST into a GET, and 303 everything but a HEAD, as browsers do (Fetch, "HTTP-redirect
    /// fetch"); 307 and 308 repeat the request. What proves who calls goes only to the origin it was meant for.
    ///
    /// - Throws: class `configuration` if the target can't be called, `validation` if it gives up encryption.
    func redirected(status: Int, location: String?) throws(TaskFailure) -> HookRequest? {
        guard [301, 302, 303, 307, 308].contains(status), let location else { return nil }
        var next = self
        do {
            next.url = try url.following(location)
        } catch {
            throw TaskFailure(
                .validation, "\(shown) was redirected to where it can't go: \(error.message)", code: "http-redirect")
        }
        guard next.url.isEncrypted || !url.isEncrypted else {
            throw TaskFailure(
                .validation, "\(shown) was redirected from https to \(next.url.shown)", code: "http-redirect")
        }
        if status == 303 && method != .HEAD || (status == 301 || status == 302) && method == .POST {
            next.method = .GET
            next.body = .none
            for name in headers.map(\.name) where name.lowercased().hasPrefix("content-") {
                next.headers.remove(name: name)
            }
        }
        if !next.url.hasSameOrigin(as: url) {
            next.signer = nil
            for name in privateHeaders { next.headers.remove(name: name) }
        }
        return next
    }
}
