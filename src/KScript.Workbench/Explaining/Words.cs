// The words of explanations: processes, places in the script, what a process is at.
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Words.</summary>
internal static class Words
{
    private const int LongestSnippet = 40;
    private const int MostLabels = 3;

    /// <summary>Where a statement stands, as " (line 3: sleep 10)"; empty where it is not known.</summary>
    public static string At(LiveSession session, Span? where)
    {
        string place = Place(session, where);
        return place.Length == 0 ? "" : $" ({place})";
    }

    /// <summary>Where a statement stands: "line 3: sleep 10"; in a session at a prompt the statement alone.</summary>
    public static string Place(LiveSession session, Span? where)
    {
        if (where is not { Length: > 0 } span || span.End > session.Program.Source.Text.Length)
        {
            return "";
        }

        string text = Snippet(session.Program.Source.Text.Substring(span.Start, span.Length));
        return session.IsScript ? $"{session.Program.Source.LineName(span.Start)}: {text}" : text;
    }

    /// <summary>The line of a statement.</summary>
    public static int LineOf(LiveSession session, Span span) => session.Program.Source.Position(span.Start).Line;

    private static string Snippet(string statement)
    {
        string line = statement.Split('\n')[0].TrimEnd();
        bool cut = line.Length > LongestSnippet || line.Length < statement.TrimEnd().Length;
        return (line.Length > LongestSnippet ? line[..LongestSnippet] : line) + (cut ? " ..." : "");
    }

    /// <summary>"worker[3], worker[4], worker[5] and 12 more".</summary>
    public static string Labels(IReadOnlyList<Life> lives) =>
        lives.Count <= MostLabels + 1
            ? Join([.. lives.Select(life => life.Label)])
            : string.Join(", ", lives.Take(MostLabels).Select(life => life.Label)) + $" and {lives.Count - MostLabels} more";

    /// <summary>"a, b and c".</summary>
    public static string Join(IReadOnlyList<string> words) =>
        words.Count <= 1 ? string.Concat(words) : string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1];

    /// <summary>"1 tick", "5 ticks".</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>"1 is", "3 are".</summary>
    public static string Are(int count) => count == 1 ? "is" : "are";

    /// <summary>How a process died: "exits with code 7", "is killed by SIGKILL from main[2]".</summary>
    public static string Dies(Life life) => WaitStatus.IsExited(life.Status)
        ? $"exits with code {WaitStatus.ExitCode(life.Status)}"
        : "is " + WaitStatus.Describe(life.Status) + From(life, WaitStatus.TermSignal(life.Status));

    /// <summary>Who sent the signal that a process got last, as " from main[2]"; empty where that is not known.</summary>
    public static string From(Life life, int signal) => life.LastSignal is not { From: { } sender } sent || sent.Signal != signal ? ""
        : sender == life ? ", which it sent itself" : $" from {sender.Label}";

    /// <summary>What a process is at: "is blocked in sleep until t=20 (line 4: sleep 20)".</summary>
    /// <param name="session">The session.</param>
    /// <param name="machine">The machine at that moment.</param>
    /// <param name="pid">The process.</param>
    /// <param name="act">What it had done last then: says whom it waits for.</param>
    public static string Doing(LiveSession session, Machine machine, int pid, Act? act)
    {
        if (!machine.TryGetProcess(pid, out ProcessView p))
        {
            return "is gone";
        }

        string where = p.State is TaskState.Zombie || machine.IsAtPrompt(pid) ? ""
            : At(session, p.State is TaskState.Stopped or TaskState.Traced ? act?.Where : History.StatementNow(machine, pid));
        bool waits = p.State == TaskState.Interruptible && p.BlockedIn == SyscallNumber.Wait4;
        return waits && act is { Blocks: true } ? $"waits for {Selected(machine, act.A0)}{where}"
            : p.State == TaskState.Running && !machine.IsAtPrompt(pid) ? $"runs on cpu {p.Cpu}{where}"
            : $"is {Waiting.Doing(machine, pid)}{where}";
    }

    /// <summary>Whom a wait is for.</summary>
    public static string Selected(Machine machine, long selector) => selector switch
    {
        -1 => "any child",
        > 0 => $"{Waiting.Label(machine, (int)selector)} only",
        0 => "children of its own group",
        _ => $"children of group {-selector}",
    };
}
