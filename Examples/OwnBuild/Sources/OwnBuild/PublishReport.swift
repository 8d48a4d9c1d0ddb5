import Procession
import StandardPlugins

struct PublishReport: TypedProcessType {
    struct Input: Codable, Sendable {
        enum Form: String, Codable, CaseIterable { case text, page }

        var source: String
        var targets: [String]
        var form: Form
        var patience: Duration
    }

    static let name: ProcessTypeName = "publish-report"
    let summary = "Waits for a report, counts its lines and copies it to several folders."
    let inputs: [KeyNote] = [
        .input("source", "The report.", type: .path),
        .input("targets", "The folders that get a copy."),
        .input("form", "Whether the copies are text or a page.", default: "text"),
        .input("patience", "How long to wait for the report.", default: "1h", minimum: 1)
    ]

    func tasks(for input: Input) throws -> TaskList {
        let wait = TaskDefinition(
            "wait", try .executor(WaitForFile.self, .init(path: input.source, interval: .seconds(1), least_size: 1))
        ).timeout(input.patience)
        let count = TaskDefinition("count", .shell(#"echo "lines=$(wc -l < "$source")" >> "$PROCESSION_OUTPUT""#))
            .outputs(["lines": .integer])
        wait
        count
        for (number, target) in input.targets.enumerated() {
            let file: TemplateText = input.form == .page ? "\(target)/report.html" : "\(target)/report.txt"
            TaskDefinition("copy-\(number + 1)", .command("cp", "\(input.source)", file))
                .needs(count)
                .retry(2)
        }
        TaskList.onFailure {
            TaskDefinition("tell", .command("echo", "no report: ${error.message}"))
        }
        TaskList.outputs(["lines": count.output("lines")])
    }
}
