// Imports of a script that is in a file: paths count from the folder of the file in which they stand.
using KScript.Interpreter.Importing;

namespace KScript.Testing;

/// <summary>Reads the files beside a script.</summary>
internal sealed class ImportsBeside(string script) : ImportReader
{
    public override string OwnKey { get; } = Path.GetFullPath(script);

    public override ImportedFile Read(string path, string from)
    {
        string file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from) ?? "", path));
        try
        {
            return new ImportedFile(file, path, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ImportedFile(file, path, null, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.'));
        }
    }
}
