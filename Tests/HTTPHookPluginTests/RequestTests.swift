import Crypto
import Foundation
import HTTPHookPlugin
import Procession
import Testing

@Suite("What goes over the wire", .timeLimit(.minutes(1)))
struct RequestTests {
    /// Runs a hook against a server that says 200, and gives what the server got.
    private func request(
        _ configuration: [String: Value], by hook: Hook = Hook(), path: String = "/"
    ) async throws -> ReceivedRequest {
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let url = Value.string("http://hook.test:\(server.port)\(path)")
            let result = try await hook.run(.map(configuration.merging(["url": url]) { $1 }))
            #expect(result.failure == nil)
            return try #require(server.requests.first)
        }
    }

    @Test("a bare URL is a GET with an idempotency key and Procession's name")
    func bare() async throws {
        let request = try await request([:], path: "/a?b=c#fragment")
        #expect(request.line == "GET /a?b=c HTTP/1.1")
        #expect(request["Host"]?.hasPrefix("hook.test:") == true)
        #expect(request["User-Agent"] == "Procession")
        #expect(request["Idempotency-Key"] == "task-1")
        #expect(request["Content-Type"] == nil)
        #expect(request["Content-Length"] == nil)
        #expect(request.body.isEmpty)
    }

    @Test(
        "bodies arrive byte for byte, with their type and as POST",
        arguments: [
            (
                "json", ["b": [1, 2.5, true, nil], "a": "ü\n\"x\""], "application/json",
                #"{"a":"ü\n\"x\"","b":[1,2.5,true,null]}"#
            ),
            ("json", nil, "application/json", "null"),
            (
                "form", ["name": "Jürgen & Söhne", "tag": ["a b", "c+d=e"], "n": 3, "none": nil, "~": "*-._"],
                "application/x-www-form-urlencoded",
                "n=3&name=J%C3%BCrgen+%26+S%C3%B6hne&tag=a+b&tag=c%2Bd%3De&%7E=*-._"
            ),
            ("body", "line\r\nüber 日本", "text/plain; charset=utf-8", "line\r\nüber 日本"),
            ("body", "", "text/plain; charset=utf-8", "")
        ] as [(String, Value, String, String)])
    func bodies(key: String, value: Value, contentType: String, expected: String) async throws {
        let request = try await request([key: value])
        #expect(request.line == "POST / HTTP/1.1")
        #expect(request["Content-Type"] == contentType)
        #expect(request["Content-Length"] == String(expected.utf8.count))
        #expect(request.text == expected)
    }

    @Test("a file is streamed from the folder of the process type")
    func bodyFile() async throws {
        try await withFolder { folder in
            let content = [UInt8]((0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try Data(content).write(to: folder.appending(path: "report.bin"))
            let request = try await request(
                ["body_file": "report.bin", "method": "put", "headers": ["Content-Type": "text/csv"]],
                by: Hook(baseDirectory: folder.path))
            #expect(request.line == "PUT / HTTP/1.1")
            #expect(request.all("Content-Type") == ["text/csv"])
            #expect(request["Content-Length"] == "1500000")
            #expect(request.body == content)
        }
    }

    @Test("what can't be a body is refused before anything is sent")
    func badBodyFiles() async throws {
        try await withFolder { folder in
            #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
            let cases: [(String, ErrorClass, String)] = [
                ("missing", .notFound, "No such file or directory"), ("pipe", .configuration, "no regular file"),
                (".", .configuration, "no regular file"), ("/dev/zero", .configuration, "no regular file"),
                ("a\u{0}b", .configuration, "no path")
            ]
            for (path, errorClass, reason) in cases {
                let executor = HTTPHookExecutor()
                var configuration = try (["url": "http://127.0.0.1:1/"] as Value).decoded(
                    as: HTTPHookConfiguration.self)
                configuration.body = .file(path)
                let failure = try await executor.execute(
                    configuration, context: Hook(baseDirectory: folder.path).context
                ).failure
                #expect(failure?.errorClass == errorClass, "\(path)")
                #expect(failure?.message.contains(reason) == true, "\(path)")
            }
        }
    }

    @Test("query pairs are encoded and appended; a list repeats its key and null leaves it out")
    func query() async throws {
        let request = try await request(
            ["query": ["q": "a b&c=d/ü+?", "tag": ["x", 2, true], "gone": [], "none": nil, "e-mail": "me@example.org"]],
            path: "/s?x=1%262")
        #expect(
            request.line
                == "GET /s?x=1%262&e-mail=me%40example.org&q=a%20b%26c%3Dd%2F%C3%BC%2B%3F&tag=x&tag=2&tag=true HTTP/1.1"
        )
    }

    @Test("headers are sent as given, and override what is sent otherwise")
    func headers() async throws {
        let request = try await request([
            "headers": [
                "X-List": ["a", "b"], "X-Number": "3.10", "user-agent": "mine", "Idempotency-Key": "other"
            ], "json": 1
        ])
        #expect(request.all("X-List") == ["a", "b"])
        #expect(request["X-Number"] == "3.10")
        #expect(request.all("User-Agent") == ["mine"])
        #expect(request.all("Idempotency-Key") == ["other"])
    }

    @Test(
        "a header can't smuggle in another one",
        arguments: ["a\r\nX-Admin: 1", "a\nb", "a\rb", "a\u{0}b", "a\u{7f}b"])
    func injection(value: String) async throws {
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let configuration: Value = [
                "url": .string("http://hook.test:\(server.port)/"), "headers": ["X-Name": .string(value)]
            ]
            // As a template resolves: the schema, which refuses NUL, has seen only `${...}`.
            let failure = try await RegisteredExecutor(HTTPHookExecutor(), origin: "tests")
                .execute(configuration, context: Hook().context).failure
            #expect(
                failure
                    == TaskFailure(
                        .validation,
                        "the value of the header 'X-Name' holds a line break or another control character",
                        code: "invalid-header"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(
        "URLs that can't be called are refused without repeating what they hold",
        arguments: [
            "ftp://hook.test/x", "file:///etc/passwd", "/relative", "hook.test", "http://", "http:///path", "",
            "http://user:hunter2@hook.test/", "http://hunter2@hook.test/", "http://hook.test:0/",
            "http://hook.test:65536/", "http://hook.test:99999999999999999999/", "http://hook test/",
            "http://hook.test/\r\nX: y", "http://hook.test/\u{0}", "http://[::1/", "http://[fe80::1%25eth0]/"
        ])
    func badURLs(url: String) async throws {
        let failure = try await RegisteredExecutor(HTTPHookExecutor(), origin: "tests")
            .execute(["url": .string(url)], context: Hook().context).failure
        #expect(failure?.errorClass == .configuration)
        #expect(failure?.code == "invalid-url")
        #expect(failure?.message.contains("hunter2") == false)
    }

    @Test("hosts and paths in other scripts are encoded")
    func internationalURL() async throws {
        let hook = Hook(hosts: ["xn--bcher-kva.test": ["127.0.0.1"]])
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let result = try await hook.run(["url": .string("http://bücher.test:\(server.port)/größe?ü=1")])
            #expect(result.failure == nil)
            let request = try #require(server.requests.first)
            #expect(request.line == "GET /gr%C3%B6%C3%9Fe?%C3%BC=1 HTTP/1.1")
            #expect(request["Host"] == "xn--bcher-kva.test:\(server.port)")
        }
    }

    @Test("bearer and basic authentication come from secrets")
    func authentication() async throws {
        let hook = Hook(secrets: ["TOKEN": "t0ken-value", "PASSWORD": "pässword"])
        let bearer = try await request(["auth": ["bearer": "TOKEN"]], by: hook)
        #expect(bearer["Authorization"] == "Bearer t0ken-value")
        let basic = try await request(["auth": ["basic": ["username": "ada", "password": "PASSWORD"]]], by: hook)
        #expect(basic["Authorization"] == "Basic \(Data("ada:pässword".utf8).base64EncodedString())")
    }

    @Test(
        "a secret that the task doesn't have is an authorization failure",
        arguments: [
            ["auth": ["bearer": "NOPE"]], ["auth": ["basic": ["username": "ada", "password": "NOPE"]]],
            ["sign": ["secret": "NOPE"]]
        ] as [Value])
    func missingSecret(part: Value) async throws {
        let configuration = (part.map ?? [:]).merging(["url": "http://127.0.0.1:1/"]) { $1 }
        let failure = try await Hook().run(.map(configuration)).failure
        #expect(
            failure
                == TaskFailure(
                    .authorization, "the task has no secret 'NOPE'; list it under 'secrets'", code: "missing-secret"))
    }

    @Test(
        "a signature can be checked as Standard Webhooks says",
        arguments: [
            ("plain key", Data("plain key".utf8), nil as String?),
            ("whsec_" + Data([1, 2, 250, 251]).base64EncodedString(), Data([1, 2, 250, 251]), "X-Signature")
        ])
    func signature(secret: String, key: Data, header: String?) async throws {
        var hook = Hook(secrets: ["KEY": secret])
        hook.clock = StoppedClock(now: Date(timeIntervalSince1970: 1_674_087_231.9))
        var signing: [String: Value] = ["secret": "KEY"]
        if let header { signing["header"] = .string(header) }
        let request = try await request(["json": ["ü": 1], "sign": .map(signing)], by: hook)
        #expect(request["webhook-id"] == "task-1")
        #expect(request["webhook-timestamp"] == "1674087231")
        let signed = Data("task-1.1674087231.".utf8) + request.body
        let expected = Data(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key)))
        #expect(request[header ?? "webhook-signature"] == "v1,\(expected.base64EncodedString())")
    }

    @Test("a streamed file is signed too")
    func signedFile() async throws {
        try await withFolder { folder in
            try Data("content of the file".utf8).write(to: folder.appending(path: "f"))
            let hook = Hook(secrets: ["KEY": "key"], baseDirectory: folder.path)
            let request = try await request(["body_file": "f", "sign": ["secret": "KEY"]], by: hook)
            let timestamp = try #require(request["webhook-timestamp"])
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("task-1.\(timestamp).content of the file".utf8), using: SymmetricKey(data: Data("key".utf8)))
            #expect(request["webhook-signature"] == "v1,\(Data(code).base64EncodedString())")
        }
    }

    @Test("secrets are masked in messages and logs, and what is made of them in outputs, whatever the server echoes")
    func masking() async throws {
        let hook = Hook(secrets: ["TOKEN": "s3cret-token", "PASSWORD": "hunter2hunter2"])
        let echo = "Bearer s3cret-token, Basic \(Data("ada:hunter2hunter2".utf8).base64EncodedString())"
        try await LocalServer.run { request, connection in
            try await connection.answer(request.line.contains("fail") ? "400 Bad Request" : "200 OK", echo)
        } _: { server in
            let auth: Value = ["basic": ["username": "ada", "password": "PASSWORD"]]
            let url = "http://hook.test:\(server.port)/s3cret-token"
            let failure = try #require(
                try await hook.run(["url": .string(url + "/fail"), "auth": auth]).failure)
            let outputs = try #require(try await hook.run(["url": .string(url), "auth": auth]).outputs)
            #expect(failure.message.contains("answered 400 Bad Request: Bearer ***"))
            let kept = failure.message + hook.reporter[.stdout] + hook.reporter[.system]
            let basic = Data("ada:hunter2hunter2".utf8).base64EncodedString()
            for secret in ["s3cret-token", "hunter2hunter2", basic] { #expect(!kept.contains(secret)) }
            #expect(outputs["body"] == "Bearer s3cret-token, Basic ***")
        }
    }

    private func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "procession-http-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
