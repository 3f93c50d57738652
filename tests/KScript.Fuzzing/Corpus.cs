// Where inputs begin: the repository's own scripts and sessions, and corpus/, a folder for each kind. Whatever has broken something goes there,
// as found-NAME, and is run as it is from then on.

namespace KScript.Fuzzing;

/// <summary>Reads the corpus.</summary>
internal static class Corpus
{
    // A seed of that length leaves room for what is put into it.
    private const int LongestSeed = 6_000;

    /// <summary>Inputs of a kind as they stand in its folder, with the names of their files.</summary>
    public static IReadOnlyList<(string Name, string Text)> Files(string kind) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "KScript.Fuzzing", "corpus", kind)).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];

    /// <summary>What inputs of a kind are made of.</summary>
    public static IReadOnlyList<string> Seeds(string kind)
    {
        IEnumerable<string> more = kind switch
        {
            "scripts" => Below("examples", "*.ks").Concat(Below("tests/golden", "*.ks")).Concat(Below("tests/explain", "*.ks")).Concat(Below("tests/conformance", "*.ks")),
            "sessions" => Below("tests/repl", "*.txt").Where(path => !path.EndsWith(".verified.txt", StringComparison.Ordinal)),
            _ => [],
        };
        return [.. Files(kind).Select(file => file.Text), .. more.Select(File.ReadAllText).Where(text => text.Length <= LongestSeed)];
    }

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
