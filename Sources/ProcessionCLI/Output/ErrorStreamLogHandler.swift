import Logging

/// Writes log messages to the error stream.
struct ErrorStreamLogHandler: LogHandler {
    var format = LogFormat.text
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        StandardStream.say(format.line(event.level, event.message.description, all))
    }
}
