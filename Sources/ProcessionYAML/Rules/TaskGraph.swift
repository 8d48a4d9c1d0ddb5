import Procession

/// Which task of a list waits for which, as far as the file says so rightly.
final class TaskGraph {
    /// A task that waits for another.
    struct Need {
        var task: Int
        /// The name under `needs`; nil where the task needs the one before it because it doesn't say otherwise.
        var range: MarkRange?
    }

    let group: TaskGroup
    private(set) var needs: [[Need]] = []
    private let positions: [String: Int]
    private var upstream: [Int: Set<Int>] = [:]

    init(_ group: TaskGroup) {
        self.group = group
        let tasks = group.tasks
        let names = tasks.indices.compactMap { index in tasks[index].name.map { ($0.value, index) } }
        let positions = Dictionary(names, uniquingKeysWith: { first, _ in first })
        self.positions = positions
        needs = tasks.indices.map { index in
            guard let names = tasks[index].needs else { return index == 0 ? [] : [Need(task: index - 1, range: nil)] }
            return names.compactMap { name in
                positions[name.value].map { Need(task: $0, range: name.range) }
            }
        }
    }

    /// The position of the task with this name.
    subscript(name: String) -> Int? { positions[name] }

    var names: [String] { group.tasks.compactMap(\.name?.value) }

    func name(_ task: Int) -> String { group.tasks[task].name?.value ?? "task \(task + 1)" }

    /// Every task that has ended before this one starts.
    func upstream(of task: Int) -> Set<Int> {
        if let known = upstream[task] { return known }
        var found: Set<Int> = []
        var open = needs[task].map(\.task)
        while let next = open.popLast() {
            if found.insert(next).inserted { open += needs[next].map(\.task) }
        }
        upstream[task] = found
        return found
    }

    /// Cycles that have no task in common, each in the order of its needs; tasks that need themselves are left out.
    func cycles() -> [[Int]] {
        let looksBack = self.needs.enumerated().allSatisfy { task, needs in needs.allSatisfy { $0.task <= task } }
        if looksBack { return [] }
        var open = Set(group.tasks.indices)
        var cycles: [[Int]] = []
        func needs(_ task: Int) -> [Int] { self.needs[task].map(\.task).filter { $0 != task && open.contains($0) } }
        // Kahn's algorithm: what is left has a need that is left, so following needs must come back.
        func prune() {
            var dependents: [Int: [Int]] = [:]
            var counts: [Int: Int] = [:]
            for task in open {
                let needed = Set(needs(task))
                counts[task] = needed.count
                for need in needed { dependents[need, default: []].append(task) }
            }
            var free = counts.filter { $0.value == 0 }.map(\.key)
            while let task = free.popLast() {
                open.remove(task)
                for dependent in dependents[task] ?? [] {
                    counts[dependent, default: 0] -= 1
                    if counts[dependent] == 0 { free.append(dependent) }
                }
            }
        }
        prune()
        while let start = open.min() {
            var path: [Int] = []
            var places: [Int: Int] = [:]
            var task = start
            while places[task] == nil {
                places[task] = path.count
                path.append(task)
                guard let next = needs(task).min() else { break }
                task = next
            }
            let cycle = Array(path[(places[task] ?? 0)...])
            cycles.append(cycle)
            open.subtract(cycle)
            prune()
        }
        return cycles
    }
}
