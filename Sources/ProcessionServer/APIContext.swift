import Foundation
import Hummingbird

/// What a request brings along.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    var responseEncoder: JSONEncoder { APIJSON.encoder }
    var requestDecoder: JSONDecoder { APIJSON.decoder }
}
