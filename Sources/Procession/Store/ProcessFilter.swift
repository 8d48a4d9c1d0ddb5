/// Which processes a listing shows; newest first.
public struct ProcessFilter: Sendable, Equatable {
    public var status: ProcessStatus?
    public var type: ProcessTypeName?
    /// Only those with a schedule.
    public var isScheduled: Bool
    /// Only those that tasks of this process have started.
    public var parent: ProcessID?
    public var limit: Int
    public var offset: Int

    public init(
        status: ProcessStatus? = nil, type: ProcessTypeName? = nil, isScheduled: Bool = false,
        parent: ProcessID? = nil, limit: Int = 1000, offset: Int = 0
    ) {
        self.status = status
        self.type = type
        self.isScheduled = isScheduled
        self.parent = parent
        self.limit = limit
        self.offset = offset
    }
}
