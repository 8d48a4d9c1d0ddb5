import Hummingbird
import Procession

extension Request {
    /// The members of the JSON object in the body; none where the body is empty.
    ///
    /// - Parameters:
    ///   - keys: the members that may be there.
    ///   - limit: how long the body may be, in bytes.
    /// - Throws: `invalidArgument` for a body that is too long, no JSON object, or has other members.
    func members(among keys: [String], limit: Int) async throws(ProcessionError) -> [String: Value] {
        let text: String
        do {
            text = String(buffer: try await body.collect(upTo: limit))
        } catch {
            throw ProcessionError(
                .invalidArgument, "the body can't be read", hint: "send at most \(limit) bytes", cause: error)
        }
        if text.isEmpty { return [:] }
        let value: Value
        do {
            value = try Value(json: text)
        } catch {
            throw ProcessionError(.invalidArgument, "the body is not JSON: \(error)")
        }
        guard let members = value.map else {
            throw ProcessionError(.invalidArgument, "the body is \(value.kind); an object is expected")
        }
        if let unknown = members.keys.filter({ !keys.contains($0) }).min() {
            throw ProcessionError(
                .invalidArgument, "'\(unknown)' is not a key of this request",
                hint: NearestName.hint(for: unknown, among: keys) ?? "the keys are: \(keys.joined(separator: ", "))")
        }
        return members
    }
}
