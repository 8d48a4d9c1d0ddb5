import Crypto
import Foundation
public import Procession

/// Computes the SHA-256 digests of all files in a folder, several at a time.
public struct ChecksumExecutor: ProcessionExecutor {
    public struct Configuration: Codable, Sendable, Equatable {
        /// Relative paths start at the task's working directory.
        public var folder: String
        /// The file that is written, in the form of `sha256sum`; nil writes none.
        public var manifest: String?
        /// How many files are read at the same time; nil stands for the number of processors.
        public var workers: Int?

        public init(folder: String, manifest: String? = nil, workers: Int? = nil) {
            self.folder = folder
            self.manifest = manifest
            self.workers = workers
        }
    }

    public static let descriptor = ExecutorDescriptor(
        name: "checksum",
        summary: "Computes the SHA-256 digests of all files in a folder.",
        description: """
            Reads several files at a time. The digest of the whole folder is that of the list that `sha256sum` would \
            print for its files, sorted by path: equal folders have equal digests. Symbolic links are not followed.
            """,
        configuration: .object(
            ConfigurationSchema.Object([
                ConfigurationSchema.Property("folder", .string(), isRequired: true, "The folder."),
                ConfigurationSchema.Property(
                    "manifest", .string(), "A file for the digests, as `sha256sum --check` takes it."),
                ConfigurationSchema.Property(
                    "workers", .integer(minimum: 1, maximum: 64), "How many files are read at the same time.")
            ])),
        outputs: ["files": .integer, "bytes": .integer, "digest": .string],
        examples: [
            ExecutorDescriptor.Example(
                title: "Prove what was delivered",
                yaml: """
                    name: digest
                    checksum: {folder: dist, manifest: SHA256SUMS}
                    """)
        ])

    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let folder = absolute(configuration.folder, in: context)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return .failed(TaskFailure(.notFound, "there is no folder '\(folder)'"))
        }
        let files = try FileTree.files(in: folder)
        let total = max(files.reduce(0) { $0 + $1.size }, 1)
        var digests: [String: String] = [:]
        var bytes = 0
        try await withThrowingTaskGroup(of: (String, FileDigest).self) { group in
            var waiting = files.makeIterator()
            func next() {
                guard let file = waiting.next() else { return }
                group.addTask { (file.path, try await FileDigest(of: "\(folder)/\(file.path)")) }
            }
            let workers = configuration.workers ?? ProcessInfo.processInfo.activeProcessorCount
            for _ in 0..<workers { next() }
            for try await (path, digest) in group {
                digests[path] = digest.text
                bytes += digest.size
                context.progress(Double(bytes) / Double(total))
                next()
            }
        }
        let lines = digests.keys.sorted().map { "\(digests[$0] ?? "")  \($0)\n" }.joined()
        if let manifest = configuration.manifest {
            try Data(lines.utf8).write(to: URL(fileURLWithPath: absolute(manifest, in: context)), options: .atomic)
        }
        context.log("\(files.count) files, \(bytes) bytes\n")
        return .completed(outputs: [
            "files": .integer(files.count), "bytes": .integer(bytes),
            "digest": .string(FileDigest.text(of: SHA256.hash(data: Data(lines.utf8))))
        ])
    }

    private func absolute(_ path: String, in context: TaskContext) -> String {
        path.hasPrefix("/") ? path : "\(context.workingDirectory)/\(path)"
    }
}
