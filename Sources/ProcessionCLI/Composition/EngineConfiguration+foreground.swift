import ProcessionEngine

extension EngineConfiguration {
    /// For an engine that works for one command only: it fires no schedules, removes no history, and hands everything
    /// back at its end.
    static var foreground: EngineConfiguration {
        EngineConfiguration(shutdownGrace: .zero, runsSchedules: false, retention: nil)
    }
}
