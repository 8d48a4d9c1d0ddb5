import AsyncHTTPClient
import Foundation
import HTTPHookPlugin
import NIOCore
import NIOPosix
import Procession
import Synchronization
import Testing

@Suite("What goes wrong on the way", .timeLimit(.minutes(1)))
struct TransportTests {
    @Test("a server that says nothing is given up in time")
    func hang() async throws {
        let (failure, port) = try await LocalServer.run { _, connection in
            await connection.hang()
        } _: { server in
            let url = "http://hook.test:\(server.port)/slow"
            return (try await Hook().run(["url": .string(url), "timeout": "300ms"]).failure, server.port)
        }
        #expect(
            failure
                == TaskFailure(
                    .timeout, "GET http://hook.test:\(port)/slow took longer than 300ms", code: "http-timeout"))
    }

    @Test("the end of the attempt bounds a longer timeout")
    func deadline() async throws {
        let failure = try await LocalServer.run { _, connection in
            await connection.hang()
        } _: { server in
            try await Hook(time: .milliseconds(200)).run([
                "url": .string("http://hook.test:\(server.port)/"), "timeout": "1h"
            ]).failure
        }
        #expect(failure?.errorClass == .timeout)
    }

    @Test(
        "an answer that dribbles in is given up in time",
        arguments: ["HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"])
    func slowLoris(beginning: String) async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.write(beginning)
            // Faster than any idle timeout, slower than any answer: ends when the client has gone.
            while true {
                try await connection.write("a")
                try await ContinuousClock().sleep(for: .milliseconds(20))
            }
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/"), "timeout": "400ms"]).failure
        }
        #expect(failure?.errorClass == .timeout)
    }

    @Test(
        "a connection that ends early is a communication failure",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"])
    func closesEarly(bytes: String) async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.write(bytes)
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")]).failure
        }
        #expect(failure?.errorClass == .communication)
        #expect(failure?.code == "connection-closed")
    }

    @Test("an answer that is not HTTP is a communication failure")
    func notHTTP() async throws {
        let failure = try await LocalServer.run { _, connection in
            try await connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        } _: { server in
            try await Hook().run(["url": .string("http://hook.test:\(server.port)/")]).failure
        }
        #expect(failure?.errorClass == .communication)
        #expect(failure?.code == "malformed-response")
    }

    @Test("a refused connection is a communication failure")
    func refused() async throws {
        let port = try await closedPort()
        let failure = try await Hook().run(["url": .string("http://hook.test:\(port)/")]).failure
        #expect(
            failure
                == TaskFailure(
                    .communication, "GET http://hook.test:\(port)/: the connection was refused",
                    code: "connection-refused"))
    }

    @Test("the next address of a host is tried where one refuses")
    func nextAddress() async throws {
        let hook = Hook(hosts: ["two.test": ["::1", "127.0.0.2", "127.0.0.1"]])
        let result = try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            try await hook.run(["url": .string("http://two.test:\(server.port)/")])
        }
        #expect(result.outputs?["status"] == 200)
        #expect(hook.lookups.value == 1)
    }

    @Test("a name without an address is a communication failure")
    func unknownHost() async throws {
        let failure = try await Hook().run(["url": "http://nowhere.invalid/x"]).failure
        #expect(
            failure
                == TaskFailure(
                    .communication,
                    "GET http://nowhere.invalid/x: the host's address can't be found: Name or service not known",
                    code: "dns"))
    }

    @Test("a certificate that nobody trusts is a communication failure, and nothing is sent")
    func untrustedCertificate() async throws {
        let tls = try TestCertificate.serverContext()
        try await LocalServer.run(tls: tls) { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let failure = try await Hook().run(["url": .string("https://hook.test:\(server.port)/")]).failure
            #expect(
                failure
                    == TaskFailure(
                        .communication,
                        "GET https://hook.test:\(server.port)/: TLS failed: certificate verify failed", code: "tls"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a certificate is checked against the name in the URL, not the address", arguments: ["hook", "other"])
    func certificateName(host: String) async throws {
        let tls = try TestCertificate.serverContext()
        let trusting = HTTPClient.Configuration(tlsConfiguration: try TestCertificate.clientConfiguration())
        try await LocalServer.run(tls: tls) { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let result = try await Hook(client: trusting).run(["url": .string("https://\(host).test:\(server.port)/")])
            #expect(result.outputs?["status"] == (host == "hook" ? 200 : nil))
            #expect(result.failure?.code == (host == "hook" ? nil : "tls"))
        }
    }

    @Test("a TLS handshake that never ends is given up in time")
    func endlessHandshake() async throws {
        // A server without TLS waits for the end of a request that it can't make out.
        let failure = try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            try await Hook().run(["url": .string("https://hook.test:\(server.port)/"), "timeout": "300ms"]).failure
        }
        #expect(failure?.code == "http-timeout")
    }

    @Test("the system's resolver finds this machine, and says why it finds no other")
    func systemResolver() async throws {
        let executor = RegisteredExecutor(HTTPHookExecutor(), origin: "tests")
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let context = Hook().context
            let found = try await executor.execute(
                ["url": .string("http://localhost:\(server.port)/")], context: context)
            #expect(found.outputs?["status"] == 200)
            let lost = try await executor.execute(["url": "http://nowhere.invalid/"], context: context)
            #expect(lost.failure?.code == "dns")
        }
    }

    @Test("cancellation ends the request at once")
    func cancellation() async throws {
        let (arrived, announce) = AsyncStream<Void>.makeStream()
        try await LocalServer.run { _, connection in
            announce.yield()
            await connection.hang()
        } _: { server in
            let start = ContinuousClock.now
            let url = "http://hook.test:\(server.port)/"
            // Awaited two lines below.
            let attempt = Task { try await Hook().run(["url": .string(url), "timeout": "50s"]) }
            for await _ in arrived { break }
            attempt.cancel()
            await #expect(throws: CancellationError.self) { try await attempt.value }
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    /// A port that nobody listens at.
    private func closedPort() async throws -> Int {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        try await listener.close()
        return port
    }
}
