// Where the repository is, and every script in it.
namespace KScript.Interpreter.Tests;

internal static class Repository
{
    /// <summary>The folder that holds KScript.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every valid script below examples/ and tests/, as a path from the root.</summary>
    public static IEnumerable<string> Scripts()
    {
        var found = new List<string>();
        foreach (string folder in new[] { "examples", "tests" })
        {
            string path = Path.Combine(Root, folder);
            if (Directory.Exists(path))
            {
                found.AddRange(Directory.EnumerateFiles(path, "*.ks", SearchOption.AllDirectories));
            }
        }

        found.Sort(StringComparer.Ordinal);
        foreach (string file in found)
        {
            string relative = Path.GetRelativePath(Root, file).Replace('\\', '/');
            if (!relative.StartsWith("tests/golden/diagnostics/", StringComparison.Ordinal))
            {
                yield return relative;
            }
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "KScript.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("KScript.sln is in no folder above the test's");
    }
}
