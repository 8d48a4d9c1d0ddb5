// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "own-build",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "procession", path: "../..")],
    targets: [
        .executableTarget(
            name: "OwnBuild",
            dependencies: [
                .product(name: "Procession", package: "procession"),
                .product(name: "ProcessionCLI", package: "procession"),
                .product(name: "StandardPlugins", package: "procession")
            ])
    ],
    swiftLanguageModes: [.v6])
