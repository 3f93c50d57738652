// Runs the tool in this process, with streams of its own and a folder of its own; or, where KSCRIPT_TOOL names a file, that file as a
// process: CI tests the native build so.
using System.Diagnostics;
using System.Text;
using KScript.Cli.Hosting;

namespace KScript.Cli.Tests;

/// <summary>What an invocation did.</summary>
internal sealed record Outcome(int Exit, string Out, string Error);

/// <summary>A temporary folder in which commands run.</summary>
internal sealed class ToolRun : IDisposable
{
    private static readonly string? ToolFile = Environment.GetEnvironmentVariable("KSCRIPT_TOOL");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kscript-");

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file.</summary>
    public ToolRun With(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    /// <summary>Reads a file.</summary>
    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Runs a command line.</summary>
    public Outcome Run(params string[] args) => RunWith("", args);

    /// <summary>Runs a command line with standard input.</summary>
    public Outcome RunWith(string input, params string[] args)
    {
        var stdout = new MemoryStream();
        int exit = RunTo(stdout, input, args, out string error);
        return new Outcome(exit, Encoding.UTF8.GetString(stdout.ToArray()), error);
    }

    /// <summary>Runs a command line with an output of one's own.</summary>
    public int RunTo(Stream stdout, string input, string[] args, out string error)
    {
        if (ToolFile is not null)
        {
            return RunFile(ToolFile, stdout, input, args, out error);
        }

        var stderr = new MemoryStream();
        var host = new CliHost
        {
            In = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Out = stdout,
            Error = stderr,
            Directory = folder.FullName,
        };
        int exit = Tool.Run(args, host);
        error = Encoding.UTF8.GetString(stderr.ToArray());
        return exit;
    }

    private int RunFile(string file, Stream stdout, string input, string[] args, out string error)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        // A tool that does not read its input closes it: that is no failure of the test.
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        process.StandardOutput.BaseStream.CopyTo(stdout);
        process.WaitForExit();
        error = errors.GetAwaiter().GetResult();
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
