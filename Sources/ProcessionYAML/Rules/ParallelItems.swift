import Procession

/// Only tasks with items have some that could run at the same time.
enum ParallelItems: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        for task in file.everyTask where task.items == nil && task.node.member("for_each") == nil {
            guard let maximum = task.maxParallel else { continue }
            reading.report(
                "misplaced-key", "'max_parallel' has no meaning without 'for_each'", at: maximum.range,
                hint: "add 'for_each', or remove it")
        }
    }
}
