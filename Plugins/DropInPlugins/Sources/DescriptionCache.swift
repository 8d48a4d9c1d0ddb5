import Crypto
package import Foundation
package import Procession
package import ProcessionYAML

/// What executable plugins have said of themselves, so that lists need not start them.
package struct DescriptionCache: Sendable {
    /// Names what a plugin was when it said it.
    package struct Key: Sendable, Equatable {
        fileprivate let plugin: String
        fileprivate let digest: String
    }

    /// What came of asking a plugin.
    package enum Answer: Sendable, Equatable {
        case description(Value)
        /// It has not described itself.
        case failure(TaskFailure, at: Date)
    }

    /// How long a failure is believed that may have had a cause outside of the plugin's files, such as a missing module
    /// or a machine under load.
    package static let patience: Duration = .seconds(600)
    /// Files beyond these of a plugin's folder are not looked at.
    private static let filesLimit = 1000

    private let folder: String
    private let believesFailures: Bool
    private let clock: any ProcessionClock

    /// - Parameters:
    ///   - folder: made on first use.
    ///   - believesFailures: false asks plugins again that have failed, whenever that was.
    package init(folder: String, believesFailures: Bool = true, clock: any ProcessionClock = SystemClock()) {
        self.folder = folder
        self.believesFailures = believesFailures
        self.clock = clock
    }

    /// In the user's cache folder (`XDG_CACHE_HOME`, or else `~/.cache`).
    package init(environment: [String: String], believesFailures: Bool = true) {
        // A relative path in XDG_CACHE_HOME is to be ignored, says the specification.
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        self.init(
            folder: (cache ?? home + "/.cache") + "/procession/plugins", believesFailures: believesFailures)
    }

    /// The digest of a plugin's manifest and program: of the identity of every file in its folder (path, size, time
    /// of the last change), of the program that is started, and of files elsewhere that its arguments name.
    package func key(of manifest: PluginManifest, _ program: PluginProgram) -> Key {
        var hash = SHA256()
        func add(_ text: String) { hash.update(data: Data((text + "\0").utf8)) }
        add("protocols \(PluginProtocol.supported)")
        for path in Self.files(in: manifest.folder) { add("\(path) \(Self.identity("\(manifest.folder)/\(path)"))") }
        for argument in program.arguments {
            let isElsewhere = argument.hasPrefix("/") || argument.contains("../")
            let file = argument.hasPrefix("/") ? argument : "\(manifest.folder)/\(argument)"
            add("\(argument) \(isElsewhere ? Self.identity(file) : "")")
        }
        let name = program.arguments.first ?? ""
        if !name.contains("/") {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let found = path.split(separator: ":").map { folder in "\(folder)/\(name)" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
            add("\(found ?? "") \(Self.identity(found ?? ""))")
        }
        // Plugins of one name in several folders don't forget each other.
        let place = Self.digits(of: SHA256.hash(data: Data(manifest.folder.utf8)), bytes: 6)
        return Key(
            plugin: "\(manifest.name)@\(place)", digest: Self.digits(of: hash.finalize(), bytes: 16))
    }

    /// What the clock says by which failures grow old.
    var now: Date { clock.now }

    private static func digits(of digest: SHA256.Digest, bytes: Int) -> String {
        digest.prefix(bytes).flatMap { [$0 >> 4, $0 & 15] }.map { String($0, radix: 16) }.joined()
    }

    /// What came of asking the plugin when it was exactly this; nil if that isn't known, or not believed any more.
    package func answer(_ key: Key) -> Answer? {
        guard let bytes = FileManager.default.contents(atPath: path(key)),
            let kept = try? Value(json: String(decoding: bytes, as: UTF8.self)), let answer = Answer(kept: kept)
        else { return nil }
        guard case .failure(let failure, let date) = answer else { return answer }
        guard believesFailures else { return nil }
        // Another protocol is spoken only by another program.
        if failure.code == "plugin-incompatible" { return answer }
        let age = now.timeIntervalSince(date)
        return (0..<Self.patience.inSeconds).contains(age) ? answer : nil
    }

    /// Keeps what came of asking a plugin, in the place of what came of it before.
    ///
    /// A cache that can't be written costs time and nothing else, and so is no error.
    package func keep(_ answer: Answer, _ key: Key) {
        let files = FileManager.default
        try? files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix("\(key.plugin)@") {
            try? files.removeItem(atPath: "\(folder)/\(name)")
        }
        try? Data(answer.kept.json.utf8).write(to: URL(fileURLWithPath: path(key)), options: .atomic)
    }

    // An '@' can't be in a plugin's name.
    private func path(_ key: Key) -> String { "\(folder)/\(key.plugin)@\(key.digest).json" }

    private static func files(in folder: String) -> [String] {
        var files: [String] = []
        guard let enumerator = FileManager.default.enumerator(atPath: folder) else { return [] }
        while files.count < filesLimit, let path = enumerator.nextObject() as? String {
            let name = path.split(separator: "/").last ?? ""
            if name.hasPrefix(".") || name == "__pycache__" || name == "node_modules" {
                enumerator.skipDescendants()
            } else {
                files.append(path)
            }
        }
        return files.sorted()
    }

    private static func identity(_ path: String) -> String {
        var status = stat()
        // Of a folder, only the files in it count.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return "" }
        return "\(status.st_ino) \(status.st_size) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }
}

extension DescriptionCache.Answer {
    /// As it stands in a file of the cache.
    fileprivate var kept: Value {
        switch self {
        case .description(let description): ["description": description]
        case .failure(let failure, let date):
            [
                "failure": [
                    "class": .string(failure.errorClass.rawValue), "message": .string(failure.message),
                    "code": failure.code.map(Value.string) ?? .null
                ],
                "at_ms": .integer(Int(date.timeIntervalSince1970 * 1000))
            ]
        }
    }

    fileprivate init?(kept: Value) {
        if let description = kept["description"] {
            self = .description(description)
        } else if let failure = kept["failure"], let message = failure["message"]?.string,
            let at = kept["at_ms"]?.integer,
            let errorClass = failure["class"]?.string.flatMap(ErrorClass.init(rawValue:))
        {
            self = .failure(
                TaskFailure(errorClass, message, code: failure["code"]?.string),
                at: Date(timeIntervalSince1970: Double(at) / 1000))
        } else {
            return nil
        }
    }
}
