// Finds golden tests below paths, in a fixed order.
using KScript.Cli.Hosting;

namespace KScript.Cli.Testing;

/// <summary>Finds golden tests.</summary>
internal static class GoldenFinder
{
    private const string Verified = ".verified.txt";

    /// <summary>The tests of a path: one script, or all below a folder, and golden files whose script is gone.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="shown">How the path is called in reports.</param>
    public static List<GoldenCase> Find(string path, string shown)
    {
        if (File.Exists(path))
        {
            return [new GoldenCase(path, shown)];
        }

        if (!Directory.Exists(path))
        {
            throw new CommandException($"{shown}: no such file or folder");
        }

        var scripts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string script in Directory.EnumerateFiles(path, "*.ks", SearchOption.AllDirectories))
        {
            scripts.Add(script);
        }

        foreach (string golden in Directory.EnumerateFiles(path, "*" + Verified, SearchOption.AllDirectories))
        {
            // One without a script is found by the script that it lacks, and fails.
            string script = string.Concat(golden.AsSpan(0, golden.Length - Verified.Length), ".ks");
            scripts.Add(script);
        }

        var cases = new List<GoldenCase>();
        foreach (string script in scripts)
        {
            string relative = Path.GetRelativePath(path, script).Replace('\\', '/');
            cases.Add(new GoldenCase(script, shown.TrimEnd('/', '\\') + "/" + relative));
        }

        return cases;
    }
}
