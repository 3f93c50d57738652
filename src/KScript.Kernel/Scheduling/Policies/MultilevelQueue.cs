// Multilevel queue scheduling: classes for good, each with its own policy.
using System.Globalization;

namespace KScript.Kernel;

/// <summary>Multilevel queue (Silberschatz, Galvin and Gagne, Operating System Concepts, 5.3.5).</summary>
/// <remarks>
/// 1. A job says its class (`class=N`, 0 the best and the default), forks inherit it, and it stays for good. A ready task of a better class takes
/// the CPU of one of a worse class. 2. Within a class its own policy decides. 3. With share=, each class has its percentage of the CPU time of
/// each window=; one that has used it up goes behind the others until the next window begins.
/// </remarks>
internal sealed class MultilevelQueue(SchedulerPolicy[] members, long[] quotas, long window) : ClassStack("mlq", members, quotas, window)
{
    private static readonly PolicyChoice[] DefaultClasses = [new("rr", [8]), new("fcfs", [])];

    private static readonly SettingRow Classes = new(
        "classes", SettingKind.Policies, string.Join(",", DefaultClasses.Select(static choice => choice.ToText())), 0, 0,
        "the policy of each class, the best first, with its quantum: rr(8),fcfs");

    private static readonly SettingRow Share = new(
        "share", SettingKind.IntList, "none", 1, 100, "the percentage of CPU time of each class; left out, a class runs only while no better one is ready");

    private static readonly SettingRow Window = new("window", SettingKind.Int, "100", 1, SettingRow.MaxTicks, "in how many ticks the shares are kept");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("mlq", [Classes, Share, Window], "multilevel queue: classes for good, each with its own policy")
    {
        Create = Make,
        Check = CheckShares,
        IsStack = true,
    };

    /// <summary>The classes of `mlq`, the best first.</summary>
    public static PolicyChoice[] ClassesIn(SettingValues said) => said.GetPolicies(Classes.Key) ?? DefaultClasses;

    private static MultilevelQueue Make(PolicySettings said)
    {
        PolicyChoice[] classes = ClassesIn(said.Values);
        long window = said.Number(Window);
        var members = new SchedulerPolicy[classes.Length];
        long[] quotas = new long[classes.Length];
        long[]? share = said.List(Share);
        for (int i = 0; i < classes.Length; i++)
        {
            members[i] = SchedulerTable.CreateMember(classes[i], said.TickMicroseconds);
            quotas[i] = share is null || i >= share.Length ? NoSlice : Math.Max(1, window * share[i] / 100);
        }

        return new MultilevelQueue(members, quotas, window);
    }

    /// <summary>`share` has a percentage for each class, and no more than there is. Classes count as they were meant, right or wrong.</summary>
    private static OptionProblem? CheckShares(SettingValues said, Func<string, int> valuesGiven)
    {
        if (said.GetList(Share.Key) is not { } share)
        {
            return null;
        }

        int given = valuesGiven(Classes.Key);
        int classes = given > 0 ? given : DefaultClasses.Length;
        return share.Length == classes && share.Sum() <= 100
            ? null
            : new OptionProblem(
                Share.Key,
                $"`share` has {share.Length} values with a sum of {share.Sum()}",
                $"it takes a percentage for each of the {classes} classes, together at most 100");
    }

    public override string PickRule(Machine m, int task) =>
        string.Create(CultureInfo.InvariantCulture, $"mlq/2: class {ClassOf(m, task)}, {base.PickRule(m, task)}");

    public override int ClassOf(Machine m, int task) =>
        (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : Math.Min(m.Extras[task].QueueClass, ClassCount - 1);
}
