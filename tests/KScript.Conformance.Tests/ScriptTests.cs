// The scripts run and agree with Linux; every assert is reached; and no fact hangs on one scheduler.
using System.Text;
using System.Threading.Tasks;
using VerifyXunit;
using Xunit;
using Xunit.Abstractions;

namespace KScript.Conformance;

public sealed class ScriptTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scripts => CoverageTests.Scripts;

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_model_agrees_with_linux(string id)
    {
        var outcome = ScriptRunner.Run(id, Source(id));

        Assert.True(outcome.ExitCode == 0, outcome.Report);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Turning_one_fact_into_its_opposite_fails_the_run(string id)
    {
        string source = Source(id);
        var unnoticed = new List<string>();
        foreach (var assertion in FactAssert.All(source))
        {
            var outcome = ScriptRunner.Run(id, assertion.Negated(source));
            if (outcome.ExitCode != 1 || !outcome.Report.Contains(assertion.Fact, StringComparison.Ordinal))
            {
                unnoticed.Add(assertion.Fact);
            }
        }

        Assert.Empty(unnoticed);
    }

    // What the cases claim holds in whatever order processes run, but for those on real-time scheduling, which want `sched linux`.
    // sched-runnable-is-R has two endless loops: fcfs needs a third CPU.
    [Theory]
    [InlineData("rr q=1", "cpus=1")]
    [InlineData("rr q=1000", "cpus=2")]
    [InlineData("rr q=3", "cpus=4 switch=1")]
    [InlineData("rr q=2", "syscall=1")]
    [InlineData("rr q=5", "ips=1")]
    [InlineData("mlfq q=3", "cpus=1")]
    [InlineData("mlfq q=2 queues=2 boost=20", "cpus=3 syscall=2 switch=1")]
    [InlineData("mlfq q=4 rules=ostep", "cpus=1")]
    [InlineData("fcfs", "cpus=4")]
    [InlineData("linux", "cpus=1")]
    [InlineData("linux q=1", "cpus=2 syscall=1")]
    [InlineData("mlq classes=rr(2)", "cpus=1")]
    public void The_facts_hold_under_any_scheduler(string policy, string machine)
    {
        var failed = new List<string>();
        foreach (string id in CaseFiles.Scripted.Where(c => !c.Needs.Contains("one-cpu") && !c.Needs.Contains("realtime")).Select(c => c.Id))
        {
            var outcome = ScriptRunner.Run(id, Source(id), policy, machine);
            if (outcome.ExitCode != 0)
            {
                failed.Add($"{id}: {outcome.Report}");
            }
        }

        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }

    [Fact]
    public async Task The_table_of_agreement_is_as_recorded()
    {
        string table = Table();
        output.WriteLine(table);

        await Verifier.Verify(table).UseDirectory("../conformance").UseFileName("table");
    }

    private static string Table()
    {
        var agree = CaseFiles.Scripted.Where(c => ScriptRunner.Run(c.Id, Source(c.Id)).ExitCode == 0).Select(c => c.Id).ToHashSet();
        var pending = CaseFiles.Pending.Select(p => p.Id).ToHashSet();
        var table = new StringBuilder("area        cases  agree  differ  pending\n");
        foreach (var area in CaseFiles.Cases.GroupBy(c => c.Area).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            Row(area.Key, [.. area]);
        }

        Row("all", CaseFiles.Cases);
        if (pending.Count > 0)
        {
            table.Append("\nwaiting for            cases\n");
        }

        foreach (var missing in CaseFiles.Pending.GroupBy(p => p.Missing).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            table.Append($"{missing.Key,-22} {missing.Count(),5}\n");
        }

        return table.ToString();

        void Row(string name, ConformanceCase[] cases)
        {
            int agreeing = cases.Count(c => agree.Contains(c.Id)), waiting = cases.Count(c => pending.Contains(c.Id));
            table.Append($"{name,-10} {cases.Length,6} {agreeing,6} {cases.Length - agreeing - waiting,7} {waiting,8}\n");
        }
    }

    private static string Source(string id) => File.ReadAllText(CaseFiles.ScriptOf(CaseFiles.Find(id)));
}
