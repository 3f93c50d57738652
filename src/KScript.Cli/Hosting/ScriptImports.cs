// The files that a script imports: paths count from the folder of the file in which they stand; of a script from standard input, and at a
// prompt, from where the tool was started.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;

namespace KScript.Cli.Hosting;

/// <summary>Reads the files beside a script.</summary>
internal sealed class ScriptImports : ImportReader
{
    private readonly CliHost host;

    private ScriptImports(CliHost host, string ownKey) => (this.host, OwnKey) = (host, ownKey);

    public override string OwnKey { get; }

    /// <summary>For a script; `-` is standard input.</summary>
    public static ScriptImports Of(string path, CliHost host) => new(host, path == "-" ? "" : KeyOf(host.Resolve(path)));

    /// <summary>For what is typed.</summary>
    public static ScriptImports OfPrompt(CliHost host) => new(host, "");

    public override ImportedFile Read(string path, string from)
    {
        string folder = from.Length == 0 ? host.Directory ?? "." : Path.GetDirectoryName(from) ?? "/";
        string file = Path.Combine(folder, path);
        string name = VisibleText.OfName(path);
        if (host.ImportsBelow is { } top && !FileIdentity.IsBelow(file, top))
        {
            return new ImportedFile(file, name, null, File.Exists(file) ? "a script that is tested can import files below its own folder only" : "there is no such file");
        }

        try
        {
            return new ImportedFile(KeyOf(file), name, ScriptFile.Read(file, host));
        }
        catch (CommandException e)
        {
            int reason = e.Message.IndexOf(": ", StringComparison.Ordinal);
            return new ImportedFile(file, name, null, reason < 0 ? e.Message : e.Message[(reason + 2)..]);
        }
    }

    /// <summary>One key for all names of a file.</summary>
    private static string KeyOf(string file) => FileIdentity.RealPath(file) ?? Path.GetFullPath(file);
}
