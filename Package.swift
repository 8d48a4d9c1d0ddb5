// swift-tools-version: 6.2
import PackageDescription

/// Applied to every Swift target: members are visible only where their module is imported, and `any` is spelled out.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault")
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// MARK: - Targets, from the contracts outwards

let contracts: [Target] = [
    .systemLibrary(
        name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
        name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
    .target(name: "Procession", dependencies: [logging])
]

let core: [Target] = [
    .target(name: "ProcessionYAML", dependencies: ["Procession", "CYAML"]),
    .target(name: "ProcessionStore", dependencies: ["Procession", "CSQLite", grdb, sqlite, logging]),
    .target(
        name: "ProcessionEngine",
        dependencies: ["Procession", "ProcessionStore", serviceLifecycle, logging, metrics, crypto]),
    .target(name: "CChildProcess"),
    .target(name: "ChildProcesses", dependencies: ["Procession", "CChildProcess"]),
    .target(name: "ProcessionPluginKit", dependencies: ["Procession", logging]),
    .target(
        name: "ProcessionServer",
        dependencies: ["Procession", "ProcessionEngine", hummingbird, httpTypes, serviceLifecycle, logging]),
    .target(
        name: "ProcessionTesting",
        dependencies: ["Procession", "ProcessionYAML", "ProcessionEngine", "ProcessionStore", logging])
]

let plugins: [Target] = [
    .target(
        name: "CommandPlugin", dependencies: ["Procession", "ChildProcesses"],
        path: "Plugins/CommandPlugin/Sources"),
    .target(
        name: "ShellPlugin", dependencies: ["Procession", "ChildProcesses"],
        path: "Plugins/ShellPlugin/Sources"),
    .target(
        name: "ScriptPlugin", dependencies: ["Procession", "ChildProcesses"],
        path: "Plugins/ScriptPlugin/Sources"),
    .target(name: "FlowPlugin", dependencies: ["Procession"], path: "Plugins/FlowPlugin/Sources"),
    .target(
        name: "HTTPHookPlugin",
        dependencies: [
            "Procession", asyncHTTPClient, crypto, nioCore, nioPosix, nioHTTP1, nioHTTPCompression, nioSSL
        ],
        path: "Plugins/HTTPHookPlugin/Sources"),
    .target(
        name: "DropInPlugins", dependencies: ["Procession", "ProcessionYAML", "ChildProcesses", crypto, logging],
        path: "Plugins/DropInPlugins/Sources"),
    .target(
        name: "ChecksumPlugin", dependencies: ["Procession", crypto], path: "Plugins/ChecksumPlugin/Sources"),
    .target(
        name: "MaintenancePlugin", dependencies: ["Procession"], path: "Plugins/MaintenancePlugin/Sources"),
    .target(
        name: "StandardPlugins",
        dependencies: [
            "Procession", "CommandPlugin", "ShellPlugin", "ScriptPlugin", "HTTPHookPlugin", "FlowPlugin",
            "MaintenancePlugin"
        ],
        path: "Plugins/StandardPlugins/Sources")
]

let programs: [Target] = [
    .target(
        name: "ProcessionCLI",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionStore", "ProcessionEngine", "ProcessionServer",
            "ProcessionTesting", "ChildProcesses", "DropInPlugins", argumentParser, asyncHTTPClient, nioCore, nioHTTP1,
            serviceLifecycle, unixSignals, logging
        ]),
    .executableTarget(name: "ProcessionMain", dependencies: ["ProcessionCLI", "StandardPlugins"])
]

let examples: [Target] = [
    .executableTarget(
        name: "ChecksumProgram", dependencies: ["ProcessionPluginKit", "ChecksumPlugin"],
        path: "Examples/ChecksumProgram", exclude: ["README.md", "plugin.yaml"]),
    .executableTarget(
        name: "DatabaseDrivenProcess",
        dependencies: ["Procession", "ProcessionEngine", "ProcessionStore", "StandardPlugins"],
        path: "Examples/DatabaseDrivenProcess"),
    .executableTarget(
        name: "CompleteDatabase",
        dependencies: [
            "Procession", "ProcessionEngine", "ProcessionStore", "StandardPlugins", serviceLifecycle, unixSignals,
            logging
        ],
        path: "Examples/CompleteDatabase")
]

let tests: [Target] = [
    .testTarget(name: "ProcessionTests", dependencies: ["Procession", logging]),
    .testTarget(name: "ScheduleTests", dependencies: ["Procession"]),
    .testTarget(
        name: "ProcessionYAMLTests", dependencies: ["Procession", "ProcessionYAML", "StandardPlugins"],
        exclude: ["Goldens"]),
    .testTarget(
        name: "ProcessionStoreTests",
        dependencies: ["Procession", "ProcessionStore", "ProcessionTesting", "StoreCrashDriver", grdb, sqlite],
        exclude: ["Schemas"]),
    .executableTarget(
        name: "StoreCrashDriver", dependencies: ["Procession", "ProcessionStore"],
        path: "Tests/StoreCrashDriver"),
    .executableTarget(
        name: "ChaosWorker",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionStore", "ProcessionEngine", "ProcessionTesting",
            "ChildProcesses", "StandardPlugins", logging
        ],
        path: "Tests/ChaosWorker", exclude: ["chaos.py", "parts"]),
    .executableTarget(
        name: "Simulator", dependencies: ["ProcessionStore", "ProcessionTesting", "FlowPlugin"], path: "Tests/Simulator"
    ),
    .testTarget(
        name: "ProcessionEngineTests",
        dependencies: [
            "Procession", "ChildProcesses", "ProcessionEngine", "ProcessionStore", "ProcessionTesting", "FlowPlugin",
            logging, metrics, metricsTestKit
        ]),
    .testTarget(
        name: "ProcessionCLITests", dependencies: ["Procession", "ProcessionCLI", "ProcessionMain", "ChaosWorker"]),
    .testTarget(
        name: "HTTPHookPluginTests",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionTesting", "HTTPHookPlugin", asyncHTTPClient, crypto, nioCore,
            nioPosix, nioSSL, logging
        ]),
    .testTarget(
        name: "DropInPluginsTests",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionTesting", "ChildProcesses", "DropInPlugins", "ChecksumPlugin",
            "ChecksumProgram", logging
        ],
        exclude: ["Plugins"]),
    .testTarget(
        name: "MaintenancePluginTests",
        dependencies: [
            "Procession", "MaintenancePlugin", "ProcessionEngine", "ProcessionStore", "ProcessionTesting", logging
        ]),
    .testTarget(name: "LayeringTests"),
    .testTarget(
        name: "ProcessTypeScriptsTests", dependencies: ["Procession", "ProcessionYAML", "StandardPlugins", logging]),
    .testTarget(
        name: "DocumentationTests",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionTesting", "StandardPlugins", "ProcessionMain",
            "DatabaseDrivenProcess", "CompleteDatabase", logging
        ]),
    .testTarget(name: "ChildProcessesTests", dependencies: ["Procession", "ChildProcesses", "ProcessionTesting"]),
    .testTarget(name: "CommandPluginTests", dependencies: ["Procession", "CommandPlugin", "ProcessionTesting"]),
    .testTarget(name: "ScriptPluginTests", dependencies: ["Procession", "ScriptPlugin", "ProcessionTesting"]),
    .testTarget(
        name: "FlowPluginTests",
        dependencies: [
            "Procession", "ProcessionYAML", "ProcessionEngine", "ProcessionStore", "ProcessionTesting", "FlowPlugin",
            logging
        ]),
    .testTarget(name: "ShellPluginTests", dependencies: ["Procession", "ShellPlugin", "ProcessionTesting"]),
    .testTarget(name: "StandardPluginsTests", dependencies: ["Procession", "StandardPlugins", "ProcessionTesting"])
]

let package = Package(
    name: "procession",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "procession", targets: ["ProcessionMain"]),
        .library(name: "ProcessionCLI", targets: ["ProcessionCLI"]),
        .library(name: "Procession", targets: ["Procession"]),
        .library(name: "ProcessionYAML", targets: ["ProcessionYAML"]),
        .library(name: "ProcessionStore", targets: ["ProcessionStore"]),
        .library(name: "ProcessionEngine", targets: ["ProcessionEngine"]),
        .library(name: "ProcessionPluginKit", targets: ["ProcessionPluginKit"]),
        .library(name: "StandardPlugins", targets: ["StandardPlugins"]),
        .library(name: "ProcessionTesting", targets: ["ProcessionTesting"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0")
    ],
    targets: contracts + core + plugins + programs + examples + tests,
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
