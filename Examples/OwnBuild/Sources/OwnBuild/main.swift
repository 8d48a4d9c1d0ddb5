import ProcessionCLI
import StandardPlugins

// The whole program, with one plugin more than the bundled ones.
await ProcessionProgram.run(plugins: StandardPlugins.all + [ReportsPlugin()])
