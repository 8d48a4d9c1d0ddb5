import Foundation
import Testing

@Suite("House rules")
struct HouseRulesTests {
    @Test("no source can crash on purpose or by a forced cast, and none has work left to do")
    func forbiddenWords() throws {
        for file in try Repository.targets().flatMap({ try $0.files }) {
            for line in file.code {
                for word in ["try!", "as!", "fatalError("] where line.text.contains(word) {
                    Issue.record("\(file.path):\(line.number): \(word)")
                }
            }
            for line in file.lines {
                for word in ["TODO", "FIXME"] where line.text.contains(word) {
                    Issue.record("\(file.path):\(line.number): unfinished work belongs in an issue")
                }
            }
        }
    }

    @Test("no Swift file has more than 600 lines", arguments: ["Sources", "Plugins", "Tests"])
    func fileLength(folder: String) throws {
        for url in try Repository.swiftFiles(below: Repository.root.appending(path: folder)) {
            let file = try SourceFile(reading: url)
            if file.lines.count > 600 { Issue.record("\(file.path) has \(file.lines.count) lines") }
        }
    }

    @Test("every plugin that is compiled in has a README")
    func pluginsAreDescribed() throws {
        for plugin in try Repository.folders(in: "Plugins") where try !Repository.swiftFiles(below: plugin).isEmpty {
            let readme = plugin.appending(path: "README.md")
            #expect(
                FileManager.default.fileExists(atPath: readme.path), "\(plugin.lastPathComponent) has no README.md")
        }
    }

    @Test("the manifest names exactly the targets that have a folder")
    func manifestMatchesFolders() throws {
        let manifest = try Repository.text(of: "Package.swift")
        let declared = manifest.matches(of: /\.(?:target|executableTarget|systemLibrary|testTarget)\(\s*name: "(\w+)"/)
            .map { String($0.1) }
        let folders = try ["Examples", "Tests"].flatMap(Repository.folders(in:))
            .filter { !FileManager.default.fileExists(atPath: $0.appending(path: "Package.swift").path) }
            .map(\.lastPathComponent)
        #expect(declared.sorted() == (try Repository.targets().map(\.name) + folders).sorted())
    }
}
