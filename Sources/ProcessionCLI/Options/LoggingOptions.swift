public import ArgumentParser
public import Logging

/// How much the engine says about its own work, on the error stream.
struct LoggingOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Log what the engine does; the same as --log-level debug.")
    var verbose = false
    @Option(help: "Log messages of this level and above.")
    var logLevel: Logger.Level = .warning

    var logger: Logger {
        var logger = Logger(label: "procession") { _ in ErrorStreamLogHandler() }
        logger.logLevel = verbose ? min(.debug, logLevel) : logLevel
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
