// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "procession-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "procession", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
    ],
    targets: [
        .executableTarget(
            name: "ProcessionBenchmarks",
            dependencies: [
                .product(name: "Procession", package: "procession"),
                .product(name: "ProcessionEngine", package: "procession"),
                .product(name: "ProcessionStore", package: "procession"),
                .product(name: "StandardPlugins", package: "procession"),
                // The program itself, which is measured from outside.
                .product(name: "procession", package: "procession"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "GRDB", package: "GRDB.swift")
            ],
            swiftSettings: [
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault")
            ])
    ],
    swiftLanguageModes: [.v6]
)
