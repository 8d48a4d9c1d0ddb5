import Foundation
import Testing

@Suite("The guide to the flow of a process", .timeLimit(.minutes(2)))
struct FlowGuideTests {
    @Test("its process with an item for each file measures them all")
    func items() async throws {
        let page = try Repository.text(of: "docs/flow.md")
        let type = try #require(Snippet.all(in: page).first { $0.language == "yaml" }?.text)
        try await Repository.withFolder { folder in
            let images = folder.appending(path: "images")
            try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
            for (name, size) in [("a b.png", 3), ("$(id).png", 5), ("z.png", 0)] {
                try Data(count: size).write(to: images.appending(path: name))
            }
            try type.write(to: folder.appending(path: "convert-images.yaml"), atomically: true, encoding: .utf8)
            let program = Repository.program("procession")
            let (status, text) = try await Repository.run(
                program, ["run", "convert-images.yaml", "--id", "images", "--input", "folder=\(images.path)"],
                in: folder)
            #expect(status == 0, "\(text)")
            #expect(text.contains(#"["$(id).png","a b.png","z.png"] [5,3,0]"#), "\(text)")
            let (_, standing) = try await Repository.run(program, ["status", "images", "--plain"], in: folder)
            let rows = standing.split(separator: "\n").map {
                $0.split(separator: "\t").prefix(2).joined(separator: " ")
            }
            #expect(
                rows.suffix(6) == [
                    "find COMPLETED", "measure COMPLETED", "measure[0] COMPLETED", "measure[1] COMPLETED",
                    "measure[2] COMPLETED", "report COMPLETED"
                ])
        }
    }
}
