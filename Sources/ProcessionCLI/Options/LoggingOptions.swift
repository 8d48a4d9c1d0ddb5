public import ArgumentParser
public import Logging

/// How much the engine says about its own work, on the error stream.
struct LoggingOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Log what the engine does; the same as --log-level debug.")
    var verbose = false
    @Option(help: "Log messages of this level and above.")
    var logLevel: Logger.Level = .warning

    @Option(help: "How log messages look: text for people, or json, one object a line.")
    var logFormat: LogFormat = .text

    var logger: Logger {
        let format = logFormat
        var logger = Logger(label: "procession") { _ in ErrorStreamLogHandler(format: format) }
        logger.logLevel = verbose ? min(.debug, logLevel) : logLevel
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
