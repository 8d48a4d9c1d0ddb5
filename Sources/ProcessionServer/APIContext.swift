import Foundation
import Hummingbird
import Procession

/// What a request brings along.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    var responseEncoder: JSONEncoder { APIJSON.encoder }
    var requestDecoder: JSONDecoder { APIJSON.decoder }

    /// Content as the body of an answer.
    func encoded(_ content: some Encodable, for request: Request) throws(ProcessionError) -> Response {
        do {
            return try responseEncoder.encode(content, from: request, context: self)
        } catch {
            throw ProcessionError(.internalFault, "the answer can't be written", cause: error)
        }
    }
}
