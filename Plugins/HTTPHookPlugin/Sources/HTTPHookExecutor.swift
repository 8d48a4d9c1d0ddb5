package import AsyncHTTPClient
public import Procession

import struct Foundation.Date

/// Calls a URL: one request, with the redirects that it may follow, is one attempt.
public struct HTTPHookExecutor: ProcessionExecutor {
    public typealias Configuration = HTTPHookConfiguration

    private let resolver: HostResolver
    private let client: HTTPClient.Configuration

    public init() { self.init(resolver: .system) }

    /// An executor that finds hosts and builds clients in its own way.
    package init(resolver: HostResolver, client: HTTPClient.Configuration = HTTPClient.Configuration()) {
        self.resolver = resolver
        self.client = client
    }

    public func execute(_ configuration: HTTPHookConfiguration, context: TaskContext) async throws -> TaskResult {
        let derived = configuration.derivedSecrets(of: context.secrets)
        let masker = SecretMasker(context.secrets.values + derived)
        let log = HookLog(context: context, masker: masker)
        do {
            let outputs = try await attempt(configuration, context: context, log: log)
            // The secrets themselves are left to the engine, which says what it masks in outputs.
            let derivedMasker = SecretMasker(derived)
            return .completed(outputs: outputs.mapValues { derivedMasker.mask($0) })
        } catch var failure as TaskFailure {
            failure.message = masker.mask(failure.message)
            return .failed(failure)
        }
    }

    private func attempt(
        _ configuration: HTTPHookConfiguration, context: TaskContext, log: HookLog
    ) async throws -> [String: Value] {
        let body = try await RequestBody(configuration.body, baseDirectory: context.baseDirectory)
        let request = try HookRequest(configuration, body: body, context: context)
        let limit = try timeLimit(configuration, context: context)
        do {
            return try await limit.run {
                try await follow(request, configuration: configuration, context: context, log: log)
            }
        } catch is TimeLimit.Exceeded {
            throw TaskFailure.timeout(of: request, after: limit.duration)
        }
    }

    /// What the task asks for, but not beyond the end of the attempt.
    private func timeLimit(
        _ configuration: HTTPHookConfiguration, context: TaskContext
    ) throws(TaskFailure) -> TimeLimit {
        var limit = HTTPHookConfiguration.defaultTimeout
        if let text = configuration.timeout {
            guard let duration = DurationText.parse(text) else {
                throw TaskFailure(.validation, "'timeout' is no duration", code: "invalid-timeout")
            }
            limit = duration
        }
        let left = Duration.seconds(context.deadline.timeIntervalSince(context.clock.now))
        return TimeLimit(duration: max(min(limit, left), .zero), clock: context.clock)
    }

    /// Sends a request and those that redirects make of it, and judges the last response: gives its outputs, or throws
    /// the failure.
    private func follow(
        _ first: HookRequest, configuration: HTTPHookConfiguration, context: TaskContext, log: HookLog
    ) async throws -> [String: Value] {
        let exchange = HookExchange(
            rules: AddressRules(allowsLinkLocal: configuration.allowLinkLocal ?? false), resolver: resolver,
            client: client)
        let expected = configuration.expect ?? .successful
        var redirects = RedirectHistory(first, limit: configuration.followRedirects)
        var request = first
        while true {
            let response = try await send(request, through: exchange, context: context, log: log)
            if expected.contains(response.status) {
                log.body(of: response)
                return try response.outputs(configuration.outputs ?? [:], of: request)
            }
            if let next = try redirects.next(after: request, response) {
                request = next
                continue
            }
            log.body(of: response)
            throw response.failure(of: request, now: context.clock.now)
        }
    }

    private func send(
        _ request: HookRequest, through exchange: HookExchange, context: TaskContext, log: HookLog
    ) async throws -> HookResponse {
        let signature = try await request.signer?.headers(
            id: context.idempotencyKey, at: context.clock.now, body: request.body)
        let start = context.clock.monotonic
        log.sent(request)
        do {
            let response = try await exchange.send(request, signature: signature ?? [])
            log.received(response, in: context.clock.monotonic - start)
            return response
        } catch let failure as TaskFailure {
            throw failure
        } catch {
            // What a cancelled exchange throws says nothing of the other side.
            try Task.checkCancellation()
            throw TaskFailure(transport: error, of: request)
        }
    }
}
