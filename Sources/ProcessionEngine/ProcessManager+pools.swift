public import Procession

extension ProcessManager {
    /// How many slots a pool can have at most.
    static let slotLimit = 1_000_000

    /// The pools that were set, and those that tasks name which run or are READY, by name.
    public func pools() async throws(ProcessionError) -> [PoolRecord] { try await parts.store.pools() }

    func setPool(_ name: String, slots: Int, by caller: Caller) async throws(ProcessionError) {
        guard NameSyntax.isName(name) else {
            throw ProcessionError(
                .invalidArgument, "'\(name)' can't name a pool",
                hint: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
        guard (0...Self.slotLimit).contains(slots) else {
            throw ProcessionError(
                .invalidArgument, "a pool can't have \(slots) slots",
                hint: "use 0 to \(Self.slotLimit); 0 holds its tasks back")
        }
        try await parts.store.setPool(name, slots: slots, actor: caller.rawValue, now: parts.clock.now)
    }

    func removePool(_ name: String, by caller: Caller) async throws(ProcessionError) {
        try await parts.store.removePool(name, actor: caller.rawValue, now: parts.clock.now)
    }
}
