// A part of a page of docs/ that is made from the code: the test compares, or with KSCRIPT_UPDATE_DOCS=1 writes it.
using System.Runtime.CompilerServices;

namespace KScript.GeneratedDocs;

internal static class GeneratedPart
{
    private const string End = "<!-- end of the generated part -->";

    /// <summary>Compares the part between the markers of a page with what the code says.</summary>
    /// <param name="page">The page.</param>
    /// <param name="expected">What stands between the markers.</param>
    /// <param name="from">What the part is generated from, where a page has several.</param>
    /// <param name="sourceFile">The test.</param>
    public static void Check(string page, string expected, string from = "", [CallerFilePath] string sourceFile = "")
    {
        string file = Find(page, sourceFile);
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        int start = text.IndexOf("<!-- generated from " + from, StringComparison.Ordinal);
        start = start < 0 ? 0 : text.IndexOf('\n', start) + 1;
        int end = text.IndexOf(End, start, StringComparison.Ordinal);
        Xunit.Assert.True(start > 0 && end >= start, $"{page} has no generated part");
        if (Environment.GetEnvironmentVariable("KSCRIPT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, text[..start] + expected + text[end..]);
            return;
        }

        Xunit.Assert.Equal(expected, text[start..end]);
    }

    /// <summary>A file of the repository.</summary>
    public static string Find(string path, string sourceFile)
    {
        string? folder = Path.GetDirectoryName(sourceFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "KScript.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("not in the repository"), path);
    }
}
