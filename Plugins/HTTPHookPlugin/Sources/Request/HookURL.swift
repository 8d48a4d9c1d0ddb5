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
    /// Scheme, host, port where it is not the scheme's own, and path: fit for people, because secrets stand in the
    /// query if anywhere.
    let shown: String

    /// Reads a URL.
    ///
    /// - Throws: class `configuration`, code `invalid-url`. The message leaves the text out: it may hold a password.
    init(_ text: String) throws(TaskFailure) {
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7f }) else {
            throw Self.invalid("it holds a space or a control character; percent-encode it")
        }
        guard let url = URL(string: text), var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else {
            throw Self.invalid("it can't be parsed")
        }
        try self.init(&parts)
    }

    /// The same place with more pairs in the query.
    func adding(query pairs: [(name: String, value: String)]) throws(TaskFailure) -> HookURL {
        guard !pairs.isEmpty, var parts = URLComponents(string: text) else { return self }
        let present = parts.percentEncodedQuery.map { $0.isEmpty ? [] : [$0] } ?? []
        let added = pairs.map { "\(PercentEncoding.query($0.name))=\(PercentEncoding.query($0.value))" }
        parts.percentEncodedQuery = (present + added).joined(separator: "&")
        return try HookURL(&parts)
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

    private init(_ parts: inout URLComponents) throws(TaskFailure) {
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw Self.invalid("it must start with http:// or https://")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Self.invalid("it holds a user name or a password; use 'auth' with a secret instead")
        }
        guard let host = parts.host.map({ $0.trimmingCharacters(in: ["[", "]"]) }), !host.isEmpty,
            let encodedHost = parts.percentEncodedHost
        else {
            throw Self.invalid("it has no host")
        }
        let standardPort = scheme == "https" ? 443 : 80
        let port = parts.port ?? standardPort
        guard (1...65_535).contains(port) else { throw Self.invalid("its port must be from 1 to 65535") }
        parts.fragment = nil
        guard let text = parts.string, !host.contains("%") else { throw Self.invalid("its host is no host name") }
        self.text = text
        self.host = host
        self.port = port
        isEncrypted = scheme == "https"
        let address = port == standardPort ? encodedHost : "\(encodedHost):\(port)"
        shown = "\(scheme)://\(address)\(parts.percentEncodedPath)"
    }

    private static func invalid(_ reason: String) -> TaskFailure {
        TaskFailure(.configuration, "the URL can't be called: \(reason)", code: "invalid-url")
    }
}
