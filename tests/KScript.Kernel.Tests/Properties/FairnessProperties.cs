// The bounds that the papers prove, on tasks that always want the CPU: how far any task, or any pair, is from its share, at every tick.
// Measured from the events alone; weights are Linux's, written down here anew.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

public class FairnessProperties
{
    private const int Ticks = 600;

    private static readonly int[] WeightOfNice =
    [
        88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277,
        1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
    ];

    private static readonly Gen<int[]> Nices = Gen.Choose(2, 6).SelectMany(Gen.Choose(-20, 19).ArrayOf);

    private static readonly Gen<int[]> Tickets = Gen.Choose(2, 6).SelectMany(Gen.Choose(1, 20).ArrayOf);

    private static void ForAll<T>(Gen<T> cases, Action<T> check) =>
        Prop.ForAll(Arb.From(cases), value =>
        {
            check(value);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(5, 1).WithQuietOnSuccess(true));

    /// <summary>The CPU time of each task after each tick, all there from the start and never content.</summary>
    private static IEnumerable<long[]> Use(string settings, string attribute, int[] values)
    {
        string jobs = string.Join(';', values.Select((v, i) => $"J{i} 0 {Ticks} {attribute}={v}"));
        var names = new NameTable();
        Machine m = Machine.Create(Scenario.Settings(settings), names, new BootPrograms { Jobs = JobTable.Parse(jobs, names) });
        var switches = new Switches();
        m.Attach(switches);
        m.Boot();
        m.Run(new RunLimits { Until = Ticks });
        var used = new long[values.Length];
        for (int i = 0; i < switches.All.Count; i++)
        {
            (long from, int job) = switches.All[i];
            long to = i + 1 < switches.All.Count ? switches.All[i + 1].Time : Ticks;
            for (long t = from; t < to; t++)
            {
                used[job]++;
                yield return used;
            }
        }
    }

    /// <summary>Who got the CPU when; pids of the jobs begin with 2.</summary>
    private sealed class Switches : TraceSink
    {
        public List<(long Time, int Job)> All { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (e.Kind == TraceEventKind.SchedSwitch)
            {
                All.Add((e.Time, e.Pid - 2));
            }
        }
    }

    // Linux, sched-design-CFS: whoever runs had the smallest vruntime, and runs for at most a slice. So no vruntime is further from
    // another than the longest slice is, in virtual time.
    [Fact]
    public void Cfs_keeps_virtual_runtimes_within_a_slice() => ForAll(
        from nices in Nices
        from latency in Gen.Choose(5, 40)
        from granularity in Gen.Choose(1, 6)
        select (nices, latency, granularity), c =>
        {
            double[] weights = [.. c.nices.Select(n => (double)WeightOfNice[n + 20])];
            // A slice is rounded to the nearest tick.
            double bound = weights.Max(w => Math.Max(c.granularity, (c.latency * w / weights.Sum()) + 0.5) / w);
            foreach (long[] used in Use($"cfs latency={c.latency} min_granularity={c.granularity}", "nice", c.nices))
            {
                double[] virtualTimes = [.. used.Select((u, i) => u / weights[i])];
                Assert.True(virtualTimes.Max() - virtualTimes.Min() <= bound * 1.000001, $"{string.Join(' ', used)} after {used.Sum()}");
            }
        });

    // Stoica and Abdel-Wahab 1995, theorem 1 and its corollaries: with requests of q the lag of a client is between -q and q. Slices end
    // at whole ticks here, so at most a tick late.
    [Fact]
    public void Eevdf_keeps_every_lag_within_a_slice() => ForAll(
        from nices in Nices
        from quantum in Gen.Choose(1, 12)
        select (nices, quantum), c =>
        {
            double[] weights = [.. c.nices.Select(n => (double)WeightOfNice[n + 20])];
            double sum = weights.Sum();
            foreach (long[] used in Use($"eevdf q={c.quantum}", "nice", c.nices))
            {
                long time = used.Sum();
                for (int i = 0; i < used.Length; i++)
                {
                    double lag = (time * weights[i] / sum) - used[i];
                    Assert.InRange(lag, -c.quantum - 1, c.quantum + 1);
                }
            }
        });

    // Waldspurger and Weihl 1995, section 2: between any two clients the error is at most one quantum.
    [Fact]
    public void Stride_keeps_every_pair_within_a_quantum() => ForAll(
        from tickets in Tickets
        from quantum in Gen.Choose(1, 8)
        select (tickets, quantum), c =>
        {
            foreach (long[] used in Use($"stride q={c.quantum}", "tickets", c.tickets))
            {
                for (int i = 0; i < used.Length; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        double due = (used[i] + used[j]) * (double)c.tickets[i] / (c.tickets[i] + c.tickets[j]);
                        Assert.InRange(used[i] - due, -c.quantum, c.quantum);
                    }
                }
            }
        });

    // Lottery promises nothing but its draws: each is checked, with SplitMix64 written down here anew.
    [Fact]
    public void Lottery_gives_every_slice_to_the_holder_of_the_ticket() => ForAll(
        from tickets in Tickets
        from seed in Gen.Choose(0, 1_000_000)
        select (tickets, seed), c =>
        {
            var used = new long[c.tickets.Length];
            ulong state = (ulong)c.seed;
            int time = 0;
            int winner = 0;
            foreach (long[] actual in Use($"lottery q=5 seed={c.seed}", "tickets", c.tickets))
            {
                if (time++ % 5 == 0)
                {
                    long ticket = (long)(SplitMix(ref state) % (ulong)c.tickets.Sum());
                    for (winner = 0; ticket >= c.tickets[winner]; winner++)
                    {
                        ticket -= c.tickets[winner];
                    }
                }

                used[winner]++;
                Assert.Equal(used, actual);
            }
        });

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
