import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that hands every request to a closure, which writes the answer byte by byte if it likes.
final class LocalServer: Sendable {
    let port: Int
    private let received = Mutex<[ReceivedRequest]>([])

    fileprivate init(port: Int) { self.port = port }

    /// Every request so far, in the order in which they were complete.
    var requests: [ReceivedRequest] { received.withLock { $0 } }

    fileprivate func record(_ request: ReceivedRequest) { received.withLock { $0.append(request) } }

    /// Where the server writes what it answers.
    struct Connection: Sendable {
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
        func write(bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

        /// A whole answer with its length.
        func answer(_ status: String, headers: [String] = [], _ body: String = "") async throws {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
            try await write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        }

        /// Says nothing more until the test ends.
        func hang() async {
            let (silence, end) = AsyncStream<Void>.makeStream()
            for await _ in silence {}
            end.finish()
        }
    }

    typealias Responder = @Sendable (ReceivedRequest, Connection) async throws -> Void

    /// Runs `body` beside a server that answers with `respond`; closes it with all connections afterwards.
    static func run<Result: Sendable>(
        tls: NIOSSLContext? = nil, _ respond: @escaping Responder,
        _ body: @escaping @Sendable (LocalServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let server = LocalServer(port: listener.channel.localAddress?.port ?? 0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingDiscardingTaskGroup { connections in
                    try await listener.executeThenClose { inbound in
                        for try await connection in inbound {
                            // A client that goes away, or fails to agree on TLS, ends only its own connection.
                            connections.addTask { try? await server.serve(connection, respond) }
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body(server)
        }
    }

    private func serve(_ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ respond: @escaping Responder) async throws {
        try await channel.executeThenClose { inbound, outbound in
            var bytes = ByteBuffer()
            for try await chunk in inbound {
                bytes.writeImmutableBuffer(chunk)
                guard let request = ReceivedRequest(bytes) else { continue }
                record(request)
                return try await respond(request, Connection(outbound: outbound))
            }
        }
    }
}

/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
    /// `POST /path?query HTTP/1.1`
    let line: String
    /// In the order in which they came.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// nil until `bytes` hold the whole request; bodies come with a length.
    init?(_ bytes: ByteBuffer) {
        let view = bytes.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: view[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n").map(String.init)
        line = lines.first ?? ""
        headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        let rest = view[end.upperBound...]
        guard rest.count >= length else { return nil }
        body = Array(rest)
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(header: String) -> String? {
        headers.first { $0.name.lowercased() == header.lowercased() }?.value
    }

    func all(_ header: String) -> [String] {
        headers.filter { $0.name.lowercased() == header.lowercased() }.map(\.value)
    }
}
