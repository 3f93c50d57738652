// execve: a new image in the same process.
namespace KScript.Kernel;

/// <summary>execve.</summary>
internal static class Exec
{
    /// <summary>
    /// Replaces the caller's image. Kept: pid, parent, group, session, mask, ignored signals, pending signals, alarm, nice, affinity,
    /// the subreaper flag, descriptors without FD_CLOEXEC. Reset: caught signals, and what belongs to memory (the context sees to that).
    /// </summary>
    /// <errors>ENOENT no such program.</errors>
    /// <source>POSIX.1-2017 exec; execve(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        UserContext context = m.Own(task);
        Trap call = trap;
        if (!context.TryExec(m, trap.Payload, out NameId name))
        {
            return SyscallResult.Fail(Errno.ENOENT);
        }

        int cpu = m.Tasks[task].Cpu;
        Events.SysExit(m, cpu, task, in call, 0, Errno.None, resumed: false);
        m.Complete(task);
        ref TaskRow row = ref m.Tasks.Write(task);
        row.Name = name;
        row.Flags |= TaskFlags.DidExec;
        Signals.ResetHandlers(m, task);
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            // Both belong to the memory that is gone.
            m.Extras.Write(task).Aborting = false;
            m.Extras.Write(task).NoDump = false;
        }

        AioFiles.Cancel(m, task);
        Descriptors.Exec(m, task);
        Events.Exec(m, cpu, task, m.Names[name]);
        return SyscallResult.Handled;
    }
}
