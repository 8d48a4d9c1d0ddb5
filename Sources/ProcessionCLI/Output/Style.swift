import Foundation

/// Colours and weights for a terminal, or none at all.
package struct Style: Sendable {
    package enum Accent: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
    }

    package let isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    package static let plain = Style(isColoured: false)

    /// What suits a stream: colour only on a terminal that can show it, and never with `NO_COLOR` (no-color.org).
    static func of(_ stream: StandardStream) -> Style {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return Style(isColoured: stream.isTerminal && !isRefused && environment["TERM"] != "dumb")
    }

    package func callAsFunction(_ accent: Accent?, _ text: String) -> String {
        guard isColoured, let accent, !text.isEmpty else { return text }
        return "\u{1B}[\(accent.rawValue)m\(text)\u{1B}[0m"
    }
}
