import Crypto
import Foundation
import Procession

/// The SHA-256 digest of a file, read in pieces.
struct FileDigest: Sendable {
    /// In hexadecimal digits.
    let text: String
    /// In bytes.
    let size: Int

    private static let pieceSize = 256 * 1024

    /// - Throws: `CancellationError` between two pieces, or a failure that names the file.
    init(of path: String) async throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw TaskFailure(.notFound, "'\(path)' can't be read")
        }
        defer { try? file.close() }
        var hash = SHA256()
        var size = 0
        while let piece = try file.read(upToCount: Self.pieceSize), !piece.isEmpty {
            try Task.checkCancellation()
            hash.update(data: piece)
            size += piece.count
            await Task.yield()
        }
        text = Self.text(of: hash.finalize())
        self.size = size
    }

    static func text(of digest: SHA256.Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
