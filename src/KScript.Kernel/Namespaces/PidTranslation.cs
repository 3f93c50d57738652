// Where calls and views of a process in a pid namespace change numbers: what it says becomes the machine's numbers before a call's code
// sees it, what the call gives becomes its own. The calls themselves know the machine's numbers alone. Two things are not done here: the
// number of a child that a wait reaps (Wait.Report), and that of a child just made (Fork, Clone), since it may be gone when the call is
// over.
namespace KScript.Kernel;

/// <summary>Numbers at the boundary of the table of calls (Linux: find_vpid, task_pid_vnr).</summary>
internal static class PidTranslation
{
    // Bit i: the number Ai is a pid, by the kinds of the row's parameters.
    private static readonly byte[] PidArguments = MakePidArguments();

    private static byte[] MakePidArguments()
    {
        byte[] masks = new byte[256];
        foreach (SyscallRow row in SyscallTable.Rows)
        {
            int place = 0;
            foreach (Parameter parameter in row.Parameters)
            {
                if (parameter.Kind is ParameterKind.Text or ParameterKind.List)
                {
                    continue;
                }

                masks[(int)row.Number] |= (byte)(parameter.Kind == ParameterKind.Pid ? 1 << place : 0);
                place++;
            }
        }

        return masks;
    }

    /// <summary>Makes a call for a task of whatever namespace.</summary>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        SyscallHandler handler = SyscallTable.Handlers[(int)trap.Number];
        int space = Namespaces.Of(m, task);
        if (space == 0)
        {
            return handler(m, task, ref trap);
        }

        Trap said = trap;
        Inward(m, task, space, ref trap);
        SyscallResult result = handler(m, task, ref trap);
        // The trace shows what the process said.
        (trap.A0, trap.A1, trap.A2, trap.A3) = (said.A0, said.A1, said.A2, said.A3);
        bool gives = result.Outcome == SyscallOutcome.Value && result.Payload is null && GivesPid(in said);
        return gives ? result with { Value = OutwardOf(m, space, result.Value) } : result;
    }

    private static bool GivesPid(in Trap said) => said.Number == SyscallNumber.Fcntl
        ? said.A1 is FcntlCommand.F_GETOWN or FcntlCommand.F_GETLK
        : SyscallTable.Find(said.Number)!.GivesPid;

    private static void Inward(Machine m, int task, int space, ref Trap trap)
    {
        switch (trap.Number)
        {
            case SyscallNumber.Waitid when trap.A0 is IdType.P_PID or IdType.P_PGID:
            case SyscallNumber.Getpriority or SyscallNumber.Setpriority when trap.A0 != Priorities.PRIO_USER:
                trap.A1 = InwardOf(m, space, trap.A1);
                return;
            case SyscallNumber.Getpriority or SyscallNumber.Setpriority:
            case SyscallNumber.NextPid:
            case SyscallNumber.Killpg when trap.A0 == 1:
                // A user's id; what the next number is to be; and everybody.
                return;
            case SyscallNumber.Fcntl when trap.A1 == FcntlCommand.F_SETOWN:
                trap.A2 = InwardOf(m, space, trap.A2);
                return;
            case SyscallNumber.PthreadJoin or SyscallNumber.PthreadDetach:
                trap.A0 = ThreadOf(m, task, space, trap.A0);
                return;
        }

        byte pids = PidArguments[(int)trap.Number];
        trap.A0 = (pids & 1) != 0 ? InwardOf(m, space, trap.A0) : trap.A0;
        trap.A1 = (pids & 2) != 0 ? InwardOf(m, space, trap.A1) : trap.A1;
        trap.A2 = (pids & 4) != 0 ? InwardOf(m, space, trap.A2) : trap.A2;
        trap.A3 = (pids & 8) != 0 ? InwardOf(m, space, trap.A3) : trap.A3;
    }

    /// <summary>
    /// A pid, or a group as its negative number. One that there is not becomes a number that nobody has; 0 and -1 stay what they are.
    /// </summary>
    public static long InwardOf(Machine m, int space, long number)
    {
        if (space == 0 || number is 0 or -1 or <= int.MinValue or > int.MaxValue)
        {
            return number;
        }

        int pid = Namespaces.PidOf(m, space, (int)Math.Abs(number));
        pid = pid == 0 ? m.Settings.PidMax : pid;
        return number > 0 ? pid : -pid;
    }

    /// <summary>What a process of a namespace hears of a pid, or of a group as its negative number; 0: it cannot see it.</summary>
    public static long OutwardOf(Machine m, int space, long pid) => pid is < 0 and > int.MinValue
        ? -Namespaces.NumberIn(m, space, (int)-pid)
        : pid > int.MaxValue ? pid : Namespaces.NumberIn(m, space, (int)pid);

    /// <summary>A thread of the caller's process by its number: one that lives, else one that has ended and can still be joined.</summary>
    private static long ThreadOf(Machine m, int task, int space, long number)
    {
        long tid = InwardOf(m, space, number);
        int leader = Threads.LeaderOf(m, task);
        int thread = TaskTable.Find(m, tid);
        if ((thread != 0 && Threads.LeaderOf(m, thread) == leader) || !Threads.IsThreaded(m, leader))
        {
            return tid;
        }

        for (int end = m.ThreadGroups[leader].NewestEnd; end != 0; end = m.ThreadEnds[end].Older)
        {
            m.RowsVisited++;
            if (m.ThreadEnds[end].Number == number && number != 0)
            {
                return end;
            }
        }

        return tid;
    }

    /// <summary>
    /// A siginfo as its receiver gets it: si_pid is 0 where the sender is around it (pid_namespaces(7)). What a process sends to its group,
    /// of which members may be around it, has the sender's own number (Linux: prepare_kill_siginfo); what the kernel sends has the
    /// receiver's.
    /// </summary>
    public static SigInfo ForReceiver(Machine m, int task, in SigInfo info)
    {
        if (m.S.NamespaceCount == 0 || info.Pid == 0)
        {
            return info;
        }

        int number = Namespaces.NumberFor(m, task, info.Pid);
        return info with { Pid = number != 0 && info.Code <= 0 ? Namespaces.OwnNumberOf(m, info.Pid) : number };
    }

    /// <summary>Asks a view in the name of a task; 0 or less: in nobody's.</summary>
    public static long Look(Machine m, ViewRow row, int task, long argument, string? text, out object? payload)
    {
        int space = task <= 0 ? 0 : Namespaces.Of(m, task);
        if (space == 0)
        {
            return row.Handler(m, task, argument, text, out payload);
        }

        bool takesPid = row.Parameters is [{ Kind: ParameterKind.Pid }, ..];
        long result = row.Handler(m, task, takesPid ? InwardOf(m, space, argument) : argument, text, out payload);
        if (!row.GivesPids)
        {
            return result;
        }

        if (payload is long[] pids)
        {
            pids = [.. pids.Select(pid => OutwardOf(m, space, pid)).Where(static pid => pid != 0)];
            if (row.IsSorted)
            {
                Array.Sort(pids);
            }

            payload = pids;
        }

        return result > 0 ? OutwardOf(m, space, result) : result;
    }
}
