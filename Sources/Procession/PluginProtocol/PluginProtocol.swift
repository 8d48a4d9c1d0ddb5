/// What an engine and an executable plugin agree on; `docs/plugin-protocol.md` is its page.
package enum PluginProtocol {
    /// The oldest and the newest protocol that this code speaks.
    package static let supported = 1...1
    /// These in words.
    package static let supportedWords =
        supported.count == 1 ? "\(supported.lowerBound)" : "\(supported.lowerBound) to \(supported.upperBound)"
    /// The longest line of either side, in bytes and without its end.
    package static let longestLine = 4 * 1024 * 1024
    /// Set for every plugin: the number of the newest protocol that the engine speaks.
    ///
    /// A plugin that doesn't find it was started by a person, and had better say what it is.
    package static let variable = "PROCESSION_PLUGIN_PROTOCOL"

    /// What either side asks for or tells.
    package enum Method: String, Sendable {
        case initialize, describe, validate, execute, cancel, shutdown
        case log, progress, heartbeat
    }

    /// What a plugin may be able to do beyond what every one can.
    package enum Feature: String, Sendable, CaseIterable { case validate }

    /// Codes of JSON-RPC 2.0, section 5.1, and of this protocol.
    package enum ErrorCode {
        package static let parse = -32700
        package static let invalidRequest = -32600
        package static let unknownMethod = -32601
        package static let invalidParameters = -32602
        package static let internalError = -32603
        /// The plugin speaks none of the protocols that it was offered.
        package static let unsupportedProtocol = -32000
    }
}
