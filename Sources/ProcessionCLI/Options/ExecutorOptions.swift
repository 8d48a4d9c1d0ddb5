import ArgumentParser

/// For commands that look at executors only.
struct ExecutorOptions: ParsableArguments {
    @OptionGroup var plugins: PluginFolderOptions
    @OptionGroup var logging: LoggingOptions

    func workspace(believesFailures: Bool = true) async throws -> Workspace {
        try await Workspace(logger: logging.logger, plugins: plugins, believesFailures: believesFailures)
    }
}
