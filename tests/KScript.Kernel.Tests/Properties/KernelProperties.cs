// Whatever the processes do, the rules of Invariants.cs hold after every step, no call throws, and a run from any copy of the
// machine ends in the same state. KSCRIPT_FUZZ_CALLS says how many system calls (1,000,000; fewer where the build is not optimised).
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace KScript.Kernel.Tests;

public class KernelProperties(ITestOutputHelper output)
{
    private const int MaxSteps = 1500;
    private const int MaxCopies = 3;

#if DEBUG
    private const long DefaultCalls = 100_000;
#else
    private const long DefaultCalls = 1_000_000;
#endif

    [Fact]
    public void Random_scripts_break_no_rule()
    {
        string? wanted = Environment.GetEnvironmentVariable("KSCRIPT_FUZZ_CALLS");
        string? seed = Environment.GetEnvironmentVariable("KSCRIPT_FUZZ_SEED");
        long calls = wanted is null ? DefaultCalls : long.Parse(wanted, CultureInfo.InvariantCulture);
        ulong first = seed is null ? 1 : ulong.Parse(seed, CultureInfo.InvariantCulture);
        ScriptedContext.CallsMade = 0;
        ScriptedContext.Failures = [];
        int scripts = 0;
        for (ulong batch = 0; ScriptedContext.CallsMade < calls; batch++)
        {
            // A batch has a seed of its own, so that the failing one can be run alone.
            const int BatchSize = 100;
            Config config = Config.QuickThrowOnFailure.WithMaxTest(BatchSize).WithReplay(first + batch, 1).WithQuietOnSuccess(true);
            Prop.ForAll(RandomScripts.Arbitrary, static script => Holds(script)).Check(config);
            scripts += BatchSize;
        }

        output.WriteLine($"{scripts} scripts, {ScriptedContext.CallsMade} calls");
        EachErrnoStandsInItsRow(ScriptedContext.Failures);
        ScriptedContext.Failures = null;
    }

    /// <summary>A call fails with nothing that its row, and so the reference, does not have. A part of what the rows have is seen, however short the run.</summary>
    private void EachErrnoStandsInItsRow(HashSet<(SyscallNumber Number, Errno Errno)> seen)
    {
        HashSet<(SyscallNumber Number, Errno Errno)> said = [.. SyscallTable.Rows.SelectMany(row => row.Errors.Select(errno => (row.Number, errno)))];
        output.WriteLine("never seen: " + string.Join(", ", said.Except(seen).Order()));
        Assert.Empty(seen.Except(said));
        Assert.True(seen.Count > said.Count / 4, $"only {seen.Count} of {said.Count} failures were seen");
    }

    private static bool Holds(RandomScript script)
    {
        Machine m = script.Boot();
        var copies = new List<(Machine Copy, ulong Hash)>();
        int steps = 0;
        Invariants.Check(m);
        // The last step, which finds nothing to do, is a step too: it leaves the instant.
        for (bool goesOn = true; goesOn && steps < MaxSteps; steps++)
        {
            goesOn = m.Step();
            Invariants.Check(m);
            if ((steps + 1) % script.SnapshotEvery == 0 && copies.Count < MaxCopies)
            {
                copies.Add((m.Snapshot(), m.StateHash()));
            }
        }

        foreach ((Machine copy, ulong hash) in copies)
        {
            Replay(m, copy, hash, steps - ((copies.IndexOf((copy, hash)) + 1) * script.SnapshotEvery));
        }

        return true;
    }

    private static void Replay(Machine end, Machine copy, ulong hash, int steps)
    {
        Assert.Equal(hash, copy.StateHash());
        Machine run = copy.Snapshot();
        for (int step = 0; step < steps; step++)
        {
            run.Step();
        }

        Assert.True(run.StateEquals(end, out string difference), difference);
        Assert.Equal(end.StateHash(), run.StateHash());
        run.Restore(copy);
        Assert.Equal(hash, run.StateHash());
        Invariants.Check(run);
    }
}
