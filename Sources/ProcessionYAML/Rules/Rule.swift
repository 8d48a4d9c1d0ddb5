import Procession

/// A check of a file as a whole, after each of its parts has been read.
protocol Rule: SendableMetatype {
    static func check(_ file: FileDraft, _ reading: Reading)
}

/// Every rule; the order does not matter, because problems are told in the order of the text.
let rules: [any Rule.Type] = [
    NameEqualsStem.self, UniqueNames.self, SoundInputs.self, ListedOnce.self, KnownNeeds.self, AcyclicNeeds.self,
    ValidReferences.self, NoReferencesInShellText.self, NoSecretsInArguments.self, SecretsInUse.self,
    SoundSchedules.self, ParallelItems.self, KnownProcesses.self, ConsistentOutputs.self
]
