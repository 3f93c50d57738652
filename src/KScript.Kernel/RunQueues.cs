// Run queues: what tasks wait in for a CPU. Several CPUs share one. Which run queue a CPU chooses from and which one a task
// enters is decided here; the order within one is the policy's business (Schedulers/).
namespace KScript.Kernel;

/// <summary>Which run queue is whose.</summary>
internal static class RunQueues
{
    /// <summary>The run queue that a CPU chooses from.</summary>
    public static int Of(Machine m, int cpu) => 0;

    /// <summary>The run queue that a task enters.</summary>
    public static int For(Machine m, int task) => 0;

    /// <summary>Whether a task waits in a run queue.</summary>
    public static bool IsAnyoneWaiting(Machine m, int rq) => m.S.ReadyCount > 0;
}

public sealed partial class Machine
{
    /// <summary>How many run queues there are.</summary>
    internal int RunQueueCount => 1;
}
