// What is explained of random scripts is so: every way out is put into the script by hand and run, and what is then different is what was
// said; what is said to happen never does not happen in the run. Looked at from the events, not with what explains.
using System.Globalization;
using System.Text.RegularExpressions;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Workbench.Explaining;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Tests;

public class ExplainProperties
{
    private const int Seeds = 150;
    private static readonly Regex Mark = new(@"# (s\d+)$");
    private static readonly Regex NeverWaits = new(@"^(\S+)\[(\d+)\] never waits for (\S+)\[(\d+)\]\.");
    private static readonly Regex ForEver = new(@"(\w+)\[(\d+)\] stays a zombie for ever");

    private static readonly Regex IsReaped = new(@"^Seen: (\w+)\[(\d+)\] is reaped by (\w+)\[(\d+)\]");
    private static readonly Regex HasTaken = new(@"^(\w+)\[(\d+)\] has taken the status of (\w+)\[(\d+)\]");

    [Fact]
    public void Each_way_out_does_what_is_said_of_it_and_no_more()
    {
        int ways = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            string text = RandomFamilies.Script(seed);
            Seen before = Seen.Of(text);
            foreach (Finding finding in Analyse(text).Findings.Where(finding => finding.Kind == FindingKind.Zombie))
            {
                foreach (WayOut way in finding.WaysOut.Where(way => way.Edit.Count > 0))
                {
                    string changed = Apply(text, way.Edit);
                    string told = $"seed {seed}, {finding.Title}, {way.Name}\n{string.Join("\n", way.Seen)}\n\n{changed}";
                    Seen after = Seen.Of(changed);
                    Check(before, after, finding, string.Join("\n", way.Seen), told);
                    ways++;
                }
            }
        }

        Assert.True(ways > Seeds, $"only {ways} ways out were offered");
    }

    private static void Check(Seen before, Seen after, Finding finding, string said, string told)
    {
        Assert.True(after.Leaks <= before.Leaks - finding.Pids.Count, $"{before.Leaks} zombies were left, now {after.Leaks}: {told}");
        if (IsReaped.Match(said) is { Success: true } reaped)
        {
            Assert.True(after.Reaps.Contains((Number(reaped, 4), Number(reaped, 2))), told);
        }

        foreach (string mark in before.Reached.Except(after.Reached))
        {
            bool isSaid = said.Contains("not reached", StringComparison.Ordinal)
                && (said.Contains(" more, are", StringComparison.Ordinal) || said.Contains(before.PlaceOf(mark), StringComparison.Ordinal));
            Assert.True(isSaid, $"{mark} is not reached: {told}");
        }

        foreach (var ((name, mark), was) in before.Results)
        {
            if (!after.Results.TryGetValue((name, mark), out List<string>? now))
            {
                continue;
            }

            bool same = was.Zip(now).All(pair => pair.First == pair.Second);
            bool isSaid = same || said.Contains("other call", StringComparison.Ordinal) || said.Contains(before.PlaceOf(mark), StringComparison.Ordinal)
                || (said.Contains("cut short", StringComparison.Ordinal) && IsCutShort(before.StatementOf(mark), was, now));
            Assert.True(isSaid, $"{name} at {mark}: {string.Join(" ", was)}, now {string.Join(" ", now)}: {told}");
        }
    }

    /// <summary>Whether the first difference is that a signal cuts something short: what a sleep returns then is what is left of it.</summary>
    private static bool IsCutShort(string statement, List<string> was, List<string> now)
    {
        int first = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return now[first] == nameof(Errno.EINTR) || statement.StartsWith("sleep", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_never_to_happen_does_not()
    {
        int claims = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            string text = RandomFamilies.Script(seed);
            Seen run = Seen.Of(text);
            foreach (Finding finding in Analyse(text).Findings)
            {
                if (NeverWaits.Match(finding.Why) is { Success: true } never)
                {
                    claims++;
                    Assert.DoesNotContain((Number(never, 2), Number(never, 4)), run.Reaps);
                }

                if (HasTaken.Match(finding.Why) is { Success: true } taken)
                {
                    claims++;
                    Assert.Contains((Number(taken, 2), Number(taken, 4)), run.Reaps);
                }

                if (ForEver.Match(finding.Why) is { Success: true } ever)
                {
                    claims++;
                    Assert.Contains(Number(ever, 2), run.ZombiesAtEnd);
                }

                if (finding.Kind == FindingKind.Blocked && finding.Title.EndsWith("for ever", StringComparison.Ordinal))
                {
                    claims++;
                    Assert.Contains(finding.Pids[0], run.BlockedAtEnd);
                }
            }
        }

        Assert.True(claims > Seeds / 2, $"only {claims} claims");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static Explanation Analyse(string text)
    {
        LiveSession session = LiveSession.Open(new SourceText("random.ks", text), endsAtPrompt: false, [], out IReadOnlyList<Diagnostic> errors)!;
        Assert.True(session is not null, text + string.Join("\n", errors.Select(error => error.Message)));
        session.Run();
        return Explainer.Analyse(session);
    }

    private static string Apply(string text, IReadOnlyList<Insertion> edit)
    {
        foreach (Insertion insertion in edit.OrderByDescending(insertion => insertion.Offset))
        {
            text = text[..insertion.Offset] + insertion.Text + text[insertion.Offset..];
        }

        return text;
    }

    /// <summary>What is seen of a run: results by the name of who called and the mark of the line, the marks that were reached, who reaped whom.</summary>
    private sealed class Seen(string text) : TraceSink
    {
        private readonly string[] lines = text.Split('\n');
        private readonly SourceText source = new("random.ks", text);
        private readonly Dictionary<int, string> names = [];

        public Dictionary<(string Name, string Mark), List<string>> Results { get; } = [];

        public HashSet<string> Reached { get; } = [];

        public HashSet<(int Reaper, int Child)> Reaps { get; } = [];

        public List<int> ZombiesAtEnd { get; } = [];

        public List<int> BlockedAtEnd { get; } = [];

        /// <summary>Zombies that were left to an adopter, or are there at the end.</summary>
        public int Leaks { get; private set; }

        public override TraceLevels Levels => TraceLevels.All;

        public static Seen Of(string text)
        {
            var seen = new Seen(text);
            CompileResult compiled = Script.Compile(new SourceText("random.ks", text), new CompilerOptions());
            Assert.True(compiled.Program is not null, text);
            Machine machine = Session.CreateMachine(compiled.Program);
            machine.Attach(seen);
            machine.Boot();
            Assert.Equal(RunEnd.Finished, machine.Run(new RunLimits { MaxEvents = 100_000 }));
            machine.DetachAll();
            foreach (ProcessView p in machine.Processes())
            {
                (p.State == TaskState.Zombie ? seen.ZombiesAtEnd : seen.BlockedAtEnd).Add(p.Pid);
            }

            seen.Leaks += seen.ZombiesAtEnd.Count;
            return seen;
        }

        /// <summary>How a sentence names the line of a mark.</summary>
        public string PlaceOf(string mark) =>
            string.Create(CultureInfo.InvariantCulture, $"line {Array.FindIndex(lines, line => line.EndsWith("# " + mark, StringComparison.Ordinal)) + 1}: ");

        public string StatementOf(string mark)
        {
            string line = Array.Find(lines, line => line.EndsWith("# " + mark, StringComparison.Ordinal))!;
            return line[..line.IndexOf('#', StringComparison.Ordinal)].Trim();
        }

        public override void Write(Machine machine, in TraceEvent e)
        {
            switch (e.Kind)
            {
                case TraceEventKind.SysExit:
                    names[e.Pid] = machine.Names[e.Name];
                    if (e.Number == SyscallNumber.Fork && e.Result > 0)
                    {
                        names[e.OtherPid] = machine.Names[e.OtherName];
                    }

                    Done(machine, in e);
                    break;
                case TraceEventKind.SysBlock:
                    Reach(MarkOf(machine, e.Pid, 0));
                    break;
                case TraceEventKind.Compute:
                    Reach(MarkOf(machine, e.Pid, -1));
                    break;
                case TraceEventKind.ProcessReap:
                    Reaps.Add((e.OtherPid, e.Pid));
                    break;
                case TraceEventKind.ProcessAdopt when e.State == 'Z':
                    Leaks += 1;
                    break;
                default:
                    break;
            }
        }

        private void Done(Machine machine, in TraceEvent e)
        {
            if (MarkOf(machine, e.Number == SyscallNumber.Fork && e.Result > 0 ? e.OtherPid : e.Pid, -1) is not { } mark)
            {
                return;
            }

            Reach(mark);
            bool isProcess = e.Result > 0 && e.Number is SyscallNumber.Wait4 or SyscallNumber.Fork;
            string result = e.Error != Errno.None ? e.Error.ToString() : isProcess ? names.GetValueOrDefault((int)e.Result, "?") : e.Result.ToString(CultureInfo.InvariantCulture);
            Results.TryAdd((machine.Names[e.Name], mark), []);
            Results[(machine.Names[e.Name], mark)].Add(result);
        }

        private void Reach(string? mark)
        {
            if (mark is not null)
            {
                Reached.Add(mark);
            }
        }

        /// <summary>The mark of the line where a process is; null: a line that was put there.</summary>
        private string? MarkOf(Machine machine, int pid, int move)
        {
            if (machine.ContextOf(pid) is not VmContext context)
            {
                return null;
            }

            Span span = context.Program.StatementAt(context.ProgramCounter + move);
            Match match = span.Length == 0 ? Match.Empty : Mark.Match(lines[source.Position(span.Start).Line - 1]);
            return match.Success ? match.Groups[1].Value : null;
        }
    }
}
