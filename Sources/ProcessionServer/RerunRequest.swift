import Hummingbird
import Procession

/// The body of a request to run the last execution of a process again.
///
/// Empty, or a JSON object: `failed` (whether what completed is taken over; false without it).
struct RerunRequest {
    var onlyFailed: Bool

    init(_ request: Request, limit: Int) async throws(ProcessionError) {
        let members = try await request.members(among: ["failed"], limit: limit)
        switch members["failed"] {
        case .boolean(let onlyFailed)?: self.onlyFailed = onlyFailed
        case nil, .null?: onlyFailed = false
        case let value?:
            throw ProcessionError(.invalidArgument, "'failed' is \(value.kind); a boolean is expected")
        }
    }
}
