/// What came of one test of a plugin.
package struct PluginTestOutcome: Sendable, Equatable {
    package let name: String
    /// What was wrong, one clause each; none if it passed.
    package let problems: [String]

    package var hasPassed: Bool { problems.isEmpty }
}
