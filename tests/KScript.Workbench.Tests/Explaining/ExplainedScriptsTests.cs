// Every script of tests/explain beside what is explained of it in NAME.verified.txt, read by eye before it was accepted; and every edit that
// is offered really removes its zombies when the script is changed so and run from scratch.
using System.Globalization;
using System.Text.RegularExpressions;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Explaining;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Tests;

public class ExplainedScriptsTests
{
    /// <summary>Those without an end are looked at as far as this.</summary>
    private const long MaxEvents = 2_000;

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "explain");

    /// <summary>"# At t=7: ..." as the first line: they are explained as they are then.</summary>
    private static readonly Regex AtTime = new(@"\A# At t=(\d+):");

    /// <summary>"# Why SIGTERM: ..." as the first line: that is what is asked.</summary>
    private static readonly Regex Why = new(@"\A# Why (\w+):");

    private static readonly Regex TraceLine = new(@"^\s*\d+\s+\S+\s+(\w+\[\d+\])\s+(.*\S)");

    private static readonly string[] Names =
        [.. Directory.EnumerateFiles(Folder, "*.ks").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Scripts() => [.. Names];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_is_explained_as_it_was(string name)
    {
        LiveSession session = Open(name, out string text);
        Match why = Why.Match(text);
        string received = why.Success && Question.TryParse(why.Groups[1].Value, session.Current, out Question question)
            ? Explainer.Answer(session, question) : Explainer.ExplainAll(session);
        Golden.Check(Folder, name, received);
        Assert.All(received.Split('\n'), line => Assert.True(line.Length <= ExplanationText.Columns, line));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_edits_that_it_offers_cure_it(string name)
    {
        LiveSession session = Open(name, out string text);
        foreach (Finding finding in Explainer.Analyse(session).Findings)
        {
            foreach (WayOut way in finding.WaysOut.Where(way => way.Edit.Count > 0 && (finding.Kind != FindingKind.Orphan || !way.DoesHarm)))
            {
                string changed = Apply(text, way.Edit);
                int before = CountLeaks(text), after = CountLeaks(changed);
                // An orphan and a signal that is not heard are no leak: what helps against them must not make one.
                int cured = finding.Kind is FindingKind.Orphan or FindingKind.LostSignal ? 0 : finding.Pids.Count;
                Assert.True(after <= before - cured, $"{name}, {finding.Title}, {way.Name}: {before} leaks, then {after}\n{changed}");
            }
        }
    }

    [Fact]
    public void Every_zombie_of_a_script_has_a_way_out_that_is_an_edit()
    {
        foreach (string name in Names)
        {
            IEnumerable<Finding> zombies = Explainer.Analyse(Open(name, out _)).Findings.Where(finding => finding.Kind == FindingKind.Zombie);
            Assert.All(zombies, finding => Assert.Contains(finding.WaysOut, way => way.Edit.Count > 0));
        }
    }

    private static LiveSession Open(string name, out string text)
    {
        text = File.ReadAllText(Path.Combine(Folder, name + ".ks"));
        LiveSession session = LiveSession.Open(new SourceText(name + ".ks", text), endsAtPrompt: false, [], out _)!;
        session.Budget = new RunBudget { Events = MaxEvents };
        Match at = AtTime.Match(text);
        session.Run(at.Success ? long.Parse(at.Groups[1].Value, CultureInfo.InvariantCulture) : long.MaxValue);
        return session;
    }

    /// <summary>Insertions by hand, so that the test does not trust the code that it tests.</summary>
    private static string Apply(string text, IReadOnlyList<Insertion> edit)
    {
        var ordered = edit.ToList();
        ordered.Sort((a, b) => b.Offset.CompareTo(a.Offset));
        foreach (Insertion insertion in ordered)
        {
            text = text[..insertion.Offset] + insertion.Text + text[insertion.Offset..];
        }

        return text;
    }

    /// <summary>Zombies that were adopted, or are there at the end: counted from the trace, not by what explains.</summary>
    private static int CountLeaks(string text)
    {
        ScriptRun run = Script.Run(text, new RunOptions { Limits = new RunLimits { MaxEvents = MaxEvents, Meter = new() { MaxStatements = 10_000_000 } } });
        Assert.DoesNotContain(run.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        string[] lines = run.Trace.Split('\n');
        long adopted = lines.LongCount(line => line.Contains("adopted by init", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" Z", StringComparison.Ordinal));
        bool byBuiltIn = !text.Contains("program init", StringComparison.Ordinal);
        int left = run.Session!.Machine.ZombieCount;
        // One that dies at the very end of a run that is cut short is about to be reaped.
        bool aboutToBe = run.End == RunEnd.MaxEvents && left == 1;
        return (int)(byBuiltIn ? adopted : 0) + (aboutToBe ? 0 : left) + GoneWithContainers(lines);
    }

    /// <summary>Zombies that were there when their container ended, and went with it.</summary>
    private static int GoneWithContainers(string[] lines)
    {
        var dead = new HashSet<string>(StringComparer.Ordinal);
        var left = new HashSet<string>(StringComparer.Ordinal);
        int gone = 0;
        foreach (Match line in lines.Select(static line => TraceLine.Match(line)).Where(static line => line.Success))
        {
            string task = line.Groups[1].Value, what = line.Groups[2].Value;
            if (what.StartsWith("ends its pid namespace", StringComparison.Ordinal))
            {
                left.UnionWith(dead);
            }
            else if (what.StartsWith("reaped by", StringComparison.Ordinal))
            {
                gone += left.Remove(task) ? 1 : 0;
                dead.Remove(task);
            }
            else if (what.EndsWith(" Z", StringComparison.Ordinal))
            {
                dead.Add(task);
            }
        }

        return gone;
    }
}
