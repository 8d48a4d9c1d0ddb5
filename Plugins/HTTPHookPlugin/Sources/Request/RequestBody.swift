import AsyncHTTPClient
import Crypto
import NIOCore
import Procession

/// What is sent after the headers; can be sent again.
enum RequestBody: Sendable {
    case none
    case bytes(ByteBuffer)
    case file(FileBody)

    /// The body that a task configures; its file is opened.
    init(_ body: HTTPHookConfiguration.Body?, baseDirectory: String) async throws {
        switch body {
        case nil: self = .none
        case .json(let value): self = .bytes(ByteBuffer(string: value.json))
        case .form(let fields): self = .bytes(ByteBuffer(string: PercentEncoding.form(fields.pairs)))
        case .text(let text): self = .bytes(ByteBuffer(string: text))
        case .file(let path): self = .file(try await FileBody(path: path, baseDirectory: baseDirectory))
        }
    }

    var forClient: HTTPClientRequest.Body? {
        switch self {
        case .none: nil
        case .bytes(let buffer): .bytes(buffer)
        case .file(let file): .stream(file, length: .known(file.size))
        }
    }

    /// Feeds the whole body to a message authentication code.
    func authenticate(with code: inout HMAC<SHA256>) async throws {
        switch self {
        case .none: break
        case .bytes(let buffer): buffer.withUnsafeReadableBytes { code.update(data: $0) }
        case .file(let file):
            for try await chunk in file { chunk.withUnsafeReadableBytes { code.update(data: $0) } }
        }
    }
}

extension HTTPHookConfiguration.Body {
    /// The `Content-Type` where the task names none.
    var contentType: String {
        switch self {
        case .json: "application/json"
        case .form: "application/x-www-form-urlencoded"
        case .text: "text/plain; charset=utf-8"
        case .file: "application/octet-stream"
        }
    }
}

extension [String: Value] {
    /// The pairs of a query or a form, by name: a list gives one an element, null gives none.
    var pairs: [(name: String, value: String)] {
        sorted { $0.key < $1.key }.flatMap { name, value in
            (value.list ?? (value.isNull ? [] : [value])).map { (name: name, value: $0.text) }
        }
    }
}
