// The words of the trace: events, outcomes, errnos, wait statuses. Each table is a switch expression over its enum
// without `_`, so that a new member without a word does not compile; u8 literals, so that a word costs no allocation.
using KScript.Kernel;

namespace KScript.Workbench.Traces;

/// <summary>Words of the trace as UTF-8.</summary>
internal static class TraceNames
{
    /// <summary>An event's name in JSON and in docs/trace-format.md.</summary>
    public static ReadOnlySpan<byte> Of(TraceEventKind kind) => kind switch
    {
        TraceEventKind.Boot => "boot"u8,
        TraceEventKind.JobArrive => "job_arrive"u8,
        TraceEventKind.SysExit => "sys_exit"u8,
        TraceEventKind.SysBlock => "sys_block"u8,
        TraceEventKind.Compute => "compute"u8,
        TraceEventKind.SchedSwitch => "sched_switch"u8,
        TraceEventKind.SchedWakeup => "sched_wakeup"u8,
        TraceEventKind.SchedPreempt => "sched_preempt"u8,
        TraceEventKind.SchedSlice => "sched_slice"u8,
        TraceEventKind.SchedBoost => "sched_boost"u8,
        TraceEventKind.SchedMigrateTask => "sched_migrate_task"u8,
        TraceEventKind.ThreadExit => "thread_exit"u8,
        TraceEventKind.ThreadLeads => "thread_leads"u8,
        TraceEventKind.ProcessExit => "process_exit"u8,
        TraceEventKind.ProcessReap => "process_reap"u8,
        TraceEventKind.ProcessAdopt => "process_adopt"u8,
        TraceEventKind.ProcessExec => "process_exec"u8,
        TraceEventKind.ProcessStop => "process_stop"u8,
        TraceEventKind.ProcessContinue => "process_continue"u8,
        TraceEventKind.TraceBegin => "trace_begin"u8,
        TraceEventKind.TraceEnd => "trace_end"u8,
        TraceEventKind.TraceStop => "trace_stop"u8,
        TraceEventKind.TraceResume => "trace_resume"u8,
        TraceEventKind.SignalGenerate => "signal_generate"u8,
        TraceEventKind.SignalDeliver => "signal_deliver"u8,
        TraceEventKind.SignalReturn => "signal_return"u8,
        TraceEventKind.Fault => "fault"u8,
        TraceEventKind.UntilBlock => "until_block"u8,
        TraceEventKind.UntilDone => "until_done"u8,
        TraceEventKind.NamespaceEnter => "namespace_enter"u8,
        TraceEventKind.NamespaceEnd => "namespace_end"u8,
        TraceEventKind.CgroupFreeze => "cgroup_freeze"u8,
        TraceEventKind.Halt => "halt"u8,
    };

    /// <summary>What holds a tracee in t, as ptrace(2) calls it.</summary>
    public static ReadOnlySpan<byte> Of(TraceStop stop) => stop switch
    {
        TraceStop.None => "none"u8,
        TraceStop.Signal => "signal-delivery-stop"u8,
        TraceStop.Group => "group-stop"u8,
        TraceStop.Interrupt => "interrupt-stop"u8,
        TraceStop.Event => "event-stop"u8,
        TraceStop.CallEntry => "syscall-enter-stop"u8,
        TraceStop.CallExit => "syscall-exit-stop"u8,
    };

    /// <summary>What became of a signal, in one word.</summary>
    public static ReadOnlySpan<byte> Of(SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.None => "none"u8,
        SignalOutcome.Pending => "pending"u8,
        SignalOutcome.Blocked => "blocked"u8,
        SignalOutcome.Coalesced => "coalesced"u8,
        SignalOutcome.Ignored => "ignored"u8,
        SignalOutcome.Discarded => "discarded"u8,
        SignalOutcome.Dead => "dead"u8,
        SignalOutcome.Handler => "handler"u8,
        SignalOutcome.Terminate => "terminate"u8,
        SignalOutcome.Stop => "stop"u8,
        SignalOutcome.Continue => "continue"u8,
    };

    /// <summary>What became of a signal that was sent, as the text trace says it.</summary>
    public static ReadOnlySpan<byte> Phrase(SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.None => ""u8,
        SignalOutcome.Pending => "pending"u8,
        SignalOutcome.Blocked => "pending, blocked"u8,
        SignalOutcome.Coalesced => "was pending already: lost"u8,
        SignalOutcome.Ignored => "ignored"u8,
        SignalOutcome.Discarded => "discarded"u8,
        SignalOutcome.Dead => "to a zombie: no effect"u8,
        SignalOutcome.Handler => "handler"u8,
        SignalOutcome.Terminate => "terminates it"u8,
        SignalOutcome.Stop => "stops it"u8,
        SignalOutcome.Continue => "continues it"u8,
    };

    /// <summary>An errno's name and what strerror says of it.</summary>
    public static ReadOnlySpan<byte> Of(Errno error, out ReadOnlySpan<byte> text)
    {
        // One literal each, "NAME text", cut at the first space.
        ReadOnlySpan<byte> both = Both(error);
        int space = both.IndexOf((byte)' ');
        text = both[(space + 1)..];
        return both[..space];
    }

    private static ReadOnlySpan<byte> Both(Errno error) => error switch
    {
        Errno.None => "0 Success"u8,
        Errno.EPERM => "EPERM Operation not permitted"u8,
        Errno.ENOENT => "ENOENT No such file or directory"u8,
        Errno.ESRCH => "ESRCH No such process"u8,
        Errno.EINTR => "EINTR Interrupted system call"u8,
        Errno.EIO => "EIO Input/output error"u8,
        Errno.ENXIO => "ENXIO No such device or address"u8,
        Errno.E2BIG => "E2BIG Argument list too long"u8,
        Errno.ENOEXEC => "ENOEXEC Exec format error"u8,
        Errno.EBADF => "EBADF Bad file descriptor"u8,
        Errno.ECHILD => "ECHILD No child processes"u8,
        Errno.EAGAIN => "EAGAIN Resource temporarily unavailable"u8,
        Errno.ENOMEM => "ENOMEM Cannot allocate memory"u8,
        Errno.EACCES => "EACCES Permission denied"u8,
        Errno.EFAULT => "EFAULT Bad address"u8,
        Errno.EBUSY => "EBUSY Device or resource busy"u8,
        Errno.EEXIST => "EEXIST File exists"u8,
        Errno.ENOTDIR => "ENOTDIR Not a directory"u8,
        Errno.EISDIR => "EISDIR Is a directory"u8,
        Errno.EINVAL => "EINVAL Invalid argument"u8,
        Errno.ENFILE => "ENFILE Too many open files in system"u8,
        Errno.EMFILE => "EMFILE Too many open files"u8,
        Errno.ENOTTY => "ENOTTY Inappropriate ioctl for device"u8,
        Errno.ETXTBSY => "ETXTBSY File too large"u8,
        Errno.EFBIG => "EFBIG File too large"u8,
        Errno.ENOSPC => "ENOSPC"u8,
        Errno.ESPIPE => "ESPIPE Illegal seek"u8,
        Errno.EPIPE => "EPIPE Broken pipe"u8,
        Errno.EDEADLK => "EDEADLK Resource deadlock avoided"u8,
        Errno.ENAMETOOLONG => "ENAMETOOLONG File name too long"u8,
        Errno.ENOSYS => "ENOSYS Function not implemented"u8,
        Errno.ENOTEMPTY => "ENOTEMPTY Directory not empty"u8,
        Errno.ELOOP => "ELOOP Directory not empty"u8,
        Errno.EOVERFLOW => "EOVERFLOW Value too large for defined data type"u8,
        Errno.EOWNERDEAD => "EOWNERDEAD Owner died"u8,
        Errno.ENOTRECOVERABLE => "ENOTRECOVERABLE State not recoverable"u8,
        Errno.ETIMEDOUT => "ETIMEDOUT Connection timed out"u8,
        Errno.EINPROGRESS => "EINPROGRESS Operation now in progress"u8,
    };
}
