import Procession

/// No task waits, directly or not, for itself.
enum AcyclicNeeds: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        for group in file.groups {
            let graph = TaskGraph(group)
            for cycle in graph.cycles() { report(cycle, in: graph, reading) }
        }
    }

    private static func report(_ cycle: [Int], in graph: TaskGraph, _ reading: Reading) {
        func need(_ position: Int) -> TaskGraph.Need? {
            let next = cycle[(position + 1) % cycle.count]
            return graph.needs[cycle[position]].first { $0.task == next }
        }
        // A cycle needs a task further down, which only `needs` can say: begin there.
        let start = cycle.indices.filter { need($0)?.range != nil }.min { cycle[$0] < cycle[$1] } ?? 0
        let ordered = cycle[start...] + cycle[..<start]
        let names = (Array(ordered) + [cycle[start]]).map(graph.name)
        let implied = cycle.indices.first { need($0)?.range == nil }.map { cycle[$0] }
        reading.report(
            "cyclic-needs", "these tasks wait for each other: \(names.joined(separator: " -> "))",
            at: need(start)?.range,
            hint: implied.map {
                "'\(graph.name($0))' has no 'needs', so it needs the task before it; "
                    + "write 'needs: []' to start it at once"
            } ?? "leave one of these needs out")
    }
}
