// What a run costs and where it stops: the counts are the same however the run is cut, and a run that was stopped goes on as if it had not been.
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests.Runs;

public class RunMeterTests
{
    private const string Costly = """
        fn slow(n) {
          let i = 0
          while i < n { i += 1 }
          return i
        }
        let list = []
        fork { sleep 3 }
        fork { until slow(300000) > 0 && state(3) != "S"
          print "two" }
        fork { until slow(200000) > 0 && state(3) != "S"
          print "three" }
        let k = 0
        while k < 40000 { list += [k]
          k += 1 }
        wait
        wait
        wait
        print len(list), slow(500000)
        """;

    [Fact]
    public void A_run_that_is_stopped_again_and_again_is_the_same_run()
    {
        (string whole, ulong hash, long statements) = Run(Costly, []);
        for (long every = 50_000; every <= 400_000; every += 50_000)
        {
            long step = every;
            (string cut, ulong cutHash, _) = Run(Costly, Enumerable.Range(1, 100).Select(i => i * step));
            Assert.Equal((whole, hash), (cut, cutHash));
        }

        // Conditions were among what was cut.
        Assert.InRange(statements, 1_500_000, 100_000_000);
    }

    [Fact]
    public void The_same_script_costs_the_same()
    {
        Assert.Equal(Run(Costly, []), Run(Costly, []));
    }

    [Theory]
    [InlineData("loop { }")]
    [InlineData("machine ips=2000000000\nloop { }")]
    [InlineData("loop { yield }")]
    [InlineData("fn f() { loop { } }\nuntil f() == 1")]
    [InlineData("fn f() { loop { } }\nalways f() == 1")]
    [InlineData("machine cpus=2\nsched fcfs queues=percpu balance=1\nfork { compute 1000000000 }\nfork { compute 1000000000 }\ncompute 1000000000")]
    [InlineData("until now() > 1000000000")]
    [InlineData("let s = []\nloop { s += [str(1)] }")]
    public void A_stop_from_outside_is_heard_wherever_a_run_is(string script)
    {
        var session = new Session(Compile(script));
        var meter = new RunMeter();
        meter.Stop(RunEnd.Timeout);
        meter.Stop(RunEnd.Cancelled);
        Assert.Equal(RunEnd.Timeout, session.Run(new RunLimits { Meter = meter }));
        Assert.InRange(meter.Statements, 0, 1_000_000);
        Assert.Equal(3, session.ExitCodeOf(RunEnd.Timeout));
    }

    [Fact]
    public void Parts_and_copies_hear_the_same_stop_and_count_for_themselves()
    {
        var meter = new RunMeter { MaxStatements = 1000 };
        meter.Work(400);
        RunMeter part = meter.Part(5000), afresh = meter.Afresh(), free = meter.WithoutLimits();
        Assert.Equal((600L, 1000L, long.MaxValue), (part.MaxStatements, afresh.MaxStatements, free.MaxStatements));
        Assert.All([part, afresh, free], each => Assert.Null(each.Stopped));
        part.Work(600);
        Assert.Equal((RunEnd.MaxStatements, (RunEnd?)null), (part.Stopped, meter.Stopped));
        free.Stop(RunEnd.Cancelled);
        Assert.All([part, afresh, free, meter], each => Assert.Equal(RunEnd.Cancelled, each.Stopped));
    }

    [Theory]
    [InlineData("let s = \"x\"\nloop { s = s + \"0123456789\" }")]
    [InlineData("let s = []\nloop { s += [str(self())] }")]
    [InlineData("let s = []\nloop { s = [s, 1] }")]
    [InlineData("fn f(n) { return f(n + 1) + 1 }\nfork { f(1) }\nf(1)")]
    [InlineData("loop { fork { pause } }")]
    [InlineData("fn down(n) { if n > 0 { return down(n - 1) }\nloop { fork { sleep 1000000 } }\nreturn 0 }\ndown(500)")]
    [InlineData("shared list = []\nloop { list += [1] }")]
    public void Memory_is_bounded_by_what_is_held(string script)
    {
        var session = new Session(Compile(script));
        const long Most = 300_000;
        RunEnd end = session.Run(new RunLimits { MaxEvents = 1_000_000, Meter = new RunMeter { MaxMemory = Most } });
        Assert.Equal(RunEnd.MaxMemory, end);
        var memory = new MemoryCount(long.MaxValue);
        session.Machine.Measure(memory);
        // It is noticed when it has been passed, and not by much more than one operation takes.
        Assert.InRange(memory.Bytes, Most, 3 * Most);
    }

    [Fact]
    public void What_several_hold_counts_once()
    {
        (Session one, Session many) = (new Session(Compile(Text(1))), new Session(Compile(Text(100))));
        one.Run(new RunLimits());
        many.Run(new RunLimits());
        Assert.InRange(BytesOf(many) - BytesOf(one), 1, 100_000);

        static string Text(int children) => $$"""
            let s = "0123456789"
            while len(s) < 100000 { s = s + s }
            let i = 0
            while i < {{children}} { fork { let mine = s
                pause
                print mine }
              i += 1 }
            """;
    }

    [Theory]
    [InlineData(RunEnd.MaxEvents, "--max-events")]
    [InlineData(RunEnd.MaxStatements, "--max-statements")]
    [InlineData(RunEnd.MaxMemory, "--max-memory")]
    [InlineData(RunEnd.MaxOutput, "--max-output")]
    [InlineData(RunEnd.Timeout, "--timeout")]
    public void Every_limit_names_the_option_that_allows_more(object endValue, string option)
    {
        string text = StopText.Of((RunEnd)endValue, RunBudget.Sandbox)!;
        Assert.StartsWith("stopped ", text, StringComparison.Ordinal);
        Assert.Contains(option + " ", text, StringComparison.Ordinal);
        Assert.Contains("allows more", text, StringComparison.Ordinal);
    }

    private static long BytesOf(Session session)
    {
        var memory = new MemoryCount(long.MaxValue);
        session.Machine.Measure(memory);
        return memory.Bytes;
    }

    private static Interpreter.Bytecode.CompiledProgram Compile(string script)
    {
        CompileResult compiled = Script.Compile(new SourceText("s.ks", script));
        return compiled.Program ?? throw new InvalidOperationException(DiagnosticWriter.ToText(new SourceText("s.ks", script), compiled.Diagnostics));
    }

    /// <summary>Runs to the end, stopped at each number of statements and let go on.</summary>
    private static (string Trace, ulong Hash, long Statements) Run(string script, IEnumerable<long> stops)
    {
        var session = new Session(Compile(script));
        using var stream = new MemoryStream();
        var trace = new TextTraceWriter(stream, TraceLevels.All);
        session.Machine.Attach(trace);
        trace.Begin(session.Machine);
        var meter = new RunMeter();
        RunEnd end = RunEnd.MaxStatements;
        foreach (long stop in stops)
        {
            meter.MaxStatements = stop;
            end = session.Run(new RunLimits { Meter = meter });
            if (end != RunEnd.MaxStatements)
            {
                break;
            }
        }

        meter.MaxStatements = long.MaxValue;
        end = end == RunEnd.MaxStatements ? session.Run(new RunLimits { Meter = meter }) : end;
        trace.End(session.Machine, end);
        Assert.Equal(RunEnd.Finished, end);
        return (Encoding.UTF8.GetString(stream.ToArray()), session.Machine.StateHash(), meter.Statements);
    }
}
