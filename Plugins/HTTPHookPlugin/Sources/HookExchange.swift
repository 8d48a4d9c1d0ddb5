import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import Procession

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sends requests to addresses that were checked.
///
/// A name is resolved once, all its addresses are checked, and the connection goes to one of those: a name server
/// that says something else a moment later changes nothing (DNS rebinding). AsyncHTTPClient pins an address per
/// client, not per request, so each exchange has a client of its own on the shared event loops; no connection, and no
/// failure of one, is shared between tasks.
struct HookExchange: Sendable {
    let rules: AddressRules
    let resolver: HostResolver
    /// What clients are made with; the settings that the checks rest on are set here whatever it says.
    let client: HTTPClient.Configuration

    /// How many addresses of a host are tried, and how long each may take to accept a connection.
    private static let addressLimit = 4
    private static let connectTimeout = TimeAmount.seconds(10)
    private static let connectTimeoutAmongSeveral = TimeAmount.seconds(4)

    /// Sends one request and reads what comes back; redirects are the caller's.
    ///
    /// - Throws: ``TaskFailure`` if an address is refused, the error of the transport otherwise.
    func send(_ request: HookRequest, signature: [(name: String, value: String)]) async throws -> HookResponse {
        let addresses = try await checkedAddresses(of: request.url)
        var message = HTTPClientRequest(url: request.url.text)
        message.method = request.method
        message.headers = request.headers
        for (name, value) in signature { message.headers.replaceOrAdd(name: name, value: value) }
        message.body = request.body.forClient

        for address in addresses.dropLast() {
            do {
                return try await send(message, to: address, connectTimeout: Self.connectTimeoutAmongSeveral, request)
            } catch  where Self.isConnectFailure(error) {
                continue
            }
        }
        guard let last = addresses.last else { throw HostResolver.Failure("the name has no address") }
        let timeout = addresses.count == 1 ? Self.connectTimeout : Self.connectTimeoutAmongSeveral
        return try await send(message, to: last, connectTimeout: timeout, request)
    }

    private func checkedAddresses(of url: HookURL) async throws -> ArraySlice<IPAddress> {
        let addresses = try await resolver.addresses(of: url.host)
        for address in addresses {
            guard let objection = rules.objection(to: address) else { continue }
            let target = IPAddress(url.host) == nil ? "'\(url.host)' is \(address), which" : "\(address)"
            let (reason, remedy) =
                switch objection {
                case .never(let reason): (reason, "")
                case .unlessAllowed(let reason): (reason, "; 'allow_link_local: true' allows it")
                }
            throw TaskFailure(
                .configuration, "\(target) \(reason) and must not be called\(remedy)", code: "address-refused")
        }
        return addresses.prefix(Self.addressLimit)
    }

    private func send(
        _ message: HTTPClientRequest, to address: IPAddress, connectTimeout: TimeAmount, _ request: HookRequest
    ) async throws -> HookResponse {
        var configuration = client
        configuration.dnsOverride = [request.url.host: address.description]
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .enabled(limit: .size(HookResponse.readLimit))
        configuration.timeout.connect = connectTimeout
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        // Not awaited: it waits for a connection that is just being made, up to the connect timeout, and a cancelled
        // task must not. The callback keeps the client alive until then.
        defer { client.shutdown { _ in withExtendedLifetime(client) {} } }
        // The caller bounds the whole exchange.
        let response = try await client.execute(message, deadline: .now() + .hours(24))
        return try await HookResponse(receiving: response)
    }

    /// Whether nothing can have been sent, so that another address of the same host may be tried.
    private static func isConnectFailure(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .connectTimeout
        case let error as IOError:
            [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.errnoCode)
        default: false
        }
    }
}
