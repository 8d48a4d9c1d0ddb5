package import Foundation
package import Logging
package import Procession
package import ProcessionYAML

/// The plugins that were found in folders: those that are used, and those that aren't with the reason.
package struct DropInPlugins: Sendable {
    /// What became of one manifest.
    package struct Entry: Sendable {
        package enum Status: Sendable {
            case ok
            /// Another plugin of the name came first, or somebody has the name of one of its executors.
            case shadowed(by: String)
            /// The manifest, or what the program says of itself, breaks rules.
            case invalid([Diagnostic])
            /// It speaks no protocol that this program speaks.
            case incompatible(String)
            /// Its program could not be asked what it brings.
            case broken(String)
        }

        package let name: PluginName
        /// Where the manifest names it.
        package let location: SourceLocation
        package let manifest: PluginManifest?
        package fileprivate(set) var executors: [RegisteredExecutor] = []
        package fileprivate(set) var status: Status
        /// When its program failed to describe itself, if that is what the status is about.
        package let askedAt: Date?
        /// What is odd but allowed.
        package let warnings: [Diagnostic]
        /// Required programs that are not in `PATH`.
        package let missing: [String]
        /// Runs the program of an executable plugin.
        package let host: PluginHost?
    }

    /// In the order in which they count.
    package private(set) var entries: [Entry] = []

    /// None.
    package init() {}

    /// Reads every manifest in the folders, and registers what it brings.
    ///
    /// The program of an executable plugin is started only if the cache doesn't know what comes of asking it.
    ///
    /// - Parameter compiledIn: plugins that are there already; those of their names are shadowed.
    package init(
        in folders: PluginFolders, compiledIn: [PluginName] = [], cache: DescriptionCache,
        registering executors: ExecutorRegistry, logger: Logger
    ) async {
        entries = await withTaskGroup(of: (Int, Entry).self) { group in
            for (index, path) in folders.manifests.enumerated() {
                group.addTask { (index, await Self.entry(path, cache, logger)) }
            }
            var found: [(Int, Entry)] = []
            for await entry in group { found.append(entry) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
        for index in entries.indices { register(index, executors, compiledIn) }
        let unknown = entries.filter(\.hasUnknownExecutors).map(\.name)
        if let name = unknown.first {
            executors.explainUnknownNames(
                unknown.count == 1
                    ? "the plugin '\(name)' can't be used, and may bring this one: see 'procession plugins show \(name)'"
                    : "the plugins \(unknown.map { "'\($0)'" }.joined(separator: ", ")) can't be used, and may bring "
                        + "this one: see 'procession plugins list'")
        }
        for entry in entries where !entry.isUsed {
            // Of a plugin that says nothing more, an executor of its name is the best guess.
            for name in entry.executors.map(\.descriptor.name) + [ExecutorName(entry.name.rawValue)] {
                executors.explainAbsence(
                    of: name, "the plugin '\(entry.name)' can't be used: see 'procession plugins show \(entry.name)'")
            }
        }
    }

    /// Ends the processes of all plugins.
    package func stop() async {
        await withTaskGroup { group in
            for host in entries.compactMap(\.host) { group.addTask { await host.stop() } }
        }
    }

    /// Kills the processes of all plugins, and does not wait for their tasks.
    package func kill() async {
        for host in entries.compactMap(\.host) { await host.kill() }
    }

    /// The usable or else the first plugin of a name.
    package subscript(name: PluginName) -> Entry? {
        let named = entries.filter { $0.name == name }
        return named.first { if case .ok = $0.status { true } else { false } } ?? named.first
    }

    private mutating func register(_ index: Int, _ registry: ExecutorRegistry, _ compiledIn: [PluginName]) {
        let entry = entries[index]
        guard case .ok = entry.status else { return }
        if compiledIn.contains(entry.name) {
            entries[index].status = .shadowed(by: "the plugin '\(entry.name)' that is compiled in")
            return
        }
        if let first = entries[..<index].first(where: { $0.name == entry.name && $0.isUsed }) {
            entries[index].status = .shadowed(by: "\(first.location)")
            return
        }
        for executor in entry.executors {
            guard let holder = registry[executor.descriptor.name] else { continue }
            entries[index].status = .shadowed(
                by: "the executor '\(executor.descriptor.name)' of \(holder.origin)")
            return
        }
        do throws(ProcessionError) {
            for executor in entry.executors { try registry.register(executor) }
        } catch {
            entries[index].status = .broken(error.message)
        }
    }

    // MARK: - One plugin

    private static func entry(_ path: String, _ cache: DescriptionCache, _ logger: Logger) async -> Entry {
        let loaded = PluginManifestLoader.load(file: path)
        guard let manifest = loaded.manifest else {
            return Entry(
                name: loaded.name, location: loaded.location, manifest: nil, status: .invalid(loaded.diagnostics),
                askedAt: nil, warnings: [], missing: [], host: nil)
        }
        func entry(
            _ status: Entry.Status, _ executors: [any DescribedExecutor] = [], warnings: [Diagnostic] = [],
            host: PluginHost? = nil, askedAt: Date? = nil
        ) -> Entry {
            Entry(
                name: manifest.name, location: manifest.location, manifest: manifest,
                executors: executors.map { registered($0, manifest) }, status: status, askedAt: askedAt,
                warnings: loaded.diagnostics + warnings, missing: ProgramSearch.missing(manifest.requires),
                host: host)
        }
        switch manifest.kind {
        case .declarative(let executors):
            return entry(
                .ok,
                executors.compactMap { executor in
                    executor.command.map { DeclarativeExecutor(executor, command: $0, of: manifest) }
                })
        case .executable(let program):
            guard PluginProtocol.supported.contains(program.protocolNumber) else {
                return entry(
                    .incompatible(
                        "it speaks protocol \(program.protocolNumber), and Procession speaks "
                            + PluginProtocol.supportedWords))
            }
            switch await answer(of: manifest, program, cache, logger) {
            case .failure(let failure, let date):
                return entry(
                    failure.code == "plugin-incompatible" ? .incompatible(failure.message) : .broken(failure.message),
                    askedAt: date)
            case .description(let description):
                let (executors, diagnostics) = PluginManifestLoader.executors(
                    describedBy: description, plugin: manifest.name.rawValue)
                if diagnostics.contains(where: { $0.severity == .error }) { return entry(.invalid(diagnostics)) }
                let host = PluginHost(manifest, program: program, logger: logger)
                return entry(
                    .ok, executors.map { ExecutableExecutor($0, of: host) }, warnings: diagnostics, host: host)
            }
        }
    }

    private static func registered(
        _ executor: any DescribedExecutor, _ manifest: PluginManifest
    ) -> RegisteredExecutor {
        RegisteredExecutor(executor, origin: .plugin(manifest.name, manifest.location))
    }

    private static func answer(
        of manifest: PluginManifest, _ program: PluginProgram, _ cache: DescriptionCache, _ logger: Logger
    ) async -> DescriptionCache.Answer {
        let key = cache.key(of: manifest, program)
        if let known = cache.answer(key) { return known }
        // A process of its own, which ends before anything else is done.
        let host = PluginHost(manifest, program: program, logger: logger)
        let answer: DescriptionCache.Answer
        do throws(TaskFailure) {
            answer = .description(try await host.describe())
        } catch {
            answer = .failure(error, at: cache.now)
        }
        await host.stop()
        // A program that could not even be started costs nothing to try again.
        if case .failure(let failure, _) = answer, !failure.isOfRunningPlugin { return answer }
        cache.keep(answer, key)
        return answer
    }
}

extension TaskFailure {
    /// Whether a plugin's program was started, and has failed itself.
    fileprivate var isOfRunningPlugin: Bool { code.map { $0.hasPrefix("plugin-") && $0 != "plugin-stopped" } ?? true }
}

extension DropInPlugins.Entry {
    fileprivate var isUsed: Bool { if case .ok = status { true } else { false } }

    /// Whether nobody knows what it brings: its manifest can't be read, or its program could not be asked.
    fileprivate var hasUnknownExecutors: Bool { !isUsed && executors.isEmpty }
}
