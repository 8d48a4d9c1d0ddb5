import Foundation
import HTTPHookPlugin
import Procession
import Testing

@Suite("What an answer makes of the task", .timeLimit(.minutes(1)))
struct OutcomeTests {
    @Test("an expected answer completes the task with its status, body and picked outputs")
    func completes() async throws {
        let hook = Hook()
        let result = try await LocalServer.run { _, connection in
            try await connection.answer(
                "200 OK", headers: ["Content-Type: application/json"],
                #"{"items": [{"id": 7}], "a/b": {"m~n": "ü"}, "none": null}"#)
        } _: { server in
            try await hook.run([
                "url": .string("http://hook.test:\(server.port)/items?token=abc"),
                "outputs": [
                    "id": "/items/0/id", "odd": "/a~1b/m~0n", "nothing": "/none", "all": "/items"
                ]
            ])
        }
        let body = #"{"items": [{"id": 7}], "a/b": {"m~n": "ü"}, "none": null}"#
        #expect(
            result
                == .completed(outputs: [
                    "status": 200, "body": .string(body), "id": 7, "odd": "ü", "nothing": nil,
                    "all": [["id": 7]]
                ]))
        #expect(hook.reporter[.stdout] == body)
        let log = hook.reporter[.system].split(separator: "\n")
        #expect(log.count == 2)
        #expect(log[0].hasPrefix("→ GET http://hook.test:") && log[0].hasSuffix("/items"))
        #expect(log[1].hasPrefix("← 200 OK, \(body.utf8.count) bytes, ") && log[1].hasSuffix(" ms"))
    }

    @Test(
        "a status that is not expected fails with its class",
        arguments: [
            ("302 Found", ErrorClass.validation), ("400 Bad Request", .validation),
            ("401 Unauthorized", .authentication),
            ("403 Forbidden", .authorization), ("404 Not Found", .notFound), ("408 Request Timeout", .unavailable),
            ("409 Conflict", .conflict), ("410 Gone", .notFound), ("422 Unprocessable Entity", .validation),
            ("425", .unavailable), ("429 Too Many Requests", .unavailable),
            ("500 Internal Server Error", .unavailable), ("503 Service Unavailable", .unavailable)
        ])
    func classes(status: String, errorClass: ErrorClass) async throws {
        let (failure, port) = try await LocalServer.run { _, connection in
            try await connection.answer(status, "try \n\t something\u{0} else")
        } _: { server in
            let url = "http://hook.test:\(server.port)/a%20b?secret=1"
            return (try await Hook().run(["url": .string(url), "json": 1]).failure, server.port)
        }
        #expect(
            failure
                == TaskFailure(
                    errorClass,
                    "POST http://hook.test:\(port)/a%20b answered \(status): try something else",
                    code: "http-\(status.prefix(3))"))
    }

    @Test("the message holds the first 200 characters of the body")
    func excerpt() async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.answer("404 Not Found", String(repeating: "é", count: 500))
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")]).failure
        }
        let message = try #require(failure?.message)
        #expect(message.hasSuffix(": " + String(repeating: "é", count: 199) + "…"))
    }

    @Test(
        "expect decides what completes the task",
        arguments: [
            (404, 404, true), (404, "400-499", true), (204, [200, "202-204"], true), (201, [200], false),
            (200, "201", false), (302, 302, true)
        ] as [(Int, Value, Bool)])
    func expectation(status: Int, expect: Value, completes: Bool) async throws {
        let result = try await LocalServer.run { _, connection in
            try await connection.write("HTTP/1.1 \(status) Whatever\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            try await Hook().run([
                "url": .string("http://hook.test:\(server.port)/"), "expect": expect, "follow_redirects": 5
            ])
        }
        #expect((result.outputs?["status"] == .integer(status)) == completes)
    }

    @Test(
        "Retry-After is honoured as seconds and as a date, within bounds",
        arguments: [
            ("7", .seconds(7)), (" 0 ", .zero), ("999999999999999999999999", .seconds(3600)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)), ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(37)),
            ("Sun Nov  6 08:49:37 1994", .seconds(37)), ("Sun, 06 Nov 1994 08:00:00 GMT", .zero),
            ("Mon, 06 Nov 2094 08:00:00 GMT", .seconds(3600)), ("soon", nil), ("-5", nil)
        ] as [(String, Duration?)])
    func retryAfter(text: String, delay: Duration?) async throws {
        // Sun, 06 Nov 1994 08:49:00 GMT
        let clock = StoppedClock(now: Date(timeIntervalSince1970: 784_111_740))
        let failure = try await LocalServer.run { _, connection in
            try await connection.answer("429 Too Many Requests", headers: ["Retry-After: \(text)"])
        } _: { server in
            try await Hook(clock: clock).run(["url": .string("http://hook.test:\(server.port)/")]).failure
        }
        #expect(failure?.errorClass == .unavailable)
        #expect(failure?.retryAfter == delay)
    }

    @Test("a second attempt after 503 can complete, with the same idempotency key")
    func retry() async throws {
        let hook = Hook()
        try await LocalServer.run { request, connection in
            let first = request.line.contains("first")
            try await connection.answer(first ? "503 Service Unavailable" : "200 OK")
        } _: { server in
            let first = try await hook.run(["url": .string("http://hook.test:\(server.port)/first")])
            let second = try await hook.run(["url": .string("http://hook.test:\(server.port)/second")])
            #expect(first.failure?.errorClass.isRetryable == true)
            #expect(second.outputs?["status"] == 200)
            #expect(server.requests.map { $0["Idempotency-Key"] } == ["task-1", "task-1"])
        }
    }

    @Test(
        "outputs that the answer doesn't have fail without a retry",
        arguments: [
            ("{}", "it has nothing at '/id' for the output 'id'"),
            ("[1]", "it has nothing at '/id' for the output 'id'"),
            ("<html>", "its body is not JSON, so 'outputs' can't be read from it")
        ])
    func missingOutput(body: String, reason: String) async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.answer("200 OK", body)
        } _: { server in
            try await Hook().run([
                "url": .string("http://hook.test:\(server.port)/"), "outputs": ["id": "/id"]
            ]).failure
        }
        #expect(failure?.errorClass == .validation)
        #expect(failure?.code == "http-output")
        #expect(failure?.message.contains(reason) == true)
    }

    @Test("10 MiB of body are cut to 64 KiB, and the connection is dropped early")
    func largeBody() async throws {
        let hook = Hook()
        let result = try await LocalServer.run { _, connection in
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
            for _ in 0..<160 { try await connection.write(bytes: [UInt8](repeating: 0x61, count: 65_536)) }
        } _: { server in
            try await hook.run(["url": .string("http://hook.test:\(server.port)/")])
        }
        #expect(result.outputs?["body"] == .string(String(repeating: "a", count: 65_536)))
        #expect(hook.reporter[.system].contains("← 200 OK, more than 1048576 bytes, "))
        #expect(hook.reporter[.system].contains("← the body is cut after 65536 bytes"))
    }

    @Test("a body is cut between characters", arguments: [0, 1, 2, 3])
    func cutBetweenCharacters(offset: Int) async throws {
        let body = String(repeating: "x", count: 65_536 - offset) + "😀 and more"
        let result = try await LocalServer.run { _, connection in
            try await connection.answer("200 OK", body)
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")])
        }
        #expect(result.outputs?["body"] == .string(String(repeating: "x", count: 65_536 - offset)))
    }

    @Test("bytes that are not UTF-8 become replacement characters")
    func invalidText() async throws {
        let result = try await LocalServer.run { _, connection in
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
            try await connection.write(bytes: [0x6f, 0x6b, 0xff, 0xfe, 0x21])
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")])
        }
        #expect(result.outputs?["body"] == "ok\u{FFFD}\u{FFFD}!")
    }

    @Test("a compressed answer is read, and one that grows beyond all bounds is cut")
    func compression() async throws {
        let small = try gzip("printf hello")
        let bomb = try gzip("head -c 50000000 /dev/zero")
        try await LocalServer.run { request, connection in
            let body = request.line.contains("bomb") ? bomb : small
            try await connection.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
            try await connection.write(bytes: body)
        } _: { server in
            let read = try await Hook().run(["url": .string("http://hook.test:\(server.port)/small")])
            #expect(read.outputs?["body"] == "hello")
            let cut = try await Hook().run(["url": .string("http://hook.test:\(server.port)/bomb")])
            #expect(cut.outputs?["status"] == 200)
            #expect((cut.outputs?["body"]?.string?.utf8.count ?? .max) <= 65_536)
        }
    }

    private func gzip(_ command: String) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "\(command) | gzip -9"]
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Array(bytes)
    }
}
