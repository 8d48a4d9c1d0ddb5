import Procession

extension HookResponse {
    /// The outputs of a task that got this response: `status`, `body`, and what the task picks by JSON pointers.
    ///
    /// - Throws: class `validation`, code `http-output`, if the response is not JSON or has nothing at a pointer. Not
    ///   retryable: the request was carried out.
    func outputs(_ pointers: [String: String], of request: HookRequest) throws(TaskFailure) -> [String: Value] {
        var outputs: [String: Value] = ["status": .integer(status), "body": .string(keptText)]
        guard !pointers.isEmpty else { return outputs }
        guard !isCut else {
            throw failure(of: request, "its body is longer than \(Self.readLimit) bytes, too long for 'outputs'")
        }
        let document: Value
        do {
            document = try Value(json: String(decoding: body, as: UTF8.self))
        } catch {
            throw failure(of: request, "its body is not JSON, so 'outputs' can't be read from it: \(error)")
        }
        for (name, text) in pointers.sorted(by: { $0.key < $1.key }) {
            guard let pointer = JSONPointer(text), let value = pointer.value(in: document) else {
                throw failure(of: request, "it has nothing at '\(text)' for the output '\(name)'")
            }
            outputs[name] = value
        }
        return outputs
    }

    private func failure(of request: HookRequest, _ reason: String) -> TaskFailure {
        TaskFailure(.validation, "\(request.shown) answered \(statusLine), but \(reason)", code: "http-output")
    }
}
