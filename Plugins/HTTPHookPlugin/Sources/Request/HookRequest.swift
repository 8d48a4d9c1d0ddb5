import Foundation
import NIOHTTP1
import Procession

/// One request as it is to be sent, before signing.
struct HookRequest: Sendable {
    var method: HTTPMethod
    var url: HookURL
    var headers: HTTPHeaders
    var body: RequestBody
    /// nil where the task asks for none, or where the request was sent on to somebody else.
    var signer: WebhookSigner?
    /// Names of headers that only the first origin may see, in lower case.
    var privateHeaders: Set<String>

    /// Such as `POST https://example.org/path`.
    var shown: String { "\(method.rawValue) \(url.shown)" }

    static let userAgent = "Procession"

    /// Puts together what a task configures.
    ///
    /// - Throws: ``TaskFailure`` of class `configuration`, `validation` or `authorization`.
    init(_ configuration: HTTPHookConfiguration, body: RequestBody, context: TaskContext) throws(TaskFailure) {
        let name = configuration.method?.uppercased() ?? (configuration.body == nil ? "GET" : "POST")
        guard HTTPHookExecutor.method.matches(name) else {
            throw TaskFailure(.validation, "the method is none that a hook can use", code: "invalid-method")
        }
        method = HTTPMethod(rawValue: name)
        url = try HookURL(configuration.url).adding(query: configuration.query?.pairs ?? [])
        self.body = body

        headers = HTTPHeaders()
        for (name, value) in (configuration.headers ?? [:]).pairs {
            try Self.check(header: name, value: value)
            headers.add(name: name, value: value)
        }
        if let contentType = configuration.body?.contentType, !headers.contains(name: "Content-Type") {
            headers.add(name: "Content-Type", value: contentType)
        }
        if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: Self.userAgent) }
        if !headers.contains(name: "Idempotency-Key") {
            try Self.check(header: "Idempotency-Key", value: context.idempotencyKey)
            headers.add(name: "Idempotency-Key", value: context.idempotencyKey)
        }
        if let authorization = try configuration.auth?.header(secrets: context.secrets) {
            try Self.check(header: "Authorization", value: authorization)
            headers.replaceOrAdd(name: "Authorization", value: authorization)
        }
        if let signing = configuration.sign {
            let secret = try context.secrets.value(named: signing.secret)
            signer = try WebhookSigner(secret: secret, header: signing.header)
        }

        let secrets = context.secrets.values.filter { !$0.isEmpty }
        let carriers = headers.filter { header in secrets.contains { header.value.contains($0) } }
        privateHeaders = Set(carriers.map { $0.name.lowercased() })
            .union(["authorization", "proxy-authorization", "cookie", "host"])
    }

    /// Refuses what would end a header and begin another, or break the message.
    private static func check(header name: String, value: String) throws(TaskFailure) {
        guard HTTPHookExecutor.headerName.matches(name) else {
            throw TaskFailure(.validation, "'\(name.debugDescription)' can't name a header", code: "invalid-header")
        }
        guard value.utf8.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7f) }) else {
            throw TaskFailure(
                .validation, "the value of the header '\(name)' holds a line break or another control character",
                code: "invalid-header")
        }
    }
}

extension HTTPHookConfiguration.Authentication {
    func header(secrets: [String: String]) throws(TaskFailure) -> String? {
        if let bearer { return "Bearer \(try secrets.value(named: bearer))" }
        guard let basic else { return nil }
        // RFC 7617: a colon would end the user name.
        guard !basic.username.contains(":") else {
            throw TaskFailure(.validation, "the user name of 'auth.basic' holds a colon", code: "invalid-auth")
        }
        let password = try secrets.value(named: basic.password)
        return "Basic \(Data("\(basic.username):\(password)".utf8).base64EncodedString())"
    }
}

extension HTTPHookConfiguration {
    /// Texts that give a secret away though they are none: the user and password whose base64 form is sent.
    func derivedSecrets(of secrets: [String: String]) -> [String] {
        guard let basic = auth?.basic, let password = secrets[basic.password] else { return [] }
        return ["\(basic.username):\(password)"]
    }
}

extension [String: String] {
    /// The secret of this name.
    func value(named name: String) throws(TaskFailure) -> String {
        guard let value = self[name] else {
            throw TaskFailure(
                .authorization, "the task has no secret '\(name)'; list it under 'secrets'", code: "missing-secret")
        }
        return value
    }
}
