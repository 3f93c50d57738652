// Finds golden tests below paths, in a fixed order. Folders that are links are gone into, but none twice: a loop ends.
using KScript.Cli.Hosting;

namespace KScript.Cli.Testing;

/// <summary>Finds golden tests.</summary>
internal static class GoldenFinder
{
    private const string Verified = ".verified.txt";

    /// <summary>The tests of a path: one script, or all below a folder, and golden files whose script is gone.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="shown">How the path is called in reports.</param>
    /// <exception cref="CommandException">There are none: whoever asks for tests expects some.</exception>
    public static List<GoldenCase> Find(string path, string shown)
    {
        if (!Directory.Exists(path))
        {
            return Path.Exists(path) ? [new GoldenCase(path, shown)] : throw new CommandException($"{shown}: no such file or folder");
        }

        var scripts = new SortedSet<string>(StringComparer.Ordinal);
        AddBelow(path, shown, scripts, []);
        if (scripts.Count == 0)
        {
            throw new CommandException($"{shown}: there are no scripts (*.ks) in this folder or below it");
        }

        var cases = new List<GoldenCase>();
        foreach (string script in scripts)
        {
            string relative = Path.GetRelativePath(path, script).Replace('\\', '/');
            cases.Add(new GoldenCase(script, shown.TrimEnd('/', '\\') + "/" + relative));
        }

        return cases;
    }

    // The folders' own order is that of the disk; which of two ways to one folder is taken must not depend on it.
    private static void AddBelow(string folder, string shown, SortedSet<string> scripts, HashSet<string> seen)
    {
        if (!seen.Add(FileIdentity.Of(folder).Id))
        {
            return;
        }

        try
        {
            foreach (string script in Directory.EnumerateFiles(folder, "*.ks"))
            {
                scripts.Add(script);
            }

            foreach (string golden in Directory.EnumerateFiles(folder, "*" + Verified))
            {
                // One without a script is found by the script that it lacks, and fails.
                scripts.Add(string.Concat(golden.AsSpan(0, golden.Length - Verified.Length), ".ks"));
            }

            // Real folders first: a link to one of them is the second way to it.
            foreach (string below in Directory.EnumerateDirectories(folder).OrderBy(IsLink).ThenBy(name => name, StringComparer.Ordinal))
            {
                AddBelow(below, shown, scripts, seen);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandException($"{shown}: {Path.GetFileName(folder)} cannot be read: {SystemErrors.Reason(e)}", e);
        }
    }

    private static bool IsLink(string folder) => (File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0;
}
