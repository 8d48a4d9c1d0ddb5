public import Procession

/// Brings care of Procession's own database: the executor `database` and the process type `procession-maintenance`.
public struct MaintenancePlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "maintenance"
    public let summary = "Checks, copies and tidies up Procession's own database."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(DatabaseExecutor())
        try types.register(MaintenanceType())
    }
}
