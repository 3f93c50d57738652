// The REPL without its terminal: takes one complete input, does it, and writes what came of it. ReplCommand.cs (the row) and the
// files of commands beside it say what begins with `:`; everything else is the language, and goes to a process.
using KScript.Cli.Hosting;
using KScript.Cli.Repl.Tour;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;

using SettingsDecl = KScript.Interpreter.Ast.SettingsDecl;

namespace KScript.Cli.Repl;

/// <summary>A REPL session and its preferences.</summary>
internal sealed class ReplShell
{
    private readonly Action<string> write;
    private readonly TraceLines trace;
    private LiveSession session;
    private (LiveSession Session, Place Then)? beforeSettings;

    /// <summary>Begins with a session.</summary>
    /// <param name="host">Files, and the folder that paths are relative to.</param>
    /// <param name="session">The session.</param>
    /// <param name="overrides">Settings of the command line, which new sessions keep.</param>
    /// <param name="traceStream">Where trace lines go; null: where all goes.</param>
    public ReplShell(CliHost host, LiveSession session, IReadOnlyList<SettingsDecl> overrides, Stream? traceStream = null)
    {
        Host = host;
        Overrides = overrides;
        write = host.Print;
        TraceStream = traceStream ?? host.Out;
        trace = new TraceLines(this);
        Stops = new StopList(this);
        Tour = new GuidedTour(this);
        this.session = session;
        Open(session);
    }

    /// <summary>The world outside.</summary>
    public CliHost Host { get; }

    /// <summary>Where trace lines go.</summary>
    public Stream TraceStream { get; }

    /// <summary>Settings that win over those of the session.</summary>
    public IReadOnlyList<SettingsDecl> Overrides { get; }

    /// <summary>The session.</summary>
    public LiveSession Session => session;

    /// <summary>What the user set.</summary>
    public ReplSettings Settings { get; } = new();

    /// <summary>Breakpoints and watches.</summary>
    public StopList Stops { get; }

    /// <summary>The guided tour.</summary>
    public GuidedTour Tour { get; }

    /// <summary>The user wants to leave.</summary>
    public bool IsOver { get; set; }

    /// <summary>What stands before the cursor: time, who you are, and why you cannot act if you cannot.</summary>
    public string Prompt
    {
        get
        {
            Machine machine = session.Machine;
            int current = session.Current;
            string name = current == 0 || (!machine.IsBooted && !session.HasMain) ? "-" : machine.IsBooted ? Waiting.Label(machine, current) : "main[2]";
            string state = machine.IsHalted ? " (stopped at a failure)"
                : session.TakesInput(current) ? ""
                : !machine.IsBooted ? " (script, not begun)"
                : current == 0 ? " (nobody takes input)"
                : $" ({Waiting.Doing(machine, current)})";
            string branch = session.BranchName.Length == 0 ? "" : $" (in {session.BranchName})";
            string past = session.Timeline.IsAtEnd ? "" : " (past)";
            return $"t={machine.Now} {name}{state}{branch}{past}> ";
        }
    }

    /// <summary>Begins another session; breakpoints, limits and preferences stay.</summary>
    public void Open(LiveSession other)
    {
        session.Sink = null;
        other.Budget = session.Budget;
        other.Imports = other.IsScript ? other.Imports : ScriptImports.OfPrompt(Host);
        session = other;
        beforeSettings = null;
        session.Sink = trace;
        Stops.Connect();
    }

    /// <summary>Trace lines so far to the user.</summary>
    public void FlushTrace() => trace.Flush();

    /// <summary>Text to the user.</summary>
    public void Write(string text)
    {
        trace.Flush();
        write(text);
    }

    /// <summary>A line to the user.</summary>
    /// <remarks>A pipe gets it as one line, a screen as many as it takes.</remarks>
    public void Line(string text) => Write(OnScreen(text) + "\n");

    private string OnScreen(string text) => Host.Terminal is null ? text : TextFold.Fold(text, Settings.Width);

    /// <summary>Something that could not be done, and why.</summary>
    public void Complain(string text) => Line(text);

    /// <summary>Does one complete input.</summary>
    public void Do(string input)
    {
        string text = input.Trim();
        if (text.Length == 0 || (text[0] == '#' && !text.Contains('\n', StringComparison.Ordinal)))
        {
            return;
        }

        try
        {
            if (text[0] == ':')
            {
                ReplCommandTable.Run(this, text[1..]);
            }
            else if (ReplHabits.CommandOf(text) is { } meant)
            {
                ReplCommandTable.Run(this, meant);
            }
            else if (text[0] == '@')
            {
                DoAs(text[1..]);
            }
            else if (session.Machine.IsBooted && LiveSession.IsSettings(text))
            {
                DoAgainWith(text);
            }
            else if (!ShowValue(text, session.Current))
            {
                Report(text, session.Submit(session.Current, input.TrimEnd()));
            }
        }
        catch (HaltException halt)
        {
            Complain(halt.Reason.Message);
        }
        catch (CommandException e)
        {
            Complain(e.Message);
        }
        catch (RunStoppedException stopped)
        {
            NoteEnd(stopped.Why);
            Complain("-- " + (StopText.Of(stopped.Why, session.Budget) ?? "interrupted"));
        }
        finally
        {
            trace.Flush();
        }

        Tour.After(text);
    }

    /// <summary>Whether a limit has ended something that was typed.</summary>
    public bool WasLimited { get; private set; }

    private void NoteEnd(RunEnd? end) => WasLimited |= end is RunEnd.MaxStatements or RunEnd.MaxMemory or RunEnd.MaxOutput or RunEnd.Timeout;

    /// <summary>Writes what came of something that made the machine run.</summary>
    public void Report(string text, LiveOutcome outcome)
    {
        NoteEnd(outcome.End);
        trace.Flush();
        if (outcome.Errors.Count > 0)
        {
            write(DiagnosticWriter.ToText(outcome.Source ?? new SourceText("input", text), outcome.Errors));
        }

        foreach (string note in outcome.Notes.Select(ReplNotes.Of))
        {
            write(note.EndsWith('\n') ? note : OnScreen($"-- {note}") + "\n");
        }
    }

    /// <summary>Shows events of the past to the user.</summary>
    public void ShowEvents(long from)
    {
        session.Replay(from, trace);
        trace.Flush();
    }

    /// <summary>Goes back to the session before its settings were changed, where that was the last thing done; false: it was not.</summary>
    public bool UndoSettings()
    {
        if (beforeSettings is not { } before || before.Then != session.Timeline.Here)
        {
            return false;
        }

        beforeSettings = null;
        Open(before.Session);
        return true;
    }

    /// <summary>Goes on in another session, from which :undo comes back where nothing else is done first.</summary>
    public void OpenInstead(LiveSession other)
    {
        LiveSession old = session;
        Open(other);
        beforeSettings = (old, other.Timeline.Here);
        Stops.Refresh();
    }

    /// <summary>`sched` and `machine` while the machine runs: all of the session again, on another machine.</summary>
    private void DoAgainWith(string text)
    {
        LiveOutcome outcome = session.DoAgainWith(text, out LiveSession? again);
        Report(text, outcome);
        if (again is not null)
        {
            OpenInstead(again);
            Line($"-- done again from the start: {again.Machine.Settings.PolicyText}, cpus={again.Machine.Settings.Cpus}; :undo goes back to how it was");
        }
    }

    /// <summary>`@PID statement`.</summary>
    private void DoAs(string text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        string statement = text[end..].Trim();
        if (!int.TryParse(text.AsSpan(0, end), out int pid) || statement.Length == 0)
        {
            Complain("a pid and a statement follow the @: @3 exit 0");
            return;
        }

        if (session.Machine.TryGetProcess(pid, out _) && ShowValue(statement, pid))
        {
            return;
        }

        int before = session.Current;
        Report(statement, session.Submit(pid, statement));
        if (before != pid && session.Current == pid)
        {
            // It was for one statement. Where that leaves its process unable to go on, somebody else has taken over already.
            session.Use(before);
        }
    }

    /// <summary>An expression that only looks shows its value: `children(2)`, `x + 1`.</summary>
    private bool ShowValue(string text, int pid)
    {
        if (text.Contains('\n', StringComparison.Ordinal) || text.Contains(';', StringComparison.Ordinal) || text.Contains('{', StringComparison.Ordinal))
        {
            return false;
        }

        Value? value = session.Evaluate(text, pid, out IReadOnlyList<Diagnostic> errors);
        if (errors.Count > 0 || value is null)
        {
            return false;
        }

        Line(value.Value.Literal());
        return true;
    }
}
