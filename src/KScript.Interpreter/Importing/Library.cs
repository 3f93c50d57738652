// The library that comes with KScript: the scripts of lib/ at the top of the repository, built into this assembly, so that they are there
// wherever the tool is.
using System.Reflection;

namespace KScript.Interpreter.Importing;

/// <summary>The library.</summary>
internal static class Library
{
    private const string Prefix = "lib/";
    private const string Ending = ".ks";

    /// <summary>The names that `import` knows, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Here.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^Ending.Length]).Order(StringComparer.Ordinal)];

    private static Assembly Here => typeof(Library).Assembly;

    /// <summary>A file of the library, or null.</summary>
    public static ImportedFile? Find(string name)
    {
        using Stream? stream = Here.GetManifestResourceStream(Prefix + name + Ending);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return new ImportedFile(Prefix + name + Ending, name + Ending, reader.ReadToEnd());
    }
}
