// How tasks block and are woken, whatever they wait for. Who wakes them is the business of the room that they wait in.

namespace KScript.Kernel;

/// <summary>Going to sleep and waking.</summary>
internal static class Blocked
{
    /// <summary>A running task leaves its CPU and waits. A timer that ends the wait is set by the caller (Sleeping.SetDeadline).</summary>
    /// <param name="m">The machine.</param>
    /// <param name="cpu">The task's CPU.</param>
    /// <param name="task">Who.</param>
    /// <param name="call">The call that is made again when it runs next.</param>
    /// <param name="state">S or D.</param>
    /// <param name="on">What it waits for.</param>
    public static void Enter(Machine m, int cpu, int task, SyscallNumber call, TaskState state, WaitsOn on)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        row.State = state;
        row.Call = call;
        Dispatching.LeaveBlocked(m, cpu, blocks: true);
        row.WaitsOn = on;
        if (on.HasQueue)
        {
            WaitQueues.Enter(m, task);
        }
    }

    /// <summary>
    /// A blocked task becomes ready: what it waits for has come, or a signal has. If a timer was to end its call, the deadline is kept for
    /// the case that the call, when it is made again, goes on waiting.
    /// </summary>
    public static void Wake(Machine m, int task)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        if (task < m.Waiters.Capacity)
        {
            Sleeping.KeepDeadline(m, task);
            if (row.WaitsOn.HasQueue)
            {
                WaitQueues.Leave(m, task);
            }
        }

        row.WaitsOn = default;
        Dispatching.Wake(m, task);
    }
}
