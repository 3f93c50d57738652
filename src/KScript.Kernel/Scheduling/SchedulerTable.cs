// The policies that scripts may name. A policy's row, with its options and how it is made, is in its own file.
namespace KScript.Kernel;

/// <summary>The policies.</summary>
internal static class SchedulerTable
{
    /// <summary>The rows.</summary>
    public static PolicyRow[] Rows { get; } =
    [
        Fcfs.Row,
        RoundRobin.Row,
        Mlfq.Row,
        ShortestBurst.Row,
        ShortestBurst.PreemptiveRow,
        HighestRatio.Row,
        LongestRemaining.Row,
        KScript.Kernel.Priority.Row,
        DeadlineOrder.RateMonotonicRow,
        DeadlineOrder.EarliestRow,
        Lottery.Row,
        Stride.Row,
        Cfs.Row,
        Eevdf.Row,
        LinuxClasses.Row,
        MultilevelQueue.Row,
    ];

    /// <summary>The row of a name; null where there is none.</summary>
    public static PolicyRow? Find(string name)
    {
        foreach (PolicyRow row in Rows)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The classes of `mlq`, the best first.</summary>
    public static PolicyChoice[] ClassesOf(SettingValues options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MultilevelQueue.ClassesIn(options);
    }

    /// <summary>The policies that may be one class of `mlq`: all but the stacks.</summary>
    public static IEnumerable<PolicyRow> Members => Rows.Where(static row => !row.IsStack);

    internal static SchedulerPolicy Create(MachineSettings settings)
    {
        SchedulerPolicy policy = settings.Policy == Unordered.Name
            ? new Unordered()
            : Make(settings.Policy, new PolicySettings(settings.PolicyOptions, settings.TickMicroseconds));
        policy.TakePlace(new PolicyPlace(0, policy.QueueCount, 0, policy.Traits.FairRows, Stack: null));
        return policy;
    }

    /// <summary>A policy as one class of a stack, which says where its queues are.</summary>
    internal static SchedulerPolicy CreateMember(PolicyChoice choice, long tickMicroseconds)
    {
        var said = new SettingValues();
        if (choice.Quanta.Length > 0)
        {
            said.Set("q", choice.Quanta);
        }

        return Make(choice.Name, new PolicySettings(said, tickMicroseconds));
    }

    private static SchedulerPolicy Make(string name, PolicySettings said)
    {
        PolicyRow row = Find(name) ?? throw new ArgumentException($"no policy '{name}'", nameof(name));
        return row.Create(said);
    }
}
