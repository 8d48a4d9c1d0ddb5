import Hummingbird
import Procession

/// The body of a decision on a task that waits for approval.
///
/// Empty, or a JSON object: `by` (who decides) and `note` (why), both texts.
struct DecisionRequest {
    var by: String?
    var note: String?

    init(_ request: Request, limit: Int) async throws(ProcessionError) {
        let members = try await request.members(among: ["by", "note"], limit: limit)
        func text(_ key: String) throws(ProcessionError) -> String? {
            guard let value = members[key], !value.isNull else { return nil }
            if let text = value.string { return text }
            throw ProcessionError(.invalidArgument, "'\(key)' is \(value.kind); a string is expected")
        }
        by = try text("by")
        note = try text("note")
    }
}
