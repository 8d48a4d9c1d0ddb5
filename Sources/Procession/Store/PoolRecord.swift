/// How a pool stands: slots that tasks of any process share.
public struct PoolRecord: Sendable, Codable, Equatable {
    public var name: String
    /// How many of its tasks run at the same time; 0 holds all of them back.
    public var slots: Int
    /// Whether somebody has set ``slots``; a pool that nobody has set has ``defaultSlots``.
    public var isSet: Bool
    public var running: Int
    /// READY tasks that wait for a slot, of the pool or of a worker.
    public var waiting: Int

    /// One: tasks that name a pool which nobody has set run one at a time.
    public static let defaultSlots = 1

    public init(name: String, slots: Int, isSet: Bool, running: Int, waiting: Int) {
        self.name = name
        self.slots = slots
        self.isSet = isSet
        self.running = running
        self.waiting = waiting
    }
}
