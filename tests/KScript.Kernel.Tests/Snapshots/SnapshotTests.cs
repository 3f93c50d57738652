// Machines that were copied: independent of one another, and the same in what they do.
namespace KScript.Kernel.Tests;

public class SnapshotTests
{
    private static Machine Boot(string settings)
    {
        Machine m = Scenario.Boot(Scenario.Settings(settings), StateIdentityTests.Everything()).Machine;
        m.DetachAll();
        return m;
    }

    public static TheoryData<string> Policies => ["fcfs", "rr q=2 cpus=3", "mlfq q=2 queues=3 boost=5", "mlfq q=2 rules=ostep boost=6 switch=1"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void From_every_copy_the_run_ends_in_the_same_state(string settings)
    {
        Machine m = Boot(settings);
        var copies = new List<(Machine Copy, ulong Hash)>();
        while (m.Step())
        {
            copies.Add((m.Snapshot(), m.StateHash()));
        }

        ulong end = m.StateHash();
        foreach ((Machine copy, ulong hash) in copies)
        {
            Assert.Equal(hash, copy.StateHash());
            copy.Run(new RunLimits());
            Assert.Equal(end, copy.StateHash());
            Assert.True(copy.StateEquals(m, out string difference), difference);
            Invariants.Check(copy);
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Going_back_and_forward_again_gives_the_same_states(string settings)
    {
        Machine m = Boot(settings);
        var marks = new List<Machine> { m.Snapshot() };
        var hashes = new List<ulong> { m.StateHash() };
        while (m.Step())
        {
            marks.Add(m.Snapshot());
            hashes.Add(m.StateHash());
        }

        // Back to each moment, in an order that is not that of time, twice; a few steps forward from it.
        for (int i = 0; i < 2 * marks.Count; i++)
        {
            int at = i * 7 % marks.Count;
            m.Restore(marks[at]);
            for (int j = at; j < Math.Min(at + 5, hashes.Count); j++)
            {
                Assert.Equal(hashes[j], m.StateHash());
                Invariants.Check(m);
                m.Step();
            }
        }
    }

    [Fact]
    public void The_hash_does_not_depend_on_when_it_is_asked_for()
    {
        Machine often = Boot("mlfq q=2 queues=3 boost=5");
        Machine once = Boot("mlfq q=2 queues=3 boost=5");
        while (often.Step())
        {
            once.Step();
            ulong asked = often.StateHash();
            Assert.Equal(once.Snapshot().StateHash(), asked);
        }
    }

    [Fact]
    public void A_sink_does_not_change_the_state()
    {
        Scenario watched = Scenario.Boot(Scenario.Settings("mlfq q=2 queues=3 boost=5"), StateIdentityTests.Everything());
        Machine alone = Boot("mlfq q=2 queues=3 boost=5");
        while (watched.Machine.Step())
        {
            alone.Step();
            Assert.Equal(alone.StateHash(), watched.Machine.StateHash());
        }
    }

    [Fact]
    public void Slots_are_no_part_of_the_state()
    {
        // The children end in two orders, and the grandchildren get the slots the other way round.
        Machine a = Ended(first: 1, second: 2);
        Machine b = Ended(first: 2, second: 1);
        int slotA = TaskTable.Find(a, 5);
        int slotB = TaskTable.Find(b, 5);
        Assert.NotEqual(slotA, slotB);
        Assert.Equal(a.Tasks[slotA].Pid, b.Tasks[slotB].Pid);

        static Machine Ended(long first, long second)
        {
            Scenario run = Scenario.Boot(
                Scenario.Settings("fcfs cpus=4"),
                Do.Child(Do.Compute(first)),
                Do.Child(Do.Compute(second)),
                Do.Compute(3),
                Do.Wait(first == 1 ? 3 : 4),
                Do.Wait(first == 1 ? 4 : 3),
                Do.Child(Do.Sleep(9)),
                Do.Child(Do.Sleep(9)),
                Do.Sleep(20));
            return run.RunTo(5).Machine;
        }
    }

    /// <summary>What a copy does not take over: who watches, the right to write, memory to be used again, what is valid within a step, what only counts.</summary>
    private static readonly string[] NotCopied =
    [
        "sinks", "Levels", "Token", "pool", "pooled", "timerOrder", "ChainCpu",
        "LastWaitStatus", "LastOtherPid", "LastOtherName", "singleStep", "eventLimit", "timeLimit", "trap", "EventInMaking", "RowsVisited",
        // What a run costs is the run's, not the machine's.
        "meter", "lookAtEvent", "outputBefore", "rowsCharged", "eventsAtLastTime", "statementsAtLastTime",
    ];

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_copy_has_every_field(string settings)
    {
        Machine m = Boot(settings);
        m.Run(new RunLimits { Until = 9 });
        m.StateHash();
        Machine copy = m.Snapshot();
        foreach (System.Reflection.FieldInfo field in Changes.FieldsOf(typeof(Machine)))
        {
            object? original = field.GetValue(m);
            object? copied = field.GetValue(copy);
            // Tables and arrays are compared by what the hash sees of them.
            bool isTable = original is not null && !field.FieldType.IsValueType && !ReferenceEquals(original, copied);
            Assert.True(NotCopied.Contains(field.Name) || (isTable ? copied is not null : Equals(original, copied)), field.Name);
        }

        Assert.Equal(m.StateHash(), copy.StateHash());
    }

    [Fact]
    public void A_machine_of_other_settings_cannot_be_restored_from() =>
        Assert.Throws<ArgumentException>(() => Boot("fcfs").Restore(Boot("rr q=3")));
}
