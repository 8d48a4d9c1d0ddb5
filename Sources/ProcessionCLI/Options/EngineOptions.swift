import ArgumentParser

/// For commands that may have to be an engine.
struct EngineOptions: ParsableArguments {
    @OptionGroup var plugins: PluginFolderOptions
    @OptionGroup var types: TypeFolderOptions
    @OptionGroup var secrets: SecretOptions
    @OptionGroup var logging: LoggingOptions

    func workspace(type: TypeArgument? = nil) async throws -> Workspace {
        try await Workspace(
            logger: logging.logger, plugins: plugins, believesFailures: false, types: types, secrets: secrets,
            type: type)
    }
}
