import ChildProcesses
import DropInPlugins
import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionYAML

/// The composition root: what this program's executors, process types and secrets are.
struct Workspace: Sendable {
    let executors = ExecutorRegistry()
    let types = ProcessTypeRegistry()
    let secrets: SecretStore
    let logger: Logger
    /// The type that the command line names, if it names one.
    private(set) var typeName: ProcessTypeName?
    /// Where process types were looked for.
    private(set) var typeFolders: [String] = []
    /// What was found in plugin folders; their processes are to be stopped at the end.
    private(set) var plugins = DropInPlugins()

    /// Puts the registries together: bundled plugins, those in folders, then the file that is to be run, then types.
    ///
    /// - Parameters:
    ///   - pluginFolders: nil looks into none, not even the standard ones.
    ///   - believesFailures: whether a plugin that has failed to describe itself a moment ago is still broken; what
    ///     carries tasks out asks it again.
    ///   - folders: nil looks into none, not even the one in the working directory.
    ///   - argument: the name of a type, or a file whose type outweighs those of its name in the folders.
    /// - Throws: `invalidArgument` for a folder that was named but does not exist, `invalidDefinition` with everything
    ///   wrong with the file, or why a plugin can't register.
    init(
        logger: Logger, plugins pluginFolders: PluginFolderOptions? = nil, believesFailures: Bool = true,
        types folders: TypeFolderOptions? = nil, secrets: SecretOptions? = nil, type argument: TypeArgument? = nil
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        self.logger = logger
        self.secrets = SecretStore(try Self.secretProviders(secrets, environment: environment))
        try Self.register(ProcessionProgram.plugins, executors, types)
        if let pluginFolders {
            plugins = await DropInPlugins(
                in: try PluginFolders(named: pluginFolders.folders, environment: environment),
                compiledIn: ProcessionProgram.plugins.map(\.name),
                cache: DescriptionCache(environment: environment, believesFailures: believesFailures),
                registering: executors, logger: logger)
        }
        let loader = ProcessTypeLoader(executors: executors)
        if let argument { typeName = try argument.resolve(with: loader, into: types) }
        guard let folders else { return }
        typeFolders = try Self.typeFolders(folders)
        for problem in await loader.loadFolders(typeFolders, into: types) where logger.logLevel <= .warning {
            StandardStream.say(ErrorReport.text(problem, style: .of(.error)) + "\n")
        }
    }

    private static func register(
        _ plugins: [any ProcessionPlugin], _ executors: ExecutorRegistry, _ types: ProcessTypeRegistry
    ) throws {
        var places: [PluginName: String] = [:]
        for plugin in plugins {
            let place = String(reflecting: type(of: plugin))
            if let first = places.updateValue(place, forKey: plugin.name) {
                throw ProcessionError(
                    .alreadyExists, "two plugins are named '\(plugin.name)': \(first) and \(place)",
                    hint: "give one of them another name, or leave one out")
            }
            try plugin.register(executors: executors, types: types)
        }
    }

    /// The folders that the options name, over `PROCESSION_TYPES`, over the one in the working directory.
    ///
    /// - Throws: `invalidArgument` for one that does not exist.
    static func typeFolders(_ options: TypeFolderOptions) throws(ProcessionError) -> [String] {
        var folders = options.folders
        var source = "--types"
        if folders.isEmpty, let list = ProcessInfo.processInfo.environment["PROCESSION_TYPES"], !list.isEmpty {
            folders = list.split(separator: ":").map(String.init)
            source = "PROCESSION_TYPES"
        }
        if folders.isEmpty {
            return (isFolder("process-types") ? ["process-types"] : []) + [InstalledTypes.folder].compactMap(\.self)
        }
        for folder in folders where !isFolder(folder) {
            throw ProcessionError(.invalidArgument, "\(source) names '\(folder)', which is no folder")
        }
        return folders
    }

    private static func secretProviders(
        _ options: SecretOptions?, environment: [String: String]
    ) throws(ProcessionError) -> [any SecretProvider] {
        func set(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        var providers: [any SecretProvider] = [EnvironmentSecrets()]
        if let folder = options?.folder ?? set("PROCESSION_SECRETS_DIR") {
            guard isFolder(folder) else {
                throw ProcessionError(.invalidArgument, "'\(folder)', named as the folder with secrets, is no folder")
            }
            providers.append(DirectorySecrets(path: folder))
        }
        if let command = options?.command ?? set("PROCESSION_SECRETS_COMMAND") {
            providers.append(try CommandSecrets(command))
        }
        return providers
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}

extension Workspace {
    /// The type that the command line names.
    ///
    /// - Throws: `notFound` with the nearest name, or `invalidDefinition` with the reasons.
    var namedType: any ProcessType {
        get throws(ProcessionError) { try types.type(named: typeName ?? "") }
    }

    /// Every declaration of a type, and whether a process can be made of it.
    var reviewedTypes: [ProcessTypeRegistry.Entry] { TypeReview(executors: executors, types: types).entries }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger {
        var logger = Logger(label: "procession") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }
}
