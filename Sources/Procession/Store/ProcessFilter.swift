/// Which processes a listing shows; newest first.
public struct ProcessFilter: Sendable, Equatable {
    public var status: ProcessStatus?
    public var type: ProcessTypeName?
    /// Only those with a schedule.
    public var isScheduled: Bool
    public var limit: Int
    public var offset: Int

    public init(
        status: ProcessStatus? = nil, type: ProcessTypeName? = nil, isScheduled: Bool = false, limit: Int = 1000,
        offset: Int = 0
    ) {
        self.status = status
        self.type = type
        self.isScheduled = isScheduled
        self.limit = limit
        self.offset = offset
    }
}
