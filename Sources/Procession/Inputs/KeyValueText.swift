/// The key-value form of process input: `input_file:/data/in.json;user_id:user123`.
///
/// Pairs are separated by `;`, the first `:` ends the key; `\;`, `\:` and `\\` stand for the character itself.
public enum KeyValueText {
    public static func parse(_ text: String) throws(ProcessionError) -> [RawInput.Pair] { [] }
    public static func format(_ pairs: [RawInput.Pair]) -> String { "" }
}
