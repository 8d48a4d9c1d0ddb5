import Crypto
import Foundation
import Procession

/// The key of the Standard Webhooks scheme (standardwebhooks.com, "Signature scheme", symmetric).
struct WebhookSigner: Sendable {
    private let key: SymmetricKey
    let header: String

    static let defaultHeader = "webhook-signature"

    /// Takes the value of the secret: `whsec_` and base64, as the scheme writes keys, or any text as its bytes.
    ///
    /// - Throws: class `configuration` if the text after `whsec_` is not base64 or the key is empty.
    init(secret: String, header: String?) throws(TaskFailure) {
        let prefix = "whsec_"
        let bytes: Data?
        if secret.hasPrefix(prefix) {
            bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count)))
        } else {
            bytes = Data(secret.utf8)
        }
        guard let bytes, !bytes.isEmpty else {
            throw TaskFailure(
                .configuration, "the signing key is empty or not base64 after 'whsec_'", code: "invalid-signing-key")
        }
        key = SymmetricKey(data: bytes)
        self.header = header ?? Self.defaultHeader
    }

    /// The three headers for one message: HMAC-SHA256 over `id.timestamp.body`.
    func headers(id: String, at time: Date, body: RequestBody) async throws -> [(name: String, value: String)] {
        let timestamp = String(Int64(time.timeIntervalSince1970))
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(timestamp).".utf8))
        try await body.authenticate(with: &code)
        let signature = Data(code.finalize()).base64EncodedString()
        return [("webhook-id", id), ("webhook-timestamp", timestamp), (header, "v1,\(signature)")]
    }
}
