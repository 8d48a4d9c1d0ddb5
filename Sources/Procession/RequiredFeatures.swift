// A misspelt upcoming feature in Package.swift is ignored without a word; these lines notice.

#if !hasFeature(MemberImportVisibility)
#error("the upcoming feature MemberImportVisibility is not active")
#endif

#if !hasFeature(ExistentialAny)
#error("the upcoming feature ExistentialAny is not active")
#endif

#if !hasFeature(InternalImportsByDefault)
#error("the upcoming feature InternalImportsByDefault is not active")
#endif
