import ArgumentParser

/// For commands that may have to be an engine.
struct EngineOptions: ParsableArguments {
    @OptionGroup var types: TypeFolderOptions
    @OptionGroup var secrets: SecretOptions
    @OptionGroup var logging: LoggingOptions

    func workspace(type: TypeArgument? = nil) throws -> Workspace {
        try Workspace(logger: logging.logger, types: types, secrets: secrets, type: type)
    }
}
