/// Which task of one list needs which.
public struct NeedsGraph: Sendable {
    /// For each task the ones that it needs directly, by position in the list; names that don't exist are left out.
    public let needs: [[Int]]
    private let names: [TaskName]

    public init(_ tasks: [TaskDefinition]) {
        names = tasks.map(\.name)
        let positions = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        needs = tasks.enumerated().map { index, task in
            task.needs.map { $0.compactMap { positions[$0] } } ?? (index > 0 ? [index - 1] : [])
        }
    }

    /// Tasks that need each other in a ring, the first one repeated at the end; nil if there is no ring.
    public var cycle: [TaskName]? {
        enum Mark { case unseen, open, done }
        var marks = [Mark](repeating: .unseen, count: needs.count)
        for start in needs.indices where marks[start] == .unseen {
            // Depth first without recursion: chains may be 100,000 tasks long.
            var path: [(task: Int, next: Int)] = [(start, 0)]
            marks[start] = .open
            while let (task, next) = path.last {
                guard next < needs[task].count else {
                    marks[task] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let need = needs[task][next]
                switch marks[need] {
                case .done: continue
                case .open:
                    let ring = path.map(\.task).drop { $0 != need }
                    return (Array(ring) + [need]).map { names[$0] }
                case .unseen:
                    marks[need] = .open
                    path.append((need, 0))
                }
            }
        }
        return nil
    }

    /// Every task that must have ended before the one at `index` starts, by position.
    public func upstream(of index: Int) -> Set<Int> {
        var found: Set<Int> = []
        var open = needs[index]
        while let task = open.popLast() {
            if found.insert(task).inserted { open += needs[task] }
        }
        return found
    }
}
