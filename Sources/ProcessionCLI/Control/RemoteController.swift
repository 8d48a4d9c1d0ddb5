import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Procession
import ProcessionServer

/// Asks the engine that owns a database, over the socket beside it.
struct RemoteController: ProcessWriter {
    let socket: String
    private static let limit = 64 << 20

    /// Whether the engine is still there.
    var isAnswered: Bool { UnixSocket.isAnswered(at: socket) }

    func create(_ request: CreationRequest) async throws(ProcessionError) -> ProcessRecord {
        try await decoded(try await send(.POST, "/processes", body: Self.body(request)))
    }

    func launch(_ request: CreationRequest) async throws(ProcessionError) -> ExecutionRecord {
        try await decoded(try await send(.POST, "/executions", body: Self.body(request)))
    }

    private static func body(_ request: CreationRequest) -> Value {
        var body: [String: Value] = [
            "type": .string(request.type.rawValue), "base_directory": .string(request.baseDirectory)
        ]
        switch request.input {
        case .text(let text): body["input"] = .string(text)
        case .pairs(let pairs): body["input"] = .string(KeyValueText.format(pairs))
        case .values(let values): body["inputs"] = .map(values)
        }
        body["id"] = (request.id?.rawValue).map(Value.string)
        body["schedule"] = request.schedule.map(Value.string)
        body["time_zone"] = request.timeZone.map(Value.string)
        body["missed"] = (request.missed?.rawValue).map(Value.string)
        body["overlap"] = (request.overlap?.rawValue).map(Value.string)
        body["priority"] = .integer(request.priority)
        return .map(body)
    }

    func start(_ id: ProcessID, as start: ExecutionStart) async throws(ProcessionError) -> ExecutionRecord {
        let path = "/processes/\(Self.segment(id))"
        let answer =
            switch start {
            case .start: try await send(.POST, "\(path)/start")
            case .rerun(let onlyFailed):
                try await send(.POST, "\(path)/rerun", body: .map(["failed": .boolean(onlyFailed)]))
            }
        return try await decoded(answer)
    }

    func stop(_ id: ProcessID) async throws(ProcessionError) {
        _ = try await send(.POST, "/processes/\(Self.segment(id))/stop")
    }

    func delete(_ id: ProcessID) async throws(ProcessionError) {
        _ = try await send(.DELETE, "/processes/\(Self.segment(id))")
    }

    func decide(_ decision: DecisionOrder) async throws(ProcessionError) {
        var body: [String: Value] = [:]
        body["by"] = decision.by.map(Value.string)
        body["note"] = decision.note.map(Value.string)
        let verb = decision.isApproved ? "approve" : "reject"
        _ = try await send(.POST, "/tasks/\(Self.segment(decision.task))/\(verb)", body: .map(body))
    }

    func setPool(_ name: String, slots: Int) async throws(ProcessionError) {
        _ = try await send(.PUT, "/pools/\(Self.segment(name))", body: .map(["slots": .integer(slots)]))
    }

    func removePool(_ name: String) async throws(ProcessionError) {
        _ = try await send(.DELETE, "/pools/\(Self.segment(name))")
    }

    /// Has the engine remove history; that takes as long as there is much.
    func prune(_ policy: RetentionPolicy) async throws(ProcessionError) -> RemovedHistory {
        func age(_ duration: Duration?) -> Value { .string(duration.map(DurationText.format) ?? "forever") }
        let body: Value = .map([
            "completed": age(policy.completed), "failed": age(policy.failed), "last": .integer(policy.last),
            "logs": age(policy.logs), "events": age(policy.events)
        ])
        return try await decoded(try await send(.POST, "/history/prune", body: body, timeout: .hours(24)))
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: Value? = nil
    ) async throws(ProcessionError) -> [UInt8] {
        try await send(method, path, body: body, timeout: .seconds(60))
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: Value?, timeout: TimeAmount
    ) async throws(ProcessionError) -> [UInt8] {
        var request = HTTPClientRequest(url: "http+unix://\(Self.segment(socket))/api/v1\(path)")
        request.method = method
        request.headers.add(name: "X-Procession-Caller", value: "cli")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.json))
        }
        let status: UInt
        let answer: [UInt8]
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: timeout)
            status = response.status.code
            answer = Array(buffer: try await response.body.collect(upTo: Self.limit))
        } catch {
            throw ProcessionError(
                .databaseUnavailable, "the engine that owns the database does not answer at '\(socket)'",
                hint: "it may be ending just now: try again", cause: error)
        }
        guard (200..<300).contains(status) else { throw RemoteError.read(answer, status: status) }
        return answer
    }

    private func decoded<Answer: Decodable>(_ bytes: [UInt8]) async throws(ProcessionError) -> Answer {
        do {
            return try APIJSON.decoder.decode(Answer.self, from: Data(bytes))
        } catch {
            throw ProcessionError(
                .internalFault, "the answer of the engine at '\(socket)' can't be read",
                hint: "it may be of another version", cause: error)
        }
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986 section 2.3), so that no id and no path can
    /// become another segment of the URL.
    private static func segment(_ text: some CustomStringConvertible) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.description.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
