public import Procession

/// What became of one file: a type, or the reasons why there is none.
public struct LoadedFile: Sendable {
    /// The name that the file gives, or should give: its own where it says none.
    public let name: ProcessTypeName
    /// nil if any diagnostic is an error.
    public let type: YAMLProcessType?
    /// In the order of the text; at most 100, then a note on how many more there are.
    public let diagnostics: [Diagnostic]
    public let location: SourceLocation
}
