import HTTPTypes
import Hummingbird
import ProcessionEngine

extension Request {
    /// The command line says so of itself; whoever else speaks HTTP is the API's.
    var caller: Caller { headers[.processionCaller].flatMap(Caller.init) == .cli ? .cli : .api }
}

extension HTTPField.Name {
    fileprivate static let processionCaller = HTTPField.Name("X-Procession-Caller") ?? .from
}
