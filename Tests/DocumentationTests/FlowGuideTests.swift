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

    @Test("its process with children adds up what they give")
    func children() async throws {
        let page = try Repository.text(of: "docs/flow.md")
        let types = Snippet.all(in: page).filter { $0.language == "yaml" }.map(\.text).filter {
            $0.hasPrefix("name: load-")
        }
        #expect(types.count == 2)
        try await Repository.withFolder { folder in
            let typeFolder = folder.appending(path: "process-types")
            try FileManager.default.createDirectory(at: typeFolder, withIntermediateDirectories: true)
            for type in types {
                let name = type.prefix { $0 != "\n" }.dropFirst(6)
                try type.write(to: typeFolder.appending(path: "\(name).yaml"), atomically: true, encoding: .utf8)
            }
            let (status, text) = try await Repository.run(
                Repository.program("procession"), ["run", "load-all", "--input", "day=2026-01-31"], in: folder)
            #expect(status == 0, "\(text)")
            #expect(text.contains("rows by region: [5,5]"), "\(text)")
        }
    }

    @Test("its process that asks goes on when it is approved")
    func approval() async throws {
        let page = try Repository.text(of: "docs/flow.md")
        let type = try #require(Snippet.all(in: page).filter { $0.language == "yaml" }.dropFirst().first?.text)
        try await Repository.withFolder { folder in
            try type.write(to: folder.appending(path: "release.yaml"), atomically: true, encoding: .utf8)
            let program = Repository.program("procession")
            async let run = Repository.run(
                program, ["run", "release.yaml", "--id", "release-7", "--input", "version=1.2"], in: folder)
            var question = ""
            while question.isEmpty {
                question = try await Repository.run(program, ["approvals", "--plain"], in: folder).text
            }
            #expect(question.hasSuffix("\tDeploy 1.2 to production?\n"), "\(question)")
            let (approved, answer) = try await Repository.run(
                program, ["approve", "release-7", "--by", "ann", "--note", "checked"], in: folder)
            #expect(approved == 0, "\(answer)")
            let (status, text) = try await run
            #expect(status == 0, "\(text)")
            #expect(text.contains("deployed, approved by ann"), "\(text)")
        }
    }
}
