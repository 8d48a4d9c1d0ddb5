import Foundation
import Testing

@Suite("Pages")
struct PageTests {
    static let pages =
        ["README.md", "CONTRIBUTING.md"] + Repository.files(in: "docs", ending: ".md")
        + Repository.files(in: "Sources", ending: ".md") + Repository.files(in: "Plugins", ending: "README.md")

    @Test("Swift in a page stands word for word in a program or a test that is built", arguments: pages)
    func swiftSnippets(page: String) throws {
        let built = try
            (Repository.files(in: "Examples", ending: ".swift")
            + Repository.files(in: "Tests/DocumentationTests/Snippets", ending: ".swift")).map(Repository.text)
        for snippet in Snippet.all(in: try Repository.text(of: page)) where snippet.language == "swift" {
            #expect(built.contains { $0.contains(snippet.text) }, "\(page):\n\(snippet.text)")
        }
    }

    @Test("links between pages lead somewhere", arguments: pages)
    func links(page: String) throws {
        let folder = Repository.root.appending(path: page).deletingLastPathComponent()
        for match in try Repository.text(of: page).matches(of: /\]\(([^)#:\s]+)(#[^)]*)?\)/) {
            let target = folder.appending(path: String(match.output.1)).path
            #expect(FileManager.default.fileExists(atPath: target), "\(page) links to \(match.output.1)")
        }
    }
}
