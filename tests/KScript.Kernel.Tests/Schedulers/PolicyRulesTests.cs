// Single rules of the policies, each by an example worked out by hand.
namespace KScript.Kernel.Tests;

public class PolicyRulesTests
{
    [Theory]
    // A burst that is not known is the guess; afterwards the average of guess and length. A (6) runs first; its next is (10 + 6) / 2 = 8,
    // and B, which has run 2 of 10, has 6 to come: B goes first at 9.
    [InlineData("sjf guess=10", "A 0 c6 i1 c6 burst=10; B 0 c2 i1 c2 burst=10", "A 0-6, B 6-8, A 8-14, B 14-16")]
    [InlineData("sjf guess=10", "A 0 c6 i2 c6 burst=10; B 0 c2 i2 c2 burst=10; C 8 3", "A 0-6, B 6-8, C 8-11, B 11-13, A 13-19")]
    // A preempted task comes before its equals, for it came first.
    [InlineData("srtf", "A 0 5; B 1 4; C 2 1", "A 0-2, C 2-3, A 3-6, B 6-10")]
    // A tie is no reason to preempt.
    [InlineData("srtf", "A 0 5; B 2 3", "A 0-5, B 5-8")]
    // At 3 both have waited half of their burst: the one that came first, although the other is shorter.
    [InlineData("hrrn", "A 0 3; B 1 4; C 2 2", "A 0-3, B 3-7, C 7-9")]
    // Of equal bursts the first; at 5 E has waited 1 of 1 and C 4 of 5.
    [InlineData("hrrn", "A 0 5; C 1 5; D 2 5; E 4 1", "A 0-5, E 5-6, C 6-11, D 11-16")]
    // B is longer than what is left of A at 1. At 3 as much is left of both and A has the lower pid; from there on they take turns.
    [InlineData("lrtf", "A 0 4; B 1 5", "A 0-1, B 1-3, A 3-4, B 4-5, A 5-6, B 6-7, A 7-8, B 8-9")]
    // A burst that is longer than predicted has nothing left: the lower pid runs to its end.
    [InlineData("lrtf", "A 0 4 burst=1; B 0 4 burst=1", "A 0-1, B 1-2, A 2-5, B 5-8")]
    [InlineData("priority preemptive=true", "A 0 5 priority=2; B 1 2 priority=1; C 2 2 priority=2", "A 0-1, B 1-3, A 3-7, C 7-9")]
    // With preempted=tail it comes behind C, which waited already, and with a fresh slice: of the first one a tick was left, at 5 it has two.
    [InlineData("priority preemptive=true preempted=tail", "A 0 5 priority=2; C 0 2 priority=2; B 1 2 priority=1", "A 0-1, B 1-3, C 3-5, A 5-9")]
    [InlineData("priority preemptive=true q=2 preempted=tail", "A 0 4 priority=2; C 0 3 priority=2; B 1 2 priority=1", "A 0-1, B 1-3, C 3-5, A 5-7, C 7-8, A 8-9")]
    [InlineData("priority", "A 0 5 priority=2; B 1 2 priority=1", "A 0-5, B 5-7")]
    // Nice adds to the priority, at once: A is worse than B from 2 on.
    [InlineData("priority preemptive=true", "A 0 c2 n3 c2 priority=1; B 0 3 priority=2", "A 0-2, B 2-5, A 5-7")]
    // Without aging Low waits for all; with it, from 4 ticks of waiting on it counts as one better, and was first.
    [InlineData("priority", "High 0 3 priority=1; Low 0 2 priority=2; More 1 3 priority=1", "High 0-3, More 3-6, Low 6-8")]
    [InlineData("priority aging=1", "High 0 3 priority=1; Low 0 2 priority=2; More 2 3 priority=1", "High 0-3, Low 3-5, More 5-8")]
    // B gets its first turn at 10 and sleeps until 50. It is credited with half a latency (10) at most: 10 behind A, which is more than 5.
    [InlineData("cfs", "A 0 60; B 0 s40 c30 burst=1", "A 0-50, B 50-60, A 60-70, B 70-90")]
    // Woken less than wakeup_granularity behind, it waits for the end of A's slice, which has been over for long: the next tick.
    [InlineData("cfs wakeup_granularity=15", "A 0 60; B 0 s40 c2 burst=1", "A 0-51, B 51-53, A 53-62")]
    public void One_CPU(string settings, string jobs, string timeline) => Assert.Equal(timeline, JobTable.Run(settings, jobs).Timeline());

    // Waldspurger and Weihl 1994, 4.5: A and B have 400 tickets each; A uses its whole quantum of 100, B a fifth of it. B then counts for 2000.
    [Fact]
    public void Compensation_tickets()
    {
        Scenario run = JobTable.Run("lottery q=100 compensate=true randoms=400,0,2399", "A 0 300 tickets=400; B 0 c20 i1 c20 tickets=400");

        string[] draws = [.. run.Events.Where(e => e.Kind == TraceEventKind.SchedSwitch && e.Pid != 0).Select(e => $"{e.Time} {run.Machine.Names[e.Name]} {e.Rule}")];

        Assert.Equal(["0 B lottery/2: ticket 400 of 800", "20 A lottery/2: ticket 0 of 400", "120 B lottery/2: ticket 2399 of 2400"], draws[..3]);
    }

    [Theory]
    // Equal deadlines: the one that waits is first.
    [InlineData("eevdf q=4", "A 0 20; B 0 20", "A 0-4, B 4-8, A 8-12, B 12-16, A 16-20, B 20-24, A 24-28, B 28-32, A 32-36, B 36-40")]
    // Lag is kept over sleep (Stoica and Abdel-Wahab 1995; Linux 6.6). At 6 B has run 2 against 4, so that v is 4 and 2 and V is 3: it is owed
    // one tick. At 8 A is at 6; V shall be one more than B's v again, so B comes back at 4, and V is 5: A is not eligible, B preempts.
    [InlineData("eevdf q=4", "A 0 20; B 0 c2 s2 c3", "A 0-4, B 4-6, A 6-8, B 8-11, A 11-25")]
    public void Equal_tasks_take_turns(string settings, string jobs, string timeline) => Assert.Equal(timeline, JobTable.Run(settings, jobs).Timeline());

    // A change of nice acts at once: from 20 on A weighs 335 against 1024, a fourth of the CPU.
    [Theory]
    [InlineData("cfs latency=8 min_granularity=1")]
    [InlineData("eevdf q=2")]
    public void A_new_nice_value_is_a_new_share(string settings)
    {
        Scenario run = JobTable.Run(settings, "A 0 c10 n5 c100; B 0 400");
        long used = 0;
        foreach (string part in run.Timeline().Split(", "))
        {
            string[] words = part.Split(' ', '-');
            (long from, long to) = (Math.Max(40, long.Parse(words[1], null)), Math.Min(240, long.Parse(words[2], null)));
            used += words[0] == "A" && to > from ? to - from : 0;
        }

        // 335 / (335 + 1024) of 200 ticks, give or take a slice.
        Assert.InRange(used, 49 - 6, 49 + 6);
    }
}
