import ProcessionCLI
import StandardPlugins

await ProcessionProgram.run(plugins: StandardPlugins.all)
