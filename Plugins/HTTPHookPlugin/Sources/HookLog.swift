import Procession

/// What the attempt's log says about the exchange, secrets masked.
struct HookLog: Sendable {
    let context: TaskContext
    let masker: SecretMasker

    func sent(_ request: HookRequest) {
        context.log(masker.mask("→ \(request.shown)\n"), stream: .system)
    }

    func received(_ response: HookResponse, in time: Duration) {
        let line = "← \(response.statusLine), \(response.size), \(time.inMilliseconds) ms\n"
        context.log(masker.mask(line), stream: .system)
    }

    func body(of response: HookResponse) {
        guard !response.body.isEmpty else { return }
        context.log(masker.mask(response.keptText), stream: .stdout)
        if response.body.count > HookResponse.keptLimit {
            context.log("\n← the body is cut after \(HookResponse.keptLimit) bytes\n", stream: .system)
        }
    }
}
