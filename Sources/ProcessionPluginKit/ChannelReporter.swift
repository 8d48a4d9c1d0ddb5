import Procession

/// Tells the engine what an attempt reports.
struct ChannelReporter: TaskReporter {
    let channel: MessageChannel
    let task: String

    func log(_ bytes: [UInt8], stream: LogStream) {
        channel.notify(
            .log,
            [
                "task": .string(task), "stream": .string(stream.rawValue),
                "text": .string(String(decoding: bytes, as: UTF8.self))
            ])
    }

    func progress(_ fraction: Double, message: String?) {
        var parameters: [String: Value] = ["task": .string(task), "fraction": .number(fraction)]
        parameters["message"] = message.map(Value.string)
        channel.notify(.progress, .map(parameters))
    }

    /// Children of a plugin end with it: the engine ends its whole tree.
    func started(child: ChildIdentity) {}
}
