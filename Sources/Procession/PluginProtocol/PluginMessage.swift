/// One line between an engine and an executable plugin: a message of JSON-RPC 2.0.
package enum PluginMessage: Sendable, Equatable {
    case request(id: Int, method: String, parameters: Value)
    case notification(method: String, parameters: Value)
    case result(id: Int, Value)
    case failure(id: Int?, code: Int, message: String, data: Value)

    /// Why a line is no message.
    package struct Malformed: Error, Equatable {
        package var message: String
        /// The request that the line seems to be the answer to.
        package var id: Int?
    }

    /// Reads one line, its end not included.
    package init(line: some Collection<UInt8>) throws(Malformed) {
        guard let text = String(validating: line, as: UTF8.self) else { throw Malformed(message: "it is not UTF-8") }
        let value: Value
        do throws(JSONText.Malformed) {
            value = try Value(json: text)
        } catch {
            throw Malformed(message: "it is not JSON: \(error.message)")
        }
        let id = value["id"]?.integer
        guard value["jsonrpc"] == "2.0" else {
            throw Malformed(message: "it has no member 'jsonrpc' that is \"2.0\"", id: id)
        }
        if let method = value["method"]?.string {
            let parameters = value["params"] ?? [:]
            self =
                id.map { .request(id: $0, method: method, parameters: parameters) }
                ?? .notification(method: method, parameters: parameters)
        } else if let error = value["error"], let message = error["message"]?.string {
            self = .failure(
                id: id, code: error["code"]?.integer ?? PluginProtocol.ErrorCode.internalError, message: message,
                data: error["data"] ?? .null)
        } else if let result = value["result"], let id {
            self = .result(id: id, result)
        } else {
            throw Malformed(message: "it is neither a request, nor a notification, nor an answer", id: id)
        }
    }

    /// The message as a line, its end included.
    package var line: [UInt8] {
        // The id comes first, so that it can be found even in a line that is too long to be taken.
        let text =
            switch self {
            case .request(let id, let method, let parameters):
                #"{"id":\#(id),"jsonrpc":"2.0","method":\#(Value.string(method).json),"params":\#(parameters.json)}"#
            case .notification(let method, let parameters):
                #"{"jsonrpc":"2.0","method":\#(Value.string(method).json),"params":\#(parameters.json)}"#
            case .result(let id, let value): #"{"id":\#(id),"jsonrpc":"2.0","result":\#(value.json)}"#
            case .failure(let id, let code, let message, let data):
                #"{"id":\#(id.map(String.init) ?? "null"),"jsonrpc":"2.0","error":"#
                    + Value.map(["code": .integer(code), "message": .string(message), "data": data]).json + "}"
            }
        return Array((text + "\n").utf8)
    }
}
