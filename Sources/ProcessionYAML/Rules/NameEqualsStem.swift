import Procession

/// A file is found by its name, so the type has the same.
enum NameEqualsStem: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        guard let name = file.name, let stem = reading.stem, name.value != stem else { return }
        reading.report(
            "name-mismatch", "the type is named '\(name.value)', but its file '\(stem)'", at: name.range,
            hint: NameSyntax.isName(stem)
                ? "write 'name: \(stem)', or rename the file to \(name.value).yaml"
                : "rename the file to \(name.value).yaml")
    }
}
