import Foundation
import Procession
import ProcessionYAML

/// A file of tests with the process type that it is about.
struct TypeTestSuite {
    var file: String
    var type: any ProcessType
    var tests: [ProcessTypeTest]
    var diagnostics: [Diagnostic]

    /// Where relative paths among inputs start.
    var folder: String {
        URL(fileURLWithPath: file).deletingLastPathComponent().standardizedFileURL.path
    }

    /// The files of tests that the names stand for; without names, all in the folders of types.
    ///
    /// - Throws: `notFound` for a type without tests, and for tests of a type that there isn't.
    static func find(_ names: [String], in workspace: Workspace) throws(ProcessionError) -> [TypeTestSuite] {
        var files = try names.map { name throws(ProcessionError) in try file(for: name, in: workspace) }
        if names.isEmpty { files = all(in: workspace) }
        return try files.map { file throws(ProcessionError) in try load(file, in: workspace) }
    }

    private static func all(in workspace: Workspace) -> [String] {
        workspace.typeFolders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
                .filter { name in ProcessTypeTestLoader.suffixes.contains { name.hasSuffix($0) } }
                .map { "\(folder)/\($0)" }
        }
    }

    private static func file(for name: String, in workspace: Workspace) throws(ProcessionError) -> String {
        if ProcessTypeTestLoader.suffixes.contains(where: { name.hasSuffix($0) }) { return name }
        let argument = TypeArgument(text: name)
        let stems =
            argument.isFile
            ? [URL(fileURLWithPath: name).deletingPathExtension().path]
            : workspace.typeFolders.map { "\($0)/\(name)" }
        for file in stems.flatMap({ stem in ProcessTypeTestLoader.suffixes.map { stem + $0 } })
        where FileManager.default.fileExists(atPath: file) {
            return file
        }
        if !argument.isFile { _ = try workspace.types.type(named: ProcessTypeName(name)) }
        throw ProcessionError(
            .notFound, "'\(name)' has no tests",
            hint: "write them to '\(stems.first ?? name)\(ProcessTypeTestLoader.suffixes[0])'")
    }

    private static func load(_ file: String, in workspace: Workspace) throws(ProcessionError) -> TypeTestSuite {
        let loaded = ProcessTypeTestLoader.load(file: file)
        return TypeTestSuite(
            file: file, type: try type(loaded.type, beside: file, in: workspace), tests: loaded.tests,
            diagnostics: loaded.diagnostics)
    }

    /// The type in the file beside the tests, or else the registered one of their name.
    private static func type(
        _ name: ProcessTypeName, beside file: String, in workspace: Workspace
    ) throws(ProcessionError) -> any ProcessType {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().relativePath
        for path in ["yaml", "yml"].map({ "\(folder)/\(name).\($0)" })
        where FileManager.default.fileExists(atPath: path) {
            let registry = ProcessTypeRegistry()
            let found = try TypeArgument(text: path).resolve(
                with: ProcessTypeLoader(executors: workspace.executors), into: registry)
            return try registry.type(named: found)
        }
        return try workspace.types.type(named: name)
    }
}
