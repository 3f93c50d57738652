// The policies that a scheduling problem may be about, as rows: how their settings are drawn and how they are explained.
// A row is used once the kernel has the policy.
using KScript.Cli.Quizzes.Texts;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;

namespace KScript.Cli.Quizzes.Scheduling;

/// <summary>A policy of a problem.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Level">From which level on it is drawn.</param>
/// <param name="WithIo">Whether its jobs may do I/O: where the policy has to guess at the next burst, they do not.</param>
/// <param name="Options">The settings that its rule explains, all of which a problem gives.</param>
/// <param name="Draw">Draws what stands after `sched`.</param>
/// <param name="Rule">What the student has to know of it.</param>
internal sealed record PolicyChoice(string Name, int Level, bool WithIo, string[] Options, Func<SplitMix64, string> Draw, Wording Rule)
{
    private static readonly PolicyChoice[] Rows =
    [
        new("fcfs", 1, true, [], static _ => "fcfs", SchedulingTexts.Fcfs),
        new("rr", 1, true, ["q"], static random => FormattableString.Invariant($"rr q={random.Between(1, 4)}"), SchedulingTexts.RoundRobin),
        new("sjf", 1, false, [], static _ => "sjf", SchedulingTexts.Sjf),
        new("srtf", 2, false, [], static _ => "srtf", SchedulingTexts.Srtf),
        new("mlfq", 2, true, ["q", "queues"], static random => FormattableString.Invariant($"mlfq q={random.Between(1, 2)} queues=3"), SchedulingTexts.Mlfq),
    ];

    /// <summary>A policy for a level, and what stands after `sched`.</summary>
    public static (PolicyChoice Choice, string Text) Drawn(SplitMix64 random, int level)
    {
        var choice = random.Pick(Array.FindAll(Rows, row => row.Level <= level));
        return (choice, choice.Draw(random));
    }

    /// <summary>The policy that a user names, and what stands after `sched` in the canonical layout; or what is wrong with it.</summary>
    public static (PolicyChoice? Choice, string Text, string? Error) Named(string given)
    {
        var parsed = Script.ParseSettings(new SourceText("--sched", given));
        if (parsed.Settings is not { Policy: { } name } settings)
        {
            string what = parsed.Diagnostics.Count > 0 ? parsed.Diagnostics[0].Message : "this is no policy";
            return (null, "", $"--sched \"{given}\": {what}; write it as in --sched \"rr q=4\"");
        }

        var choice = Array.Find(Rows, row => row.Name == name.Name);
        return choice is null
            ? (null, "", $"--sched: there are no problems about '{name.Name}'; there are some about {Known()}")
            : (choice, Canonical(name.Name, settings), choice.Misses(settings));
    }

    private static string Known() => string.Join(", ", Rows.Select(row => row.Name));

    private static string Canonical(string name, SettingsDecl settings) =>
        string.Join(' ', settings.Settings.Select(s => $"{s.Key.Name}={string.Join(',', s.Values.Select(v => v.Text))}").Prepend(name));

    // A rule that is not explained, or a quantum that is not shown, would leave the student guessing.
    private string? Misses(SettingsDecl settings)
    {
        string[] given = [.. settings.Settings.Select(setting => setting.Key.Name)];
        bool fits = given.Length == Options.Length && Array.TrueForAll(Options, option => given.Contains(option));
        string wanted = Options.Length == 0 ? "no settings" : "just " + string.Join(" and ", Options);
        return fits ? null : $"--sched: a problem about {Name} takes {wanted}, as in --sched \"{Draw(new SplitMix64(0))}\"";
    }
}
