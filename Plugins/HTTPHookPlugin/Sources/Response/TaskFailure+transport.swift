import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
import Procession

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension TaskFailure {
    /// The failure of a request that got no response, or not all of it.
    init(transport error: any Error, of request: HookRequest) {
        let (errorClass, code, reason) = Self.classify(error)
        self.init(errorClass, "\(request.shown): \(reason)", code: code)
    }

    /// The failure of a request that took too long.
    static func timeout(of request: HookRequest, after limit: Duration) -> TaskFailure {
        TaskFailure(
            .timeout, "\(request.shown) took longer than \(DurationText.format(limit))", code: "http-timeout")
    }

    private static func classify(_ error: any Error) -> (ErrorClass, code: String, reason: String) {
        switch error {
        case let failure as HostResolver.Failure:
            (.communication, "dns", "the host's address can't be found: \(failure)")
        case let error as HTTPClientError where error == .connectTimeout:
            (.timeout, "connect-timeout", "no connection came about in time")
        case let error as HTTPClientError where error == .tlsHandshakeTimeout:
            (.timeout, "connect-timeout", "TLS was not agreed on in time")
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            (.communication, "connection-closed", "the connection was closed before the response was complete")
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: (.communication, "connection-refused", "the connection was refused")
            case ECONNRESET, EPIPE: (.communication, "connection-closed", "the connection was reset")
            default: (.communication, "connection", String(cString: strerror(error.errnoCode)))
            }
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            (.communication, "tls", "TLS failed: \(tlsReason(error))")
        case HTTPParserError.invalidEOFState:
            (.communication, "connection-closed", "the connection was closed before the response was complete")
        case is HTTPParserError:
            (.communication, "malformed-response", "the response is not HTTP: \(error)")
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
            (.communication, "malformed-response", "the body can't be decompressed: \(error)")
        default:
            (.communication, "connection", "\(error)")
        }
    }

    /// What went wrong in TLS, in BoringSSL's words: `certificate verify failed`.
    private static func tlsReason(_ error: any Error) -> String {
        let text = "\(error)"
        guard let match = text.firstMatch(of: /OPENSSL_internal:([A-Z0-9_]+)/) else { return text }
        return match.1.replacing("_", with: " ").lowercased()
    }
}
