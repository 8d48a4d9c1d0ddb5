import Synchronization

/// The process types that can be started, and those that can't with the reason why.
public final class ProcessTypeRegistry: Sendable {
    /// What the registry knows about one declaration.
    public struct Entry: Sendable {
        public enum Status: Sendable {
            case ok(any ProcessType)
            /// Another declaration of the same name came first.
            case shadowed(by: ProcessTypeDescriptor.Origin)
            /// The file breaks rules.
            case invalid([Diagnostic])
        }

        public var name: ProcessTypeName
        public var origin: ProcessTypeDescriptor.Origin
        /// nil where a file is too broken to have one.
        public var descriptor: ProcessTypeDescriptor?
        public var status: Status

        public init(
            name: ProcessTypeName, origin: ProcessTypeDescriptor.Origin, descriptor: ProcessTypeDescriptor?,
            status: Status
        ) {
            self.name = name
            self.origin = origin
            self.descriptor = descriptor
            self.status = status
        }

        public var type: (any ProcessType)? { if case .ok(let type) = status { type } else { nil } }
    }

    private struct Storage {
        var entries: [Entry] = []
        /// Where among the entries the usable one of a name is, and where Swift code has registered it.
        var usable: [ProcessTypeName: (position: Int, place: String?)] = [:]
    }

    private let storage = Mutex(Storage())

    public init() {}

    /// Adds a type that Swift code declares.
    ///
    /// - Parameters:
    ///   - type: the type, whose descriptor names it.
    ///   - file: where the call stands, for whoever registers the same name later.
    ///   - line: the line of the call.
    /// - Throws: `alreadyExists` naming both places if the name is taken, `invalidDefinition` if it is no name or the
    ///   inputs are not sound.
    public func register(
        _ type: some ProcessType, file: String = #fileID, line: Int = #line
    ) throws(ProcessionError) {
        let descriptor = type.descriptor
        let place = "\(file):\(line)"
        guard NameSyntax.isName(descriptor.name.rawValue) else {
            throw ProcessionError(
                .invalidDefinition, "'\(descriptor.name)' (\(descriptor.origin)) can't name a process type",
                hint: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
        let problems =
            descriptor.problems + descriptor.inputs.problems().map { "input '\($0.input)': \($0.message)" }
        guard problems.isEmpty else {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(descriptor.name)' (\(descriptor.origin)) can't be registered",
                diagnostics: problems.map { Diagnostic(code: "invalid-type", message: $0) })
        }
        if let holder = add(type, at: place) {
            throw ProcessionError(
                .alreadyExists,
                "the process type '\(descriptor.name)' of \(descriptor.origin.told(at: place)) is registered already, "
                    + "by \(holder.origin.told(at: holder.place))",
                hint: "give one of them another name")
        }
    }

    /// Adds a type that was found in a folder: a taken name makes it shadowed instead of failing.
    public func add(found type: some ProcessType) {
        if let holder = add(type, at: nil) {
            let descriptor = type.descriptor
            storage.withLock {
                $0.entries.append(
                    Entry(
                        name: descriptor.name, origin: descriptor.origin, descriptor: descriptor,
                        status: .shadowed(by: holder.origin)))
            }
        }
    }

    /// Keeps a file that can't be used, with the reasons.
    public func add(
        invalid name: ProcessTypeName, origin: ProcessTypeDescriptor.Origin, because diagnostics: [Diagnostic]
    ) {
        storage.withLock {
            $0.entries.append(Entry(name: name, origin: origin, descriptor: nil, status: .invalid(diagnostics)))
        }
    }

    /// Every declaration, by name and then in the order in which it was found.
    public var entries: [Entry] {
        storage.withLock { $0.entries }.enumerated()
            .sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
            .map(\.element)
    }

    /// The type that a name stands for; nil if there is none or it is invalid.
    public subscript(name: ProcessTypeName) -> (any ProcessType)? {
        storage.withLock { storage in storage.usable[name].flatMap { storage.entries[$0.position].type } }
    }

    /// The type that a name stands for.
    ///
    /// - Throws: `notFound` with the nearest name, or `invalidDefinition` with the reasons.
    public func type(named name: ProcessTypeName) throws(ProcessionError) -> any ProcessType {
        if let type = self[name] { return type }
        let entries = self.entries
        for case .invalid(let diagnostics) in entries.filter({ $0.name == name }).map(\.status) {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(name)' is invalid", diagnostics: diagnostics)
        }
        let usable = entries.filter { $0.type != nil }.map(\.name.rawValue)
        throw ProcessionError(
            .notFound, "no process type is named '\(name)'",
            hint: NearestName.hint(for: name.rawValue, among: usable)
                ?? (usable.isEmpty
                    ? "no process types are registered; name their folder with --types"
                    : "registered are: \(usable.joined(separator: ", "))"))
    }

    /// Adds the type unless its name is taken; then says by what, and where that was registered.
    private func add(
        _ type: some ProcessType, at place: String?
    ) -> (origin: ProcessTypeDescriptor.Origin, place: String?)? {
        let descriptor = type.descriptor
        return storage.withLock { storage in
            if let holder = storage.usable[descriptor.name] {
                return (storage.entries[holder.position].origin, holder.place)
            }
            storage.usable[descriptor.name] = (storage.entries.count, place)
            storage.entries.append(
                Entry(name: descriptor.name, origin: descriptor.origin, descriptor: descriptor, status: .ok(type)))
            return nil
        }
    }
}

extension ProcessTypeDescriptor.Origin {
    /// The origin as far as one can go there: of a module, the place where it registers the type.
    fileprivate func told(at place: String?) -> String {
        guard case .swift = self, let place else { return description }
        return "\(description) (\(place))"
    }
}
