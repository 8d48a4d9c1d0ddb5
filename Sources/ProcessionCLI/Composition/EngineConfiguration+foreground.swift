import ProcessionEngine

extension EngineConfiguration {
    /// For an engine that works for one command only: at its end it hands everything else back at once.
    static var foreground: EngineConfiguration { EngineConfiguration(shutdownGrace: .zero) }
}
