import Procession

extension TaskGraph {
    /// The graph as a picture (SVG 1.1), light or dark as the viewer wishes; tasks first, handlers in frames below.
    package var svg: String {
        let groups = ([nil] + HandlerTrigger.allCases.map(Optional.some)).compactMap { SVGGroup(self, trigger: $0) }
        let margin = 24.0
        let width = max(groups.map(\.width).max() ?? 0, SVGGroup.textWidth(name.rawValue, size: 16)) + 2 * margin
        var top = margin + 32
        var body: [String] = []
        for group in groups {
            body.append(group.drawn(left: (width - group.width) / 2, top: top))
            top += group.height + 24
        }
        let size = "\(SVGGroup.number(width)) \(SVGGroup.number(top))"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" width="\(SVGGroup.number(width))" \
            height="\(SVGGroup.number(top))" font-family="system-ui, sans-serif" text-anchor="middle">
            <title>\(SVGGroup.escaped(name.rawValue))</title>
            <style>
            .page { fill: #ffffff } .box { fill: #f2f6fc; stroke: #4a72b0 } .frame { fill: none; stroke: #b8c0cc }
            .way { fill: none; stroke: #7a8699 } .head { fill: #7a8699 } .name { fill: #14202e } .note { fill: #5b6878 }
            @media (prefers-color-scheme: dark) {
            .page { fill: #14181f } .box { fill: #1f2a3a; stroke: #7ba3e0 } .frame { stroke: #46505e }
            .name { fill: #e8edf4 } .note { fill: #9aa6b5 }
            }
            </style>
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
            orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
            <rect class="page" width="100%" height="100%"/>
            <text class="name" x="\(SVGGroup.number(width / 2))" y="\(SVGGroup.number(margin + 8))" font-size="16" \
            font-weight="600">\(SVGGroup.escaped(name.rawValue))</text>
            \(body.joined(separator: "\n"))
            </svg>

            """
    }
}

/// The tasks of one list, laid out.
private struct SVGGroup {
    private static let boxHeight = 46.0
    private static let frame = 16.0

    let width: Double
    let height: Double
    private let trigger: HandlerTrigger?
    private let steps: [ProcessDefinition.Step]
    private let notes: [String]
    private let widths: [Double]
    private let layout: LayeredLayout

    init?(_ graph: TaskGraph, trigger: HandlerTrigger?) {
        let members = graph.steps.indices.filter { graph.steps[$0].trigger == trigger }
        guard !members.isEmpty else { return nil }
        self.trigger = trigger
        steps = members.map { graph.steps[$0] }
        notes = members.map { Self.note(on: graph.steps[$0], work: graph.work(of: $0)) }
        widths = zip(steps, notes).map { step, note in
            max(Self.textWidth(step.task.name.rawValue, size: 14), Self.textWidth(note, size: 11), 60) + 28
        }
        let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
        let ranks = graph.ranks
        layout = LayeredLayout(
            widths: widths, boxHeight: Self.boxHeight, ranks: members.map { ranks[$0] },
            edges: graph.edges.compactMap { from, to in places[from].flatMap { from in places[to].map { (from, $0) } } }
        )
        let label = trigger.map { Self.textWidth($0.rawValue, size: 12) + 40 } ?? 0
        width = max(layout.width, label) + (trigger == nil ? 0 : 2 * Self.frame)
        height = layout.height + (trigger == nil ? 0 : 2 * Self.frame + 8)
    }

    func drawn(left: Double, top: Double) -> String {
        var lines: [String] = []
        var origin = (x: left + (width - layout.width) / 2, y: top)
        if let trigger {
            lines.append(
                """
                <rect class="frame" x="\(Self.number(left))" y="\(Self.number(top))" width="\(Self.number(width))" \
                height="\(Self.number(height))" rx="10" stroke-dasharray="4 4"/>
                <text class="note" x="\(Self.number(left + 12))" y="\(Self.number(top + 16))" font-size="12" \
                text-anchor="start">\(trigger.rawValue)</text>
                """)
            origin.y += Self.frame + 8
        }
        for way in layout.ways {
            lines.append(
                "<path class=\"way\" marker-end=\"url(#arrow)\" d=\"\(path(way, from: origin))\"/>")
        }
        for (index, step) in steps.enumerated() {
            let point = layout.boxes[index]
            let x = origin.x + point.x, y = origin.y + point.y
            let dashes = step.task.condition == nil ? "" : " stroke-dasharray=\"5 3\""
            lines.append(
                """
                <rect class="box" x="\(Self.number(x - widths[index] / 2))" y="\(Self.number(y))" \
                width="\(Self.number(widths[index]))" height="\(Self.number(Self.boxHeight))" rx="8"\(dashes)/>
                <text class="name" x="\(Self.number(x))" y="\(Self.number(y + 20))" font-size="14">\
                \(Self.escaped(step.task.name.rawValue))</text>
                <text class="note" x="\(Self.number(x))" y="\(Self.number(y + 36))" font-size="11">\
                \(Self.escaped(notes[index]))</text>
                """)
        }
        return lines.joined(separator: "\n")
    }

    /// A smooth line through the points: straight where a box or its place is passed, bent between ranks.
    private func path(_ way: [LayeredLayout.Point], from origin: (x: Double, y: Double)) -> String {
        var path = ""
        var last: LayeredLayout.Point?
        for point in way {
            let x = Self.number(origin.x + point.x), y = Self.number(origin.y + point.y)
            if let last {
                let middle = Self.number(origin.y + (last.y + point.y) / 2)
                path += "C\(Self.number(origin.x + last.x)) \(middle) \(x) \(middle) \(x) \(y)"
            } else {
                path = "M\(x) \(y)"
            }
            last = point
        }
        return path
    }

    private static func note(on step: ProcessDefinition.Step, work: String) -> String {
        var words = [work]
        if step.task.condition != nil { words.append("if") }
        if step.task.retry.maxRetries > 0 { words.append("retry \(step.task.retry.maxRetries)") }
        if step.task.allowsFailure { words.append("may fail") }
        return words.joined(separator: " · ")
    }

    /// About how wide a text is; fonts differ, so it is rather too much than too little.
    static func textWidth(_ text: String, size: Double) -> Double { Double(text.count) * size * 0.6 }

    static func number(_ number: Double) -> String {
        let tenths = (number * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
