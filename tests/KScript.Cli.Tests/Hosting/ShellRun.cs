// Runs the built tool as its users do, from a shell: with pipes, closed and full streams, limits and signals, which no test inside this
// process can have. "$@" of the line is the tool.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace KScript.Cli.Tests.Hosting;

/// <summary>A folder, and a shell in it.</summary>
internal sealed class ShellRun : IDisposable
{
    private const int LimitMilliseconds = 120_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kscript-shell-");

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file.</summary>
    public ShellRun With(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    /// <summary>Reads a file.</summary>
    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>The names of all that is in the folder, hidden files too.</summary>
    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(folder.FullName).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Runs a line of bash; what is left of it is killed after two minutes.</summary>
    public Outcome Run(string line)
    {
        string[] tool = Environment.GetEnvironmentVariable("KSCRIPT_TOOL") is { Length: > 0 } file ? [file] : ["dotnet", Built()];
        // Whoever started the tests may ignore SIGINT (a shell does for what it runs in the background), and a shell cannot take that back.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,HUP,TERM", "bash", "-c", line, "bash", .. tool])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime keeps code in a memory file, on which limits on the size of files count.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["NO_COLOR"] = "1";
        using Process shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = shell.StandardError.ReadToEndAsync();
        if (!shell.WaitForExit(LimitMilliseconds))
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"not over after two minutes: {line}");
        }

        return new Outcome(shell.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    // Beside this test: the tool is one of its references.
    private static string Built([CallerFilePath] string sourceFile = "")
    {
        string built = Path.Combine(AppContext.BaseDirectory, "kscript.dll");
        return File.Exists(built) ? built : throw new FileNotFoundException($"the tool is not built ({sourceFile})", built);
    }
}
