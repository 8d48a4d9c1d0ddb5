import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import Procession

/// What came back for one request.
struct HookResponse: Sendable {
    let status: Int
    /// The words beside the status; a server may leave them out.
    let reason: String
    let location: String?
    let retryAfter: String?
    /// The body, decompressed, up to ``readLimit`` bytes.
    let body: [UInt8]
    /// Whether the body was longer.
    let isCut: Bool

    /// How much of a body is read before the connection is dropped.
    static let readLimit = 1024 * 1024
    /// How much of a body is kept as output and log.
    static let keptLimit = 64 * 1024

    /// Reads the body to its end, or to the limit.
    init(receiving response: HTTPClientResponse) async throws {
        status = Int(response.status.code)
        reason = response.status.reasonPhrase
        location = response.headers.first(name: "Location")
        retryAfter = response.headers.first(name: "Retry-After")
        var bytes: [UInt8] = []
        var isCut = false
        do {
            for try await chunk in response.body {
                let room = Self.readLimit - bytes.count
                bytes += chunk.readableBytesView.prefix(room)
                // Leaving the loop ends the exchange and its connection.
                guard chunk.readableBytes <= room else {
                    isCut = true
                    break
                }
            }
        } catch NIOHTTPDecompression.DecompressionError.limit {
            isCut = true
        }
        // A cancelled task sees the body end as if it were complete.
        try Task.checkCancellation()
        body = bytes
        self.isCut = isCut
    }

    /// Such as `200 OK`.
    var statusLine: String {
        reason.isEmpty ? "\(status)" : "\(status) \(reason)"
    }

    /// The beginning of the body as text of at most ``keptLimit`` bytes; what is not UTF-8 has become U+FFFD.
    var keptText: String {
        // Three bytes more, so that a character across the limit is whole here and goes as a whole.
        let text = String(decoding: body.prefix(Self.keptLimit + 3), as: UTF8.self)
        guard text.utf8.count > Self.keptLimit else { return text }
        let candidates = (0...3).lazy.compactMap { excess in
            String(validating: text.utf8.prefix(Self.keptLimit - excess), as: UTF8.self)
        }
        return candidates.first ?? ""
    }

    /// Such as `123 bytes`.
    var size: String {
        if isCut { return "more than \(Self.readLimit) bytes" }
        return body.count == 1 ? "1 byte" : "\(body.count) bytes"
    }
}
