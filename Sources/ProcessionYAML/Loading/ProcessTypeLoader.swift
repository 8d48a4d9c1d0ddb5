import Foundation
public import Procession

/// Turns YAML files into process types, and finds everything that is wrong with a file in one pass.
public struct ProcessTypeLoader: Sendable {
    /// Which executors tasks can name.
    public let executors: ExecutorRegistry
    /// Which process types tasks can start; nil leaves that open until a process is made.
    public let types: ProcessTypeRegistry?
    /// Where paths of files that are not absolute start: the working directory when the loader was made.
    private let workingDirectory = FileManager.default.currentDirectoryPath

    public init(executors: ExecutorRegistry, types: ProcessTypeRegistry? = nil) {
        self.executors = executors
        self.types = types
    }

    /// Loads the type in a text.
    ///
    /// - Parameters:
    ///   - text: a YAML document, at most 1 MiB.
    ///   - file: the path that the text came from, for diagnostics and as the place where its relative paths start;
    ///     one that ends in `.yaml` or `.yml` must have the type's name as its stem. Another name, such as `<stdin>`,
    ///     starts relative paths at the current folder.
    public func load(text: String, file: String) -> LoadedFile { load(bytes: Array(text.utf8), file: file) }

    /// Loads the type in a file; one that can't be read has a diagnostic, too.
    public func load(file: String) -> LoadedFile {
        do throws(UnreadableFile) {
            return load(bytes: try FileBytes.read(file, limit: YAMLLimits.bytes + 1), file: file)
        } catch {
            return LoadedFile(file, refusedBecause: error.diagnostic)
        }
    }

    /// Loads the type in the bytes of a file, whatever they are.
    public func load(bytes: [UInt8], file: String) -> LoadedFile {
        do throws(UnreadableText) {
            return load(try SourceText(reading: bytes, file: file))
        } catch {
            return LoadedFile(file, refusedBecause: error.diagnostic)
        }
    }

    /// The values of a YAML document, without looking at what they are for; nil where the syntax is broken.
    package static func document(in text: String, file: String) -> Value? {
        guard let source = try? SourceText(reading: Array(text.utf8), file: file) else { return nil }
        let findings = Findings(source)
        guard let document = NodeComposer.compose(findings), document.firstBrokenLine == nil, !findings.hasErrors
        else { return nil }
        return document.root.value
    }

    private func load(_ source: SourceText) -> LoadedFile {
        let path = FilePathParts(source.file)
        let findings = Findings(source)
        guard let document = NodeComposer.compose(findings) else {
            return LoadedFile(
                name: path.typeName, type: nil, diagnostics: findings.diagnostics(in: nil),
                location: SourceLocation(file: source.file))
        }
        let root = document.root
        let isWhole = document.firstBrokenLine == nil
        let reading = Reading(
            isWhole ? findings : Findings(source), executors: executors, types: types,
            stem: path.isYAML ? path.stem : nil)
        guard let draft = FileDraft.keys.read(root, reading) else {
            return LoadedFile(
                name: path.typeName, type: nil, diagnostics: findings.diagnostics(in: root),
                location: source.location(root.headline))
        }
        if let line = document.firstBrokenLine {
            findings.adopt(reading.findings, beforeLine: line)
        } else {
            for rule in rules { rule.check(draft, reading) }
        }
        let location = source.location(draft.name?.range ?? root.headline)
        return LoadedFile(
            name: draft.name.map { ProcessTypeName($0.value) } ?? path.typeName,
            type: findings.hasErrors
                ? nil
                : draft.type(origin: location, baseDirectory: path.absoluteFolder(from: workingDirectory)),
            diagnostics: findings.diagnostics(in: root), location: location)
    }
}

extension LoadedFile {
    fileprivate init(_ file: String, refusedBecause diagnostic: Diagnostic) {
        self.init(
            name: FilePathParts(file).typeName, type: nil, diagnostics: [diagnostic],
            location: SourceLocation(file: file))
    }
}
