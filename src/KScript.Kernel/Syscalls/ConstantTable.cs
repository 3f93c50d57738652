// The names that scripts may use for numbers and letters of the kernel: signals, errnos, flags, task states.
namespace KScript.Kernel;

/// <summary>Named constants.</summary>
public static class ConstantTable
{
    private static readonly Dictionary<string, long> Numbers = MakeNumbers();
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["TASK_RUNNING"] = "R",
        ["TASK_INTERRUPTIBLE"] = "S",
        ["TASK_UNINTERRUPTIBLE"] = "D",
        ["TASK_STOPPED"] = "T",
        ["TASK_TRACED"] = "t",
        ["EXIT_ZOMBIE"] = "Z",
        ["EXIT_DEAD"] = "X",
    };

    /// <summary>All names of numbers, sorted.</summary>
    public static IEnumerable<string> NumberNames => Numbers.Keys.Concat(ErrnoNames).Order(StringComparer.Ordinal);

    /// <summary>All names of texts, sorted.</summary>
    public static IEnumerable<string> TextNames => Texts.Keys.Order(StringComparer.Ordinal);

    /// <summary>A number by name: SIGCHLD, ECHILD, WNOHANG, P_PID …</summary>
    public static bool TryGet(string name, out long value) => Numbers.TryGetValue(name, out value) || TryGetErrno(name, out value);

    /// <summary>A text by name: TASK_RUNNING is "R".</summary>
    public static bool TryGetText(string name, out string value) => Texts.TryGetValue(name, out value!);

    private static IEnumerable<string> ErrnoNames => Enum.GetNames<Errno>().Where(name => name != nameof(Errno.None));

    // Not in the table: naming every errno at each start costs more than looking for one now and then.
    private static bool TryGetErrno(string name, out long value)
    {
        if (!name.StartsWith('E'))
        {
            value = 0;
            return false;
        }

        bool found = Enum.TryParse(name, out Errno error) && error != Errno.None;
        value = (long)error;
        return found;
    }

    private static Dictionary<string, long> MakeNumbers()
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["WNOHANG"] = (long)WaitOptions.NoHang,
            ["WUNTRACED"] = (long)WaitOptions.Stopped,
            ["WSTOPPED"] = (long)WaitOptions.Stopped,
            ["WEXITED"] = (long)WaitOptions.Exited,
            ["WCONTINUED"] = (long)WaitOptions.Continued,
            ["WNOWAIT"] = (long)WaitOptions.NoWait,
            ["P_ALL"] = 0,
            ["P_PID"] = 1,
            ["P_PGID"] = 2,
            ["SIG_BLOCK"] = 0,
            ["SIG_UNBLOCK"] = 1,
            ["SIG_SETMASK"] = 2,
            ["SA_NOCLDSTOP"] = (long)SigActionFlags.NoChildStop,
            ["SA_NOCLDWAIT"] = (long)SigActionFlags.NoChildWait,
            ["SA_SIGINFO"] = (long)SigActionFlags.SigInfo,
            ["SA_RESTART"] = (long)SigActionFlags.Restart,
            ["SA_NODEFER"] = (long)SigActionFlags.NoDefer,
            ["SA_RESETHAND"] = (long)SigActionFlags.ResetHand,
            ["SI_USER"] = SignalCode.SI_USER,
            ["SI_KERNEL"] = SignalCode.SI_KERNEL,
            ["SI_QUEUE"] = SignalCode.SI_QUEUE,
            ["SI_TKILL"] = SignalCode.SI_TKILL,
            ["CLD_EXITED"] = SignalCode.CLD_EXITED,
            ["CLD_KILLED"] = SignalCode.CLD_KILLED,
            ["CLD_DUMPED"] = SignalCode.CLD_DUMPED,
            ["CLD_TRAPPED"] = SignalCode.CLD_TRAPPED,
            ["CLD_STOPPED"] = SignalCode.CLD_STOPPED,
            ["CLD_CONTINUED"] = SignalCode.CLD_CONTINUED,
            ["PR_SET_PDEATHSIG"] = 1,
            ["PR_GET_PDEATHSIG"] = 2,
            ["PR_SET_CHILD_SUBREAPER"] = 36,
            ["PR_GET_CHILD_SUBREAPER"] = 37,
            ["PRIO_PROCESS"] = Priorities.PRIO_PROCESS,
            ["PRIO_PGRP"] = Priorities.PRIO_PGRP,
            ["PRIO_USER"] = Priorities.PRIO_USER,
            ["SCHED_OTHER"] = (long)SchedulingPolicy.Other,
            ["SCHED_FIFO"] = (long)SchedulingPolicy.Fifo,
            ["SCHED_RR"] = (long)SchedulingPolicy.RoundRobin,
            ["SCHED_BATCH"] = (long)SchedulingPolicy.Batch,
            ["SCHED_IDLE"] = (long)SchedulingPolicy.Idle,
            ["SCHED_DEADLINE"] = (long)SchedulingPolicy.Deadline,
            ["SCHED_RESET_ON_FORK"] = SchedulingCalls.ResetOnFork,
            ["RLIMIT_CPU"] = ResourceLimit.RLIMIT_CPU,
            ["RLIMIT_CORE"] = ResourceLimit.RLIMIT_CORE,
            ["RLIMIT_NPROC"] = ResourceLimit.RLIMIT_NPROC,
            ["RLIMIT_NOFILE"] = ResourceLimit.RLIMIT_NOFILE,
            ["RLIMIT_SIGPENDING"] = ResourceLimit.RLIMIT_SIGPENDING,
            ["RLIMIT_NICE"] = ResourceLimit.RLIMIT_NICE,
            ["RLIMIT_RTPRIO"] = ResourceLimit.RLIMIT_RTPRIO,
            ["RLIM_INFINITY"] = -1,
        };
        foreach (SignalRow row in SignalTable.Rows)
        {
            numbers.Add(row.Name, row.Number);
            foreach (string alias in row.Aliases)
            {
                numbers.Add(alias, row.Number);
            }
        }

        numbers.Add("SIGRTMIN", Signal.SIGRTMIN);
        numbers.Add("SIGRTMAX", Signal.SIGRTMAX);
        return numbers;
    }
}
