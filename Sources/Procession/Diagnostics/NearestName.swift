/// Finds what somebody probably meant.
public enum NearestName {
    /// The candidate closest to `name`, if it is close enough to be worth suggesting.
    ///
    /// Distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); a
    /// third of the name's length, at least one, is close enough. Of several at the same distance, the one that
    /// begins most like the name is meant. Where none is close, a name of three letters or more may be short for the
    /// only candidate that begins with it or has it as one of its words: `checkout` for `git-checkout`.
    public static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let candidates = Array(candidates)
        return closest(to: name, among: candidates) ?? expansion(of: name, among: candidates)
    }

    private static func closest(to name: String, among candidates: [String]) -> String? {
        let limit = max(1, name.count / 3)
        return
            candidates
            .filter { abs($0.count - name.count) <= limit }
            .map { candidate in
                (
                    candidate: candidate, distance: distance(name.lowercased(), candidate.lowercased()),
                    beginning: -zip(candidate, name).prefix { $0 == $1 }.count
                )
            }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.beginning, $0.candidate) < ($1.distance, $1.beginning, $1.candidate) }?
            .candidate
    }

    private static func expansion(of name: String, among candidates: [String]) -> String? {
        let name = name.lowercased()
        guard name.count >= 3 else { return nil }
        let longer = Set(candidates).filter { candidate in
            let candidate = candidate.lowercased()
            return candidate.hasPrefix(name)
                || candidate.split { "-_".contains($0) }.contains { $0 == name }
        }
        return longer.count == 1 ? longer.first : nil
    }

    /// "did you mean 'x'?", if something is close enough.
    public static func hint(for name: String, among candidates: some Sequence<String>) -> String? {
        of(name, among: candidates).map { "did you mean '\($0)'?" }
    }

    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars.prefix(128)), right = Array(right.unicodeScalars.prefix(128))
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
