// What a trace shows decides nothing: with the levels of the system calls dealt out anew at random, and with any sinks attached,
// the same happens at the same time on the same CPU.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

/// <summary>Changes the table of system calls while it runs, and so runs when no other test does.</summary>
[CollectionDefinition(nameof(TraceLevelProperties), DisableParallelization = true)]
[Collection(nameof(TraceLevelProperties))]
public class TraceLevelProperties
{
    private const int Scripts = 1000;
    private const int MaxSteps = 1500;

    [Fact]
    public void Levels_change_no_schedule()
    {
        Gen<(RandomScript Script, int Seed)> cases =
            from script in RandomScripts.Arbitrary.Generator
            from seed in Gen.Choose(0, int.MaxValue)
            select (script, seed);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Scripts).WithReplay(7, 1).WithQuietOnSuccess(true);
        Prop.ForAll(Arb.From(cases), static one => SameSchedule(one.Script, new Random(one.Seed))).Check(config);
    }

    private static void SameSchedule(RandomScript script, Random random)
    {
        (Machine expected, Recorder asItIs) = Run(script, TraceLevels.None);
        TraceLevels[] levels = [.. SyscallTable.Levels];
        try
        {
            random.Shuffle(SyscallTable.Levels);
            (Machine m, Recorder shuffled) = Run(script, (TraceLevels)random.Next());
            Assert.Equal(asItIs.Happened, shuffled.Happened);
            Assert.True(m.StateEquals(expected, out string difference), difference);
        }
        finally
        {
            levels.CopyTo(SyscallTable.Levels, 0);
        }
    }

    private static (Machine Machine, Recorder Recorder) Run(RandomScript script, TraceLevels alsoShown)
    {
        Machine m = script.Boot();
        var recorder = new Recorder(TraceLevels.All);
        m.Attach(recorder);
        m.Attach(new Recorder(alsoShown));
        for (int step = 0; step < MaxSteps && m.Step(); step++)
        {
        }

        return (m, recorder);
    }

    private sealed class Recorder(TraceLevels levels) : TraceSink
    {
        public List<(long Time, int Cpu, TraceEventKind Kind, int Pid, SyscallNumber Number, long Result)> Happened { get; } = [];

        public override TraceLevels Levels => levels;

        public override void Write(Machine machine, in TraceEvent e) => Happened.Add((e.Time, e.Cpu, e.Kind, e.Pid, e.Number, e.Result));
    }
}
