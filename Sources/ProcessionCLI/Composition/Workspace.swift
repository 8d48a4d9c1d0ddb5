import DropInPlugins
import Foundation
import Logging
import Procession
import ProcessionYAML
import StandardPlugins

/// The composition root: what this program's executors, process types and secrets are.
struct Workspace: Sendable {
    let executors = ExecutorRegistry()
    let types = ProcessTypeRegistry()
    let secrets: SecretStore
    let logger: Logger
    /// The type that the command line names, if it names one.
    private(set) var typeName: ProcessTypeName?
    /// What was found in plugin folders; their processes are to be stopped at the end.
    private(set) var plugins = DropInPlugins()

    /// Puts the registries together: bundled plugins, those in folders, then the file that is to be run, then types.
    ///
    /// - Parameters:
    ///   - pluginFolders: nil looks into none, not even the standard ones.
    ///   - folders: nil looks into none, not even the one in the working directory.
    ///   - argument: the name of a type, or a file whose type outweighs those of its name in the folders.
    /// - Throws: `invalidArgument` for a folder that was named but does not exist, `invalidDefinition` with everything
    ///   wrong with the file, or why a plugin can't register.
    init(
        logger: Logger, plugins pluginFolders: PluginFolderOptions? = nil, types folders: TypeFolderOptions? = nil,
        secrets folder: SecretOptions? = nil, type argument: TypeArgument? = nil
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        self.logger = logger
        secrets = SecretStore(try Self.secretProviders(folder?.folder, environment: environment))
        for plugin in StandardPlugins.all { try plugin.register(executors: executors, types: types) }
        if let pluginFolders {
            plugins = await DropInPlugins(
                in: try PluginFolders(named: pluginFolders.folders, environment: environment),
                cache: DescriptionCache(environment: environment), registering: executors, logger: logger)
        }
        let loader = ProcessTypeLoader(executors: executors)
        if let argument { typeName = try argument.resolve(with: loader, into: types) }
        guard let folders else { return }
        let paths = try Self.typeFolders(folders.folders, environment: environment)
        for problem in loader.loadFolders(paths, into: types) where logger.logLevel <= .warning {
            StandardStream.say(ErrorReport.text(problem, style: .of(.error)) + "\n")
        }
    }

    private static func typeFolders(
        _ named: [String], environment: [String: String]
    ) throws(ProcessionError) -> [String] {
        var folders = named
        var source = "--types"
        if folders.isEmpty, let list = environment["PROCESSION_TYPES"], !list.isEmpty {
            folders = list.split(separator: ":").map(String.init)
            source = "PROCESSION_TYPES"
        }
        if folders.isEmpty { return isFolder("process-types") ? ["process-types"] : [] }
        for folder in folders where !isFolder(folder) {
            throw ProcessionError(.invalidArgument, "\(source) names '\(folder)', which is no folder")
        }
        return folders
    }

    private static func secretProviders(
        _ named: String?, environment: [String: String]
    ) throws(ProcessionError) -> [any SecretProvider] {
        let folder = named ?? environment["PROCESSION_SECRETS_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        guard let folder else { return [EnvironmentSecrets()] }
        guard isFolder(folder) else {
            throw ProcessionError(.invalidArgument, "'\(folder)', named as the folder with secrets, is no folder")
        }
        return [EnvironmentSecrets(), DirectorySecrets(path: folder)]
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
}
