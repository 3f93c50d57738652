// The driver of the line editor, started in a terminal of a size, with a history of its own.
using System.Runtime.CompilerServices;

namespace KScript.Terminal.Tests;

/// <summary>A running driver; its prompt is there when the constructor is done.</summary>
internal sealed class Driver : IDisposable
{
    public const string Prompt = "> ";
    private readonly string? ownState;

    public Driver(int columns = 60, int rows = 20, string? state = null, params (string Name, string Value)[] environment)
        : this(columns, rows, state, Command(), environment)
    {
    }

    private Driver(int columns, int rows, string? state, string[] command, (string Name, string Value)[] environment)
    {
        ownState = state is null ? TemporaryFolder() : null;
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        variables["XDG_STATE_HOME"] = state ?? ownState!;
        Screen = new TmuxScreen(columns, rows, variables, command);
        try
        {
            Screen.WaitFor(screen => screen.CursorLine == ">" && screen.CursorColumn == Prompt.Length, "the first prompt");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TmuxScreen Screen { get; }

    /// <summary>The driver run by a shell, which then says whether the terminal is as it should be.</summary>
    public static Driver InShell(string commands) => new(60, 20, null, ["bash", "-c", commands, "bash", .. Command()], []);

    /// <summary>A folder that nobody else has.</summary>
    public static string TemporaryFolder() => Directory.CreateTempSubdirectory("kscript-terminal-").FullName;

    /// <summary>The program and its arguments.</summary>
    public static string[] Command([CallerFilePath] string sourceFile = "")
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
        return ["dotnet", Path.Combine(root, "artifacts", "bin", "LineEditingDriver", configuration, "LineEditingDriver.dll"), Prompt];
    }

    public void Dispose()
    {
        Screen.Dispose();
        if (ownState is not null)
        {
            Directory.Delete(ownState, recursive: true);
        }
    }
}
