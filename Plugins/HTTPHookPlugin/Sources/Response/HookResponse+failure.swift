import Procession

import struct Foundation.Date

extension HookResponse {
    /// The failure of a task that did not expect this status.
    func failure(of request: HookRequest, now: Date) -> TaskFailure {
        var message = "\(request.shown) answered \(statusLine)"
        let excerpt = self.excerpt
        if !excerpt.isEmpty { message += ": \(excerpt)" }
        let errorClass = self.errorClass
        return TaskFailure(
            errorClass, message, code: "http-\(status)",
            retryAfter: errorClass == .unavailable ? self.retryAfter.flatMap { RetryAfter.delay($0, now: now) } : nil)
    }

    private var errorClass: ErrorClass {
        switch status {
        case 401, 407: .authentication
        case 403: .authorization
        case 404, 410: .notFound
        case 409: .conflict
        case 408, 425, 429, 500...: .unavailable
        default: .validation
        }
    }

    /// The first words of the body on one line, at most 200 characters.
    private var excerpt: String {
        // Five times as many bytes hold 200 characters of any script, with room for the blanks that go.
        let text = String(decoding: body.prefix(1000), as: UTF8.self)
        let words = text.split { character in
            character.isWhitespace || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
        }
        let line = words.joined(separator: " ")
        return line.count <= 200 ? line : "\(line.prefix(199))…"
    }
}
