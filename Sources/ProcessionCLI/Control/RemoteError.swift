import Foundation
import Procession
import ProcessionServer

/// An error as the API answers it.
struct RemoteError: Decodable {
    struct Content: Decodable {
        var code: String
        var message: String
        var hint: String?
        var diagnostics: [Diagnostic]?
    }

    var error: Content

    /// The error in an answer; what can't be read as one keeps its status.
    static func read(_ bytes: [UInt8], status: UInt) -> ProcessionError {
        do {
            let content = try APIJSON.decoder.decode(RemoteError.self, from: Data(bytes)).error
            return ProcessionError(
                ProcessionError.Code(named: content.code) ?? .internalFault, content.message, hint: content.hint,
                diagnostics: content.diagnostics ?? [])
        } catch {
            return ProcessionError(.internalFault, "the engine answered with HTTP status \(status)", cause: error)
        }
    }
}
