/// One row of the layer table: a target and every module that it may import.
struct Layer {
    var target: String
    var allowed: Set<String>

    init(_ target: String, may modules: Set<String>...) {
        self.target = target
        allowed = modules.reduce(into: []) { $0.formUnion($1) }
    }

    /// The whole table, from the contracts outwards; a target that is not in it can't be built upon.
    static let table: [Layer] = [
        Layer("CYAML"),
        Layer("CSQLite"),
        Layer("CChildProcess"),
        Layer("CPostgreSQL"),
        Layer("Procession", may: foundation, system, ["Logging"]),
        Layer("ProcessionYAML", may: foundation, ["Procession", "CYAML"]),
        Layer(
            "ProcessionStore",
            may: foundation, system, ["Procession", "CSQLite", "GRDB", "GRDBSQLite", "CPostgreSQL", "Logging"]),
        Layer(
            "ProcessionEngine",
            may: foundation, system,
            ["Procession", "ProcessionStore", "ServiceLifecycle", "Logging", "Metrics", "Tracing", "Crypto"]),
        Layer(
            "ChildProcesses",
            may: foundation, system, ["Procession", "CChildProcess"]),
        Layer("CommandPlugin", may: foundation, system, ["Procession", "ChildProcesses"]),
        Layer("ShellPlugin", may: foundation, system, ["Procession", "ChildProcesses"]),
        Layer("ScriptPlugin", may: foundation, system, ["Procession", "ChildProcesses"]),
        Layer(
            "HTTPHookPlugin",
            may: foundation, system,
            [
                "Procession", "AsyncHTTPClient", "Crypto", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOHTTPCompression",
                "NIOSSL"
            ]),
        Layer("FlowPlugin", may: foundation, system, ["Procession"]),
        Layer("MaintenancePlugin", may: foundation, system, ["Procession"]),
        Layer("ChecksumPlugin", may: foundation, system, ["Procession", "Crypto"]),
        Layer(
            "DropInPlugins",
            may: foundation, system, ["Procession", "ProcessionYAML", "ChildProcesses", "Crypto", "Logging"]),
        Layer(
            "StandardPlugins",
            may: [
                "Procession", "CommandPlugin", "ShellPlugin", "ScriptPlugin", "HTTPHookPlugin", "FlowPlugin",
                "MaintenancePlugin"
            ]),
        Layer(
            "ProcessionServer",
            may: foundation, system,
            [
                "Procession", "ProcessionEngine", "Hummingbird", "HTTPTypes", "ServiceLifecycle", "Crypto", "Metrics",
                "Logging", "NIOCore"
            ]),
        Layer("ProcessionPluginKit", may: foundation, system, ["Procession", "Logging"]),
        Layer(
            "ProcessionTesting", may: foundation, system,
            ["Procession", "ProcessionYAML", "ProcessionEngine", "ProcessionStore", "Logging", "Testing"]),
        Layer("ProcessionMain", may: ["ProcessionCLI", "StandardPlugins"])
    ]

    /// The one composition root; it may import everything, and gets the plugins from the program.
    static let compositionRoot = "ProcessionCLI"

    static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]
    static let system: Set<String> = ["Synchronization", "Dispatch", "Glibc", "Musl", "Darwin"]
}
