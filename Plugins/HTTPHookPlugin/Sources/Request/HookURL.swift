import Foundation
import Procession

/// A URL that a hook may call: http or https, with a host and without a user.
struct HookURL: Sendable, Equatable {
    /// Absolute, percent-encoded, without a fragment.
    let text: String
    /// As it stands in the URL; without brackets around an IPv6 address.
    let host: String
    let isEncrypted: Bool
    let port: Int
    /// The URL without its query: fit for people, because that is where secrets stand if anywhere.
    let shown: String

    /// Reads a URL.
    ///
    /// - Throws: class `configuration`, code `invalid-url`. The message leaves the text out: it may hold a password.
    init(_ text: String) throws(TaskFailure) {
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7f }) else {
            throw Self.invalid("it holds a space or a control character; percent-encode it")
        }
        guard let url = URL(string: text) else { throw Self.invalid("it can't be parsed") }
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw Self.invalid("it must start with http:// or https://")
        }
        guard url.user == nil, url.password == nil else {
            throw Self.invalid("it holds a user name or a password; use 'auth' with a secret instead")
        }
        let standardPort = scheme == "https" ? 443 : 80
        let whole = url.absoluteString.prefix { $0 != "#" }
        let authority = whole.dropFirst(scheme.utf8.count + 3).prefix { $0 != "/" && $0 != "?" }
        // Foundation gives no port where the number is too large; calling another port than the one written won't do.
        let afterAddress = authority.lastIndex(of: "]").map { authority[$0...] } ?? authority
        let writtenPort = afterAddress.firstIndex(of: ":").map { afterAddress[$0...].dropFirst() } ?? ""
        let port = writtenPort.isEmpty ? standardPort : Int(writtenPort) ?? 0
        guard (1...65_535).contains(port) else { throw Self.invalid("its port must be from 1 to 65535") }
        // Read just as AsyncHTTPClient reads it: the name whose addresses are checked is the one that it connects to.
        guard let host = URL(string: String(whole))?.host?.trimmingCharacters(in: ["[", "]"]), !host.isEmpty else {
            throw Self.invalid("it has no host")
        }
        guard !host.contains("%") else { throw Self.invalid("its host is no host name") }
        self.text = String(whole)
        self.host = host
        self.port = port
        isEncrypted = scheme == "https"
        shown = String(whole.prefix { $0 != "?" })
    }

    /// The same place with more pairs in the query.
    func adding(query pairs: [(name: String, value: String)]) throws(TaskFailure) -> HookURL {
        guard !pairs.isEmpty else { return self }
        let added = pairs.map { "\(PercentEncoding.query($0.name))=\(PercentEncoding.query($0.value))" }
        let separator = !text.contains("?") ? "?" : text.hasSuffix("?") || text.hasSuffix("&") ? "" : "&"
        return try HookURL(text + separator + added.joined(separator: "&"))
    }

    /// Where a `Location` header of a response from here leads.
    func following(_ location: String) throws(TaskFailure) -> HookURL {
        guard let base = URL(string: text), let target = URL(string: location, relativeTo: base) else {
            throw Self.invalid("it can't be parsed")
        }
        return try HookURL(target.absoluteString)
    }

    /// Whether both have the same scheme, host and port.
    func hasSameOrigin(as other: HookURL) -> Bool {
        isEncrypted == other.isEncrypted && port == other.port && host.lowercased() == other.host.lowercased()
    }

    private static func invalid(_ reason: String) -> TaskFailure {
        TaskFailure(.configuration, "the URL can't be called: \(reason)", code: "invalid-url")
    }
}
