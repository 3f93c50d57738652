// What :break and :last take: an event (`exit 3`, `fork`, `signal SIGCHLD`), a state (`state 3 Z`), or any expression.
using System.Globalization;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>An event or condition that the user names.</summary>
/// <param name="Text">As it was typed.</param>
internal sealed record EventSpec(string Text)
{
    /// <summary>The words for events, with what may follow them.</summary>
    public static readonly (string Word, string Meaning)[] Words =
    [
        ("exit", "a process ends: exit, exit PID"),
        ("fork", "a process is made: fork, fork PID (its parent)"),
        ("exec", "a process takes a new image: exec, exec PID"),
        ("reap", "a zombie is collected: reap, reap PID"),
        ("adopt", "an orphan gets a new parent: adopt, adopt PID"),
        ("signal", "a signal is sent: signal, signal SIGCHLD, signal SIGCHLD PID"),
        ("stop", "a process stops: stop, stop PID"),
        ("continue", "a stopped process goes on: continue, continue PID"),
        ("state", "a process gets into a state: state PID Z"),
    ];

    /// <summary>Whether an event is meant; null: it is a condition.</summary>
    public EventTest? Event { get; init; }

    /// <summary>The condition, where it is no event.</summary>
    public ReplCondition? Condition { get; init; }

    /// <summary>Reads what the user typed; null, and the complaint is written: it is wrong.</summary>
    public static EventSpec? Parse(ReplShell shell, string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        if (words[0] == "state" && words.Length == 3 && TryPid(words[1], out int whose) && words[2].Length == 1)
        {
            return Compile(shell, text, $"state({whose}) == \"{words[2]}\"");
        }

        if (words.Length <= 2 && (words.Length == 1 || TryPid(words[1], out _)) && KindsOf(words[0]) is { } kinds)
        {
            int pid = words.Length == 2 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
            return new EventSpec(text) { Event = (Machine _, in TraceEvent e) => kinds(e) && (pid == 0 || e.Pid == pid) };
        }

        return words[0] == "signal" && words.Length <= 3 ? Signal(shell, text, words) : Compile(shell, text, text);
    }

    /// <summary>Whether the condition holds for a machine.</summary>
    public bool Holds(Machine machine, int pid) => Condition is { } condition && condition.ValueFor(machine, pid).IsTrue;

    private static EventSpec? Signal(ReplShell shell, string text, string[] words)
    {
        int signal = 0, pid = 0;
        if (words.Length > 1 && !TrySignal(words[1], out signal))
        {
            shell.Complain($"there is no signal {words[1]}");
            return null;
        }

        if (words.Length > 2 && !TryPid(words[2], out pid))
        {
            shell.Complain($"{words[2]} is no pid");
            return null;
        }

        return new EventSpec(text)
        {
            Event = (Machine _, in TraceEvent e) => e.Kind == TraceEventKind.SignalGenerate && (signal == 0 || e.Signal == signal) && (pid == 0 || e.Pid == pid),
        };
    }

    private static bool TrySignal(string word, out int signal)
    {
        signal = Array.Find(SignalTable.Rows, row => row.Name == word || row.Name == "SIG" + word)?.Number ?? 0;
        return signal != 0 || (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out signal) && signal is >= 1 and <= 64);
    }

    private static bool TryPid(string word, out int pid) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out pid) && pid > 0;

    private static Func<TraceEvent, bool>? KindsOf(string word) => word switch
    {
        "exit" => e => e.Kind == TraceEventKind.ProcessExit,
        "fork" => e => e.Kind == TraceEventKind.JobArrive || (e.Kind == TraceEventKind.SysExit && e.Number == SyscallNumber.Fork && e.Result > 0),
        "exec" => e => e.Kind == TraceEventKind.ProcessExec,
        "reap" => e => e.Kind == TraceEventKind.ProcessReap,
        "adopt" => e => e.Kind == TraceEventKind.ProcessAdopt,
        "stop" => e => e.Kind is TraceEventKind.ProcessStop or TraceEventKind.TraceStop,
        "continue" => e => e.Kind is TraceEventKind.ProcessContinue or TraceEventKind.TraceResume,
        "signal" => e => e.Kind == TraceEventKind.SignalGenerate,
        _ => null,
    };

    private static EventSpec? Compile(ReplShell shell, string text, string expression)
    {
        if (shell.Session.Compile(expression, out var errors) is not null)
        {
            return new EventSpec(text) { Condition = new ReplCondition(shell, expression) };
        }

        shell.Report(expression, new LiveOutcome(null, errors, []));
        return null;
    }
}
