import ArgumentParser
import Procession

/// `procession executors list`.
struct ExecutorsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all executors.",
        discussion: """
            Example:
              procession executors list
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ExecutorOptions

    func run() async throws {
        let executors = try await options.workspace().executors.all
        let table = Table(
            [.init("NAME"), .init("ORIGIN", shrinks: true), .init("SUMMARY", shrinks: true)],
            rows: executors.map {
                [.init($0.descriptor.name.rawValue), .init("\($0.origin)"), .init($0.descriptor.summary)]
            })
        try output.show(
            table,
            json: [
                "executors": .list(
                    executors.map {
                        Value(members: [
                            "name": .string($0.descriptor.name.rawValue), "origin": .string("\($0.origin)"),
                            "door": .string($0.origin.door), "version": Value($0.descriptor.version),
                            "summary": .string($0.descriptor.summary),
                            "starts_child_process": .boolean($0.descriptor.startsChildProcess)
                        ])
                    })
            ])
    }
}
