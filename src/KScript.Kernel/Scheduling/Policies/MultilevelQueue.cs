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
    public override string PickRuleOf(Machine m, int task) =>
        string.Create(CultureInfo.InvariantCulture, $"mlq/2: class {ClassOf(m, task)}, {base.PickRuleOf(m, task)}");

    public override int ClassOf(Machine m, int task) =>
        (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : Math.Min(m.Extras[task].QueueClass, ClassCount - 1);
}
