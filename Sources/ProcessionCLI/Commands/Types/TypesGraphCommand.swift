import ArgumentParser
import Procession

/// `procession types graph`: which task needs which.
struct TypesGraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw which task of a process type needs which.",
        discussion: """
            Examples:
              procession types graph nightly
              procession types graph nightly --format svg > nightly.svg
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, mermaid, dot, svg, json
    }

    @Argument(help: "The name of a process type, or a file that declares one.")
    var name: String
    @Option(help: "The form of the drawing: text, mermaid, dot, svg or json.")
    var format = Format.text
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let workspace = try await options.workspace(type: TypeArgument(text: name))
        let type = try workspace.namedType
        let definition = try SampleInput.definition(of: type)
        let graph = TaskGraph(definition, executors: workspace.executors)
        let text =
            switch format {
            case .text: graph.text(style: .of(.output))
            case .mermaid: graph.mermaid
            case .dot: graph.dot
            case .svg: graph.svg
            case .json: JSONDocument.text(graph.json)
            }
        try StandardStream.output.write(text)
    }
}
