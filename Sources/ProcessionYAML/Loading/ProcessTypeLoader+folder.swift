import Foundation
public import Procession

extension ProcessTypeLoader {
    /// Loads every `*.yaml` and `*.yml` directly in some folders, by name, into a registry.
    ///
    /// Files that can't be used are kept there with their reasons, and hide no others. A name that is taken, by an
    /// earlier folder or by a type in Swift, makes the type shadowed. `*.test.yaml` are tests of types, and left out.
    /// The files of a folder are read at the same time.
    ///
    /// - Returns: what is wrong with the folders themselves, and the warnings about types that can be used.
    @discardableResult
    public func loadFolders(_ paths: [String], into registry: ProcessTypeRegistry) async -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for path in paths {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: path)
            } catch {
                diagnostics.append(Self.unreadableFolder(path))
                continue
            }
            let folder = path.hasSuffix("/") ? path : path + "/"
            diagnostics += await load(
                files: names.sorted().filter(Self.isProcessType).map { folder + $0 }, into: registry)
        }
        return diagnostics
    }

    /// Loads files into a registry, as those of a folder.
    ///
    /// - Returns: the warnings about types that can be used.
    @discardableResult
    package func load(files: [String], into registry: ProcessTypeRegistry) async -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for loaded in await load(files: files) {
            if let type = loaded.type {
                registry.add(found: type)
                diagnostics += loaded.diagnostics
            } else {
                registry.add(invalid: loaded.name, origin: .file(loaded.location), because: loaded.diagnostics)
            }
        }
        return diagnostics
    }

    private func load(files: [String]) async -> [LoadedFile] {
        await withTaskGroup(of: (Int, LoadedFile).self) { group in
            for (index, file) in files.enumerated() { group.addTask { (index, load(file: file)) } }
            var loaded = [LoadedFile?](repeating: nil, count: files.count)
            for await (index, file) in group { loaded[index] = file }
            return loaded.compactMap(\.self)
        }
    }

    private static func isProcessType(_ name: String) -> Bool {
        let isTest = name.hasSuffix(".test.yaml") || name.hasSuffix(".test.yml")
        return !name.hasPrefix(".") && !isTest && FilePathParts(name).isYAML
    }

    private static func unreadableFolder(_ path: String) -> Diagnostic {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let message =
            !exists ? "there is no such folder" : isFolder.boolValue ? "the folder can't be read" : "this is no folder"
        return Diagnostic(code: "unreadable", message: message, location: SourceLocation(file: path))
    }
}
