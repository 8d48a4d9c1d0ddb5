import Foundation
import Hummingbird
public import Logging
import Procession
public import ProcessionEngine
public import ServiceLifecycle

/// Serves the API on a Unix socket beside the database, so that other programs of the same user can reach its owner.
public struct ControlServer: Service {
    private let controller: ProcessController
    private let path: String
    private let logger: Logger
    private let onReady: @Sendable () async -> Void

    /// - Parameters:
    ///   - path: where the socket is made; what lies there is removed first, because only the owner of the database
    ///     gets here. At most ``maximumPathLength`` bytes.
    ///   - onReady: called when requests are answered.
    public init(
        controller: ProcessController, path: String, logger: Logger,
        onReady: @escaping @Sendable () async -> Void = {}
    ) {
        self.controller = controller
        self.path = path
        self.logger = logger
        self.onReady = onReady
    }

    /// What `sun_path` of Linux's unix(7) holds without its final NUL.
    public static let maximumPathLength = 107

    /// Answers requests until the service group shuts down or the Swift task is cancelled; then removes the socket.
    public func run() async throws {
        unlink(path)
        defer { unlink(path) }
        let router = Router(context: APIContext.self)
        ProcessRoutes(controller: controller).add(to: router)
        HistoryRoutes(controller: controller).add(to: router)
        ApprovalRoutes(controller: controller).add(to: router)
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path), serverName: "Procession"),
            onServerRunning: { [path, onReady] _ in
                chmod(path, 0o600)
                await onReady()
            }, logger: quiet)
        try await application.run()
    }
}
