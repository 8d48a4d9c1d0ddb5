package import Procession

/// Reads `plugin.yaml` files, and finds everything that is wrong with one in one pass.
package enum PluginManifestLoader {
    /// What became of one manifest.
    package struct Loaded: Sendable {
        /// The name that the manifest gives, or that of its folder.
        package let name: PluginName
        /// nil if any diagnostic is an error.
        package let manifest: PluginManifest?
        package let diagnostics: [Diagnostic]
        package let location: SourceLocation
    }

    /// Reads a manifest; one that can't be read has a diagnostic, too.
    package static func load(file: String) -> Loaded {
        do throws(UnreadableFile) {
            return load(bytes: try FileBytes.read(file, limit: YAMLLimits.bytes + 1), file: file)
        } catch {
            return refused(file, error.diagnostic)
        }
    }

    /// Reads a manifest from its bytes, whatever they are.
    package static func load(bytes: [UInt8], file: String) -> Loaded {
        do throws(UnreadableText) {
            return load(try SourceText(reading: bytes, file: file))
        } catch {
            return refused(file, error.diagnostic)
        }
    }

    /// The executors that an executable plugin describes, or everything that is wrong with its description.
    ///
    /// - Parameter plugin: what diagnostics name instead of a file.
    package static func executors(
        describedBy description: Value, plugin: String
    ) -> (executors: [PluginExecutor], diagnostics: [Diagnostic]) {
        let text: PluginText<PluginDescriptionDraft>
        do throws(UnreadableText) {
            // JSON is YAML, and so mistakes are told in the same words.
            text = PluginText(
                try SourceText(reading: Array(description.json.utf8), file: "<description of \(plugin)>"))
        } catch {
            return ([], [error.diagnostic])
        }
        guard let executors = text.draft?.executors else { return ([], text.diagnostics) }
        PluginRules.check(executors, isDeclarative: false, text.reading)
        return (text.findings.hasErrors ? [] : executors.compactMap(\.executor), text.diagnostics)
    }

    private static func load(_ source: SourceText) -> Loaded {
        let text = PluginText<PluginDraft>(source)
        let folder = FilePathParts(source.file).absoluteFolder()
        var manifest: PluginManifest?
        if let draft = text.draft, text.isWhole {
            PluginRules.check(draft, text.reading)
            if !text.findings.hasErrors { manifest = draft.manifest(source, folder: folder) }
        }
        return Loaded(
            name: text.draft?.name.map { PluginName($0.value) } ?? name(of: folder), manifest: manifest,
            diagnostics: text.diagnostics,
            location: (text.draft?.name?.range ?? text.root?.headline).map(source.location)
                ?? SourceLocation(file: source.file))
    }

    private static func refused(_ file: String, _ diagnostic: Diagnostic) -> Loaded {
        Loaded(
            name: name(of: FilePathParts(file).absoluteFolder()), manifest: nil, diagnostics: [diagnostic],
            location: SourceLocation(file: file))
    }

    private static func name(of folder: String) -> PluginName {
        PluginName(folder.split(separator: "/").last.map(String.init) ?? "plugin")
    }
}

/// What could be read of a text that says something about a plugin.
private struct PluginText<Draft: KeyedDraft> {
    let findings: Findings
    let reading: Reading
    let root: YAMLNode?
    let draft: Draft?
    /// Whether no syntax error has broken it off.
    let isWhole: Bool

    init(_ source: SourceText) {
        findings = Findings(source)
        let document = NodeComposer.compose(findings)
        isWhole = document.map { $0.firstBrokenLine == nil } ?? false
        root = document?.root
        reading = Reading(isWhole ? findings : Findings(source), executors: ExecutorRegistry(), stem: nil)
        let reading = reading
        draft = document.flatMap { Draft.keys.read($0.root, reading) }
        if let line = document?.firstBrokenLine { findings.adopt(reading.findings, beforeLine: line) }
    }

    var diagnostics: [Diagnostic] { findings.diagnostics(in: root) }
}
