import Procession

struct ReportsPlugin: ProcessionPlugin {
    let name: PluginName = "reports"
    let summary = "Waits for files and publishes reports."

    func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(WaitForFile())
        try types.register(PublishReport())
    }
}
