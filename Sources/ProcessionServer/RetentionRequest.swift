import Hummingbird
import Procession

/// The body of a request to remove history: the members of a policy, all of them optional.
///
/// A JSON object: `completed`, `failed`, `logs` and `events` (durations, or `forever`), `last` (a number).
struct RetentionRequest {
    var policy: RetentionPolicy

    private static let keys = ["completed", "failed", "last", "logs", "events"]

    init(_ request: Request, limit: Int) async throws(ProcessionError) {
        let text: String
        do {
            text = String(buffer: try await request.body.collect(upTo: limit))
        } catch {
            throw ProcessionError(
                .invalidArgument, "the body can't be read", hint: "send at most \(limit) bytes", cause: error)
        }
        try self.init(json: text)
    }

    init(json body: String) throws(ProcessionError) {
        let members: [String: Value]
        do {
            members = try Value(json: body).map ?? [:]
        } catch {
            throw ProcessionError(.invalidArgument, "the body is not JSON: \(error)")
        }
        if let unknown = members.keys.filter({ !Self.keys.contains($0) }).min() {
            throw ProcessionError(
                .invalidArgument, "'\(unknown)' is not a key of this request",
                hint: NearestName.hint(for: unknown, among: Self.keys)
                    ?? "the keys are: \(Self.keys.joined(separator: ", "))")
        }
        func age(_ key: String, _ fallback: Duration?) throws(ProcessionError) -> Duration? {
            guard let value = members[key], !value.isNull else { return fallback }
            if value.string == "forever" { return nil }
            if let duration = value.string.flatMap(DurationText.parse) { return duration }
            throw ProcessionError(
                .invalidArgument, "'\(key)' is no duration", hint: "write it as \"12h\", \"7d\" or \"forever\"")
        }
        policy = RetentionPolicy()
        policy.completed = try age("completed", policy.completed)
        policy.failed = try age("failed", policy.failed)
        policy.logs = try age("logs", policy.logs)
        policy.events = try age("events", policy.events)
        guard let last = members["last"], !last.isNull else { return }
        guard case .integer(let count) = last, count > 0 else {
            throw ProcessionError(.invalidArgument, "'last' is no number above 0")
        }
        policy.last = count
    }
}
