// Commands about the session as a whole: who you are, files, settings, help.
using System.Globalization;
using KScript.Cli.Commands;
using KScript.Cli.Hosting;
using KScript.Cli.Repl.Tour;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>:use, :save, :load, :set, :reset, :help, :quit.</summary>
internal static class SessionCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("use", "PID", "you are that process from now on", "It has to be one that takes input: `main`, or the child of a bare `fork`. `@PID statement` is for one statement; then you are who you were.", Use),
        new("save", "FILE.ks", "writes a script that does what this session did", "Run it with `kscript run`, or `:load` it to go on where you are.", Save),
        new("load", "FILE.ks", "begins anew with a script, paused at its start; of a saved session, at its end",
            "With --schedule \"2*4 3 2*2\" it makes these steps, as `kscript check` gives them, and what comes after them runs as fcfs.", Load),
        new("set", "[KEY VALUE]", "preferences; alone: the list", "trace LEVEL · width N · lang en|zh", Set),
        new("reset", "", "begins anew with an empty machine", "", static (s, _) => s.Open(new LiveSession(s.Overrides))),
        TourCommand.Row,
        new("help", "[COMMAND]", "this list, or more about one", "", ReplHelp.Show),
        new("quit", "", "leaves", "So do `quit` and Ctrl-D on an empty line.", static (s, _) => s.IsOver = true),
    ];

    private static void Use(ReplShell shell, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
        {
            shell.Complain("a pid: :use 3 (:ps lists them)");
        }
        else if (!shell.Session.Use(pid))
        {
            shell.Complain(ReplNotes.Of(Waiting.WhyNoInput(shell.Session, pid)));
        }
    }

    private static void Save(ReplShell shell, string path)
    {
        if (path.Length == 0)
        {
            shell.Complain("a file: :save zombie.ks");
            return;
        }

        OutputFile.Replace(path, shell.Host, SessionScript.Write(shell.Session));
        shell.Line($"-- saved; run it with: kscript run {path}");
    }

    private static void Load(ReplShell shell, string path)
    {
        if (path.Length == 0)
        {
            shell.Complain("a file: :load zombie.ks");
            return;
        }

        const string Option = "--schedule ";
        string? steps = null;
        if (path.IndexOf(Option, StringComparison.Ordinal) is > 0 and var at)
        {
            (path, steps) = (path[..at].Trim(), path[(at + Option.Length)..].Trim().Trim('"'));
        }

        var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, shell.Host)) { Imports = ScriptImports.Of(path, shell.Host) };
        if (steps is null ? Load(shell, source) : LoadFollowing(shell, source, steps))
        {
            shell.Line($"-- {path}: t={shell.Session.Machine.Now}{(shell.Session.IsScript ? ", paused at its start; :run and :step let it go on" : "")}");
        }
    }

    private static bool LoadFollowing(ReplShell shell, SourceText source, string steps)
    {
        LiveSession? session = LiveSession.Follow(source, RunCommand.ScheduleOf(steps, shell.Host), shell.Overrides, out IReadOnlyList<Diagnostic> diagnostics);
        shell.Write(DiagnosticWriter.ToText(source, diagnostics));
        if (session is null)
        {
            return false;
        }

        RunCommand.RefuseJobs(session.Program);
        shell.Open(session);
        return true;
    }

    /// <summary>Begins anew with a script, or with what a saved session says.</summary>
    public static bool Load(ReplShell shell, SourceText source)
    {
        if (SessionScript.TryReadInputs(source.Text, out IReadOnlyList<SavedCommand> commands))
        {
            var again = new LiveSession(shell.Overrides);
            shell.Open(again);
            TraceLevels before = shell.Settings.Trace;
            shell.Settings.Trace = TraceLevels.None;
            again.Sink = null;
            foreach (SavedCommand command in commands)
            {
                command.Do(again);
            }

            shell.Settings.Trace = before;
            shell.Open(again);
            return true;
        }

        LiveSession? session = LiveSession.Open(source, endsAtPrompt: true, shell.Overrides, out IReadOnlyList<Diagnostic> diagnostics);
        shell.Write(DiagnosticWriter.ToText(source, diagnostics));
        if (session is null)
        {
            return false;
        }

        shell.Open(session);
        return true;
    }

    private static void Set(ReplShell shell, string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ReplSettings settings = shell.Settings;
        switch (words)
        {
            case []:
                shell.Line($"-- trace {settings.TraceWord}\n-- width {settings.Width}\n-- lang {settings.Language}");
                break;
            case ["trace", var level] when TraceLevels.TryParseWord(level, out TraceLevels levels):
                settings.Trace = levels;
                settings.TraceWord = level;
                break;
            case ["width", var width] when int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns is >= 20 and <= 1000:
                settings.Width = columns;
                break;
            case ["lang", "en" or "zh"]:
                settings.Language = words[1];
                break;
            default:
                shell.Complain($"there are :set trace LEVEL ({string.Join(", ", TraceLevelTable.Words.ToArray())}), :set width N (20..1000), :set lang en|zh");
                break;
        }
    }
}
