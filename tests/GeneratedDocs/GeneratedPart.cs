// A part of a page of docs/ that is made from the code: the test compares, or with KSCRIPT_UPDATE_DOCS=1 writes it.
using System.Runtime.CompilerServices;

namespace KScript.GeneratedDocs;

internal static class GeneratedPart
{
    private const string End = "<!-- end of the generated part -->";

    /// <summary>Compares the part between the markers of a page with what the code says.</summary>
    public static void Check(string page, string expected, [CallerFilePath] string sourceFile = "")
    {
        string file = Find(page, sourceFile);
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        int start = text.IndexOf("<!-- generated from ", StringComparison.Ordinal);
        start = text.IndexOf('\n', start) + 1;
        int end = text.IndexOf(End, StringComparison.Ordinal);
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
