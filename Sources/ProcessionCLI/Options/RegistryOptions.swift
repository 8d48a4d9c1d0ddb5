import ArgumentParser

/// For commands that only look at process types.
struct RegistryOptions: ParsableArguments {
    @OptionGroup var plugins: PluginFolderOptions
    @OptionGroup var types: TypeFolderOptions
    @OptionGroup var logging: LoggingOptions

    func workspace(type: TypeArgument? = nil) async throws -> Workspace {
        try await Workspace(logger: logging.logger, plugins: plugins, types: types, type: type)
    }
}
