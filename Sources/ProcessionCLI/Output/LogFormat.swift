import ArgumentParser
import Logging
import Procession

import struct Foundation.Date

/// How log messages look.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    /// As people read them.
    case text
    /// One JSON object a line, with the members `time`, `level`, `message` and `fields`.
    case json

    /// One message, with its end of line.
    func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata = [:]) -> String {
        switch self {
        case .text:
            let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return "\(level): \(VisibleText.block(message + details))\n"
        case .json:
            let members: [String: Value] = [
                "time": .string(TimeText.iso(Date())), "level": .string("\(level)"), "message": .string(message),
                "fields": .map(fields.mapValues { .string("\($0)") })
            ]
            return Value.map(members).json + "\n"
        }
    }
}
