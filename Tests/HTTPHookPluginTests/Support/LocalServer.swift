import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that hands every request to a closure, which writes the answer byte by byte if it likes.
final class LocalServer: Sendable {
    typealias Responder = @Sendable (ReceivedRequest, Connection) async throws -> Void

    /// Where the server writes what it answers.
    struct Connection: Sendable {
        fileprivate let channel: any Channel

        func write(_ text: String) async throws { try await write(bytes: Array(text.utf8)) }

        func write(bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

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

    private struct State {
        var requests: [ReceivedRequest] = []
        var answers: [Task<Void, Never>] = []
    }

    private let respond: Responder
    private let state = Mutex(State())
    private let listeningPort = Mutex(0)

    private init(_ respond: @escaping Responder) { self.respond = respond }

    var port: Int { listeningPort.withLock { $0 } }

    /// Every request so far, in the order in which they were complete.
    var requests: [ReceivedRequest] { state.withLock { $0.requests } }

    /// Runs `body` beside a server that answers with `respond`; closes it with all connections afterwards.
    static func run<Result: Sendable>(
        tls: NIOSSLContext? = nil, _ respond: @escaping Responder,
        _ body: @escaping @Sendable (LocalServer) async throws -> Result
    ) async throws -> Result {
        let server = LocalServer(respond)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(RequestCollector(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.listeningPort.withLock { $0 = listener.localAddress?.port ?? 0 }
        do {
            let result = try await body(server)
            try await server.close(listener)
            return result
        } catch {
            try await server.close(listener)
            throw error
        }
    }

    fileprivate func answer(_ request: ReceivedRequest, on channel: any Channel) {
        state.withLock { state in
            state.requests.append(request)
            // Awaited when the server closes.
            state.answers.append(
                Task {
                    // A client that goes away is one of the things that tests bring about.
                    try? await respond(request, Connection(channel: channel))
                    try? await channel.close()
                })
        }
    }

    private func close(_ listener: any Channel) async throws {
        try await listener.close()
        for answer in state.withLock({ $0.answers }) {
            answer.cancel()
            await answer.value
        }
    }
}

/// Puts the bytes of one connection together until they are a request.
private final class RequestCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: LocalServer
    private var bytes = ByteBuffer()

    init(server: LocalServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
        guard let request = ReceivedRequest(bytes) else { return }
        bytes.clear()
        server.answer(request, on: context.channel)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
    /// Such as `POST /path?query HTTP/1.1`.
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
