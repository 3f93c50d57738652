// Run queues: what tasks wait in for a CPU. All CPUs share one, or each has its own (queues=percpu). Which run queue a CPU chooses from
// and which one a task enters is decided here; the order within one is the policy's business (Schedulers/), and how tasks move
// from one to another while they wait is in Balancing.cs.

namespace KScript.Kernel;

/// <summary>Where a task belongs on a machine with several CPUs; not kept where there is one.</summary>
internal struct TaskCpu
{
    /// <summary>The CPU that it is assigned to (Linux: task_cpu), plus 1; 0: it never was. Of a waiting task with queues=percpu: whose queue it is in.</summary>
    [Own("the policy of placement")]
    public short Home;
    /// <summary>The CPU that it last ran on, plus 1; 0: it never ran.</summary>
    [Reset("it never ran")]
    public short Last;
    /// <summary>First of its rows in Machine.Warmth; 0: none.</summary>
    [Reset("it is in no cache")]
    public int Warm;
}

/// <summary>Which run queue is whose, and the placement of tasks.</summary>
/// <remarks>
/// With queues=percpu a task enters the queue of one CPU (Linux: select_task_rq; Silberschatz 5.5.2; OSTEP 10.5):
/// 1. A new task: of the CPUs that it may use, the one with the fewest tasks, waiting and running; the lowest number among several.
/// 2. A woken task: its last CPU if that is idle, else the lowest idle CPU, else its last CPU, each if it may use it; else as a new one.
/// 3. A task that loses its CPU, or yields, stays in that CPU's queue; if it may no longer use it, it is placed as a woken one.
/// A CPU is idle here if it runs nothing and nobody waits in its queue.
/// </remarks>
internal static class RunQueues
{
    public const string WakeIdleRule = "wake/2: its last CPU is busy, this one is idle";
    public const string WakeAllowedRule = "wake/2: it may not use its last CPU";
    public const string SharedRule = "shared: this CPU was free first";
    public const string AffinityRule = "affinity: it may no longer use its CPU";

    /// <summary>The run queue that a CPU chooses from.</summary>
    public static int Of(Machine m, int cpu) => m.PerCpu ? cpu : 0;

    /// <summary>The run queue that a waiting task is in.</summary>
    public static int Holding(Machine m, int task) => m.PerCpu ? m.TaskCpus[task].Home - 1 : 0;

    /// <summary>The CPUs that choose from a run queue: from the first up to, and without, the second number.</summary>
    public static (int From, int To) CpusOf(Machine m, int rq) => m.PerCpu ? (rq, rq + 1) : (0, m.Cpus.Length);

    /// <summary>Whether a task waits in a run queue.</summary>
    public static bool IsAnyoneWaiting(Machine m, int rq) => m.PerCpu ? m.Waiting!.Queues.Contains(rq) : m.S.ReadyCount > 0;

    /// <summary>The run queue that a task enters; it is assigned to its CPU.</summary>
    public static int Place(Machine m, int task, EnqueueReason reason)
    {
        if (!m.PerCpu)
        {
            return 0;
        }

        int home = m.TaskCpus.Get(task).Home - 1;
        string rule = WakeAllowedRule;
        int cpu = reason is EnqueueReason.New || home < 0 ? LeastLoaded(m, task)
            : reason is EnqueueReason.Woken ? ForWoken(m, task, home, out rule)
            : Affinity.Allows(m, task, home) ? home
            : ForWoken(m, task, home, out rule);
        Count(m, home, cpu, comes: reason is EnqueueReason.New or EnqueueReason.Woken);
        Assign(m, task, cpu, reason is EnqueueReason.Woken ? rule : AffinityRule);
        return cpu;
    }

    /// <summary>A task that comes is counted with its CPU; one that loses its CPU is counted already, and stays so if it stays there.</summary>
    private static void Count(Machine m, int home, int cpu, bool comes)
    {
        LoadTree loads = m.Waiting!.Loads!;
        if (!comes && home == cpu)
        {
            return;
        }

        if (!comes)
        {
            loads.Add(home, -1);
        }

        loads.Add(cpu, 1);
    }

    /// <summary>The task is this CPU's from now on; if it was another's, that is an event.</summary>
    public static void Assign(Machine m, int task, int cpu, string rule)
    {
        ref TaskCpu row = ref m.TaskCpus.Write(task);
        int before = row.Home - 1;
        row.Home = (short)(cpu + 1);
        if (before >= 0 && before != cpu)
        {
            Events.Migrate(m, task, before, cpu, rule);
        }
    }

    /// <summary>A ready task may not run for a while: it stays its CPU's, and is not counted among those that wait, for nobody can choose it.</summary>
    public static void SetAside(Machine m, int task) => CountWaiting(m, task, -1);

    /// <summary>It may run again: whether it is better than who runs is looked at anew.</summary>
    public static void BringBack(Machine m, int task)
    {
        CountWaiting(m, task, 1);
        m.Waiting?.Recheck.Add(Holding(m, task));
    }

    private static void CountWaiting(Machine m, int task, int change)
    {
        if (m.Waiting is { } waiting)
        {
            int rq = Holding(m, task);
            waiting.Change(m, rq, task, change);
            waiting.Loads?.Add(rq, change);
        }
    }

    private static int ForWoken(Machine m, int task, int home, out string rule)
    {
        bool mayStay = Affinity.Allows(m, task, home);
        rule = mayStay ? WakeIdleRule : WakeAllowedRule;
        LoadTree loads = m.Waiting!.Loads!;
        if (mayStay && loads[home] == 0)
        {
            return home;
        }

        int least = LeastLoaded(m, task);
        return !mayStay || loads[least] == 0 ? least : home;
    }

    private static int LeastLoaded(Machine m, int task)
    {
        LoadTree loads = m.Waiting!.Loads!;
        if (!Affinity.IsRestricted(m, task))
        {
            return loads.Least;
        }

        int best = -1;
        CpuSet allowed = m.Waiting.Scratch;
        Affinity.CopyTo(m, task, allowed);
        for (int cpu = allowed.Next(0); cpu >= 0; cpu = allowed.Next(cpu + 1))
        {
            best = best < 0 || loads[cpu] < loads[best] ? cpu : best;
        }

        return best;
    }
}

/// <summary>Who waits where, in numbers: what follows from the tasks and their queues, kept so that nobody has to look for it.</summary>
/// <param name="cpus">How many CPUs there are.</param>
/// <param name="perCpu">Whether each has a run queue.</param>
internal sealed class WaitingCounts(int cpus, bool perCpu)
{
    private readonly int[] inQueue = new int[perCpu ? cpus : 0];
    private readonly int[] pinned = new int[cpus];

    /// <summary>Run queues in which somebody waits (queues=percpu).</summary>
    public CpuSet Queues { get; } = new(cpus);

    /// <summary>CPUs for which a task waits that may not use all.</summary>
    public CpuSet Wanted { get; } = new(cpus);

    /// <summary>Run queues that something entered since it was last looked whether somebody in them is better than who runs. Not derived: state of the instant.</summary>
    public CpuSet Recheck { get; } = new(cpus);

    /// <summary>How many wait that may use every CPU.</summary>
    public int Free { get; private set; }

    /// <summary>Tasks of each CPU, waiting and running (queues=percpu); null with a shared queue.</summary>
    public LoadTree? Loads { get; private set; } = perCpu ? new LoadTree(cpus) : null;

    /// <summary>For a look at an affinity; holds nothing.</summary>
    public CpuSet Scratch { get; } = new(cpus);

    /// <summary>How many wait in a CPU's queue.</summary>
    public int In(int rq) => inQueue[rq];

    /// <summary>How many wait for a CPU that may not use all.</summary>
    public int PinnedTo(int cpu) => pinned[cpu];

    /// <summary>A task begins (1) or ends (-1) to wait in a run queue.</summary>
    public void Change(Machine m, int rq, int task, int change)
    {
        if (inQueue.Length > 0)
        {
            inQueue[rq] += change;
            Mark(Queues, rq, inQueue[rq]);
        }

        if (!Affinity.IsRestricted(m, task))
        {
            Free += change;
            return;
        }

        Affinity.CopyTo(m, task, Scratch);
        for (int cpu = Scratch.Next(0); cpu >= 0; cpu = Scratch.Next(cpu + 1))
        {
            pinned[cpu] += change;
            Mark(Wanted, cpu, pinned[cpu]);
        }
    }

    private static void Mark(CpuSet set, int member, int count)
    {
        if (count > 0)
        {
            set.Add(member);
        }
        else
        {
            set.Remove(member);
        }
    }

    public void CopyFrom(WaitingCounts other)
    {
        other.inQueue.CopyTo(inQueue, 0);
        other.pinned.CopyTo(pinned, 0);
        Queues.CopyFrom(other.Queues);
        Wanted.CopyFrom(other.Wanted);
        Recheck.CopyFrom(other.Recheck);
        Free = other.Free;
        if (other.Loads is not null)
        {
            Loads!.CopyFrom(other.Loads);
        }
    }
}

internal sealed partial class Machine
{
    /// <summary>What the settings say of CPUs.</summary>
    internal readonly CpuOptions CpuOptions;

    /// <summary>Each CPU has its own run queue.</summary>
    internal readonly bool PerCpu;

    /// <summary>How many run queues there are.</summary>
    internal int RunQueueCount => PerCpu ? Settings.Cpus : 1;
}
