import ArgumentParser

/// For commands that only look at process types.
struct RegistryOptions: ParsableArguments {
    @OptionGroup var types: TypeFolderOptions
    @OptionGroup var logging: LoggingOptions

    func workspace(type: TypeArgument? = nil) throws -> Workspace {
        try Workspace(logger: logging.logger, types: types, type: type)
    }
}
