import Foundation

/// A new folder for the files of one test.
struct TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "procession-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    func remove() {
        // What is left in the temporary folder is nobody's failure.
        try? FileManager.default.removeItem(at: url)
    }
}
