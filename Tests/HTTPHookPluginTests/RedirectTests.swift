import HTTPHookPlugin
import Procession
import Testing

@Suite("Where a redirect leads", .timeLimit(.minutes(1)))
struct RedirectTests {
    /// A server that redirects `/STATUS?to=LOCATION` there, and says 200 everywhere else.
    private func withRedirects<Result: Sendable>(
        _ location: @escaping @Sendable (Int) -> String, status: Int = 302,
        _ body: @escaping @Sendable (LocalServer, String) async throws -> Result
    ) async throws -> Result {
        try await LocalServer.run { request, connection in
            if request.line.contains("/start") {
                let port = request["Host"]?.split(separator: ":").last.flatMap { Int($0) } ?? 0
                try await connection.answer("\(status) Moved", headers: ["Location: \(location(port))"])
            } else {
                try await connection.answer("200 OK", "arrived")
            }
        } _: { server in
            try await body(server, "http://hook.test:\(server.port)/start")
        }
    }

    @Test(
        "what the next request looks like",
        arguments: [
            ("GET", 301, "GET"), ("GET", 302, "GET"), ("HEAD", 303, "HEAD"), ("POST", 301, "GET"), ("POST", 302, "GET"),
            ("PUT", 303, "GET"), ("POST", 307, "POST"), ("PUT", 308, "PUT"), ("PUT", 302, "PUT")
        ])
    func methods(method: String, status: Int, next: String) async throws {
        try await withRedirects({ _ in "/end?x=1#f" }, status: status) { server, url in
            var configuration: [String: Value] = [
                "url": .string(url), "method": .string(method), "follow_redirects": true
            ]
            if method.hasPrefix("P") { configuration["json"] = ["a": 1] }
            let result = try await Hook().run(.map(configuration))
            #expect(result.outputs?["status"] == 200)
            let last = try #require(server.requests.last)
            #expect(last.line == "\(next) /end?x=1 HTTP/1.1")
            #expect(last.text == (next.hasPrefix("P") ? #"{"a":1}"# : ""))
            #expect((last["Content-Type"] != nil) == next.hasPrefix("P"))
        }
    }

    @Test(
        "without a limit GET follows and POST doesn't; false and 0 follow nothing",
        arguments: [
            ("GET", nil, true), ("POST", nil, false), ("GET", false, false), ("GET", 0, false), ("POST", 1, true)
        ] as [(String, Value?, Bool)])
    func defaults(method: String, limit: Value?, follows: Bool) async throws {
        try await withRedirects({ _ in "/end" }) { server, url in
            var configuration: [String: Value] = ["url": .string(url), "method": .string(method)]
            configuration["follow_redirects"] = limit
            let result = try await Hook().run(.map(configuration))
            #expect((result.outputs != nil) == follows)
            #expect(result.failure?.code == (follows ? nil : "http-302"))
            #expect(server.requests.count == (follows ? 2 : 1))
        }
    }

    @Test("the same origin still sees who calls; another one does not", arguments: ["hook.test", "other.test"])
    func privateHeaders(host: String) async throws {
        let hook = Hook(secrets: ["TOKEN": "s3cret-token", "KEY": "key"])
        try await withRedirects({ "http://\(host):\($0)/end" }, status: 307) { server, url in
            let result = try await hook.run([
                "url": .string(url), "follow_redirects": true, "json": 1, "auth": ["bearer": "TOKEN"],
                "sign": ["secret": "KEY"],
                "headers": [
                    "X-Api-Key": "key s3cret-token", "Cookie": "a=b", "X-Plain": "p",
                    "Host": .string("virtual.test:\(server.port)")
                ]
                    as Value
            ])
            #expect(result.failure == nil)
            let stays = host == "hook.test"
            let last = try #require(server.requests.last)
            for name in ["Authorization", "X-Api-Key", "Cookie", "webhook-id", "webhook-signature"] {
                #expect((last[name] != nil) == stays, "\(name)")
            }
            #expect(last["X-Plain"] == "p")
            #expect(last["Host"] == "\(stays ? "virtual" : "other").test:\(server.port)")
        }
    }

    @Test("another port is another origin")
    func otherPort() async throws {
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { target in
            try await withRedirects({ _ in "http://hook.test:\(target.port)/end" }) { _, url in
                let hook = Hook(secrets: ["TOKEN": "s3cret-token"])
                let result = try await hook.run(["url": .string(url), "auth": ["bearer": "TOKEN"]])
                #expect(result.failure == nil)
                #expect(target.requests.map { $0["Authorization"] } == [nil])
            }
        }
    }

    @Test(
        "a redirect can't lead where a hook must not go",
        arguments: [
            ("http://169.254.169.254/latest/meta-data/", ErrorClass.configuration, "169.254.169.254 is link-local"),
            ("http://metadata.test/", .configuration, "'metadata.test' is 169.254.169.254, which is link-local"),
            ("http://[::ffff:169.254.169.254]/", .configuration, "is link-local"),
            ("ftp://hook.test/", .validation, "http:// or https://"), ("file:///etc/passwd", .validation, "http://"),
            ("http://user:hunter2@hook.test/", .validation, "a user name or a password")
        ])
    func refusedTargets(location: String, errorClass: ErrorClass, reason: String) async throws {
        let hook = Hook(hosts: ["metadata.test": ["169.254.169.254"]])
        try await withRedirects({ _ in location }) { server, url in
            let failure = try await hook.run(["url": .string(url)]).failure
            #expect(failure?.errorClass == errorClass)
            #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
            #expect(failure?.message.contains("hunter2") == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a circle is noticed")
    func circle() async throws {
        let failure = try await LocalServer.run { request, connection in
            let next = request.line.contains("/a") ? "/b" : "/a"
            try await connection.answer("302 Found", headers: ["Location: \(next)"])
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/a")]).failure
        }
        #expect(failure?.errorClass == .validation)
        #expect(failure?.message.contains("was redirected in a circle, to http://hook.test:") == true)
    }

    @Test("the limit is a limit", arguments: [(nil, 5), (2, 2)] as [(Value?, Int)])
    func tooMany(limit: Value?, followed: Int) async throws {
        try await LocalServer.run { request, connection in
            try await connection.answer("302 Found", headers: ["Location: \(request.line.split(separator: " ")[1])x"])
        } _: { server in
            var configuration: [String: Value] = ["url": .string("http://hook.test:\(server.port)/a")]
            configuration["follow_redirects"] = limit
            let failure = try await Hook().run(.map(configuration)).failure
            #expect(failure?.code == "http-redirect")
            #expect(failure?.message.contains("was redirected more than \(followed) times") == true)
            #expect(server.requests.count == followed + 1)
        }
    }

    @Test("a redirect without a place to go is an answer like any other")
    func noLocation() async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.answer("302 Found")
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")]).failure
        }
        #expect(failure?.code == "http-302")
    }
}
