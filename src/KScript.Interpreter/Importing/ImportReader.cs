// Where imports come from: files, as whoever reads the script has them, and the library, which is part of the tool.
namespace KScript.Interpreter.Importing;

/// <summary>A file that an import names.</summary>
/// <param name="Key">What tells files apart: two names of one file have one key.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Text">Its text; null: it cannot be read.</param>
/// <param name="Error">Then: why, in a sentence without a full stop.</param>
internal readonly record struct ImportedFile(string Key, string Name, string? Text, string Error = "");

/// <summary>Reads the files that a script names.</summary>
internal abstract class ImportReader
{
    /// <summary>For a script that is in no file.</summary>
    public static ImportReader None { get; } = new NoFiles();

    /// <summary>The key of the script itself; "": it is in no file.</summary>
    public abstract string OwnKey { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">As the import says.</param>
    /// <param name="from">The key of the file that the import stands in.</param>
    public abstract ImportedFile Read(string path, string from);

    private sealed class NoFiles : ImportReader
    {
        public override string OwnKey => "";

        public override ImportedFile Read(string path, string from) =>
            new(path, path, null, "this script is in no file, so that there is none beside it");
    }
}
