// Tracers and tracees: how they come together and part, what fork, exec and exit do to them. The rules are those of ptrace(2) and of
// Linux's kernel/ptrace.c, kernel/exit.c.
namespace KScript.Kernel;

/// <summary>Relations between tracers and tracees.</summary>
internal static class Tracing
{
    /// <summary>Whether somebody traces a task.</summary>
    public static bool IsTraced(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.Traced) != 0;

    /// <summary>The thread that traces a task; 0: nobody.</summary>
    public static int TracerOf(Machine m, int task) => IsTraced(m, task) ? m.Tracing[task].Tracer : 0;

    /// <summary>The pid of the process that traces a task; 0: nobody (proc(5): TracerPid).</summary>
    public static int TracerPidOf(Machine m, int task) => TracerOf(m, task) is var tracer and not 0 ? Threads.PidOf(m, tracer) : 0;

    /// <summary>Whether a process's own parent traces it, or a thread of that (Linux: not ptrace_reparented).</summary>
    public static bool IsOfParent(Machine m, int leader) =>
        IsTraced(m, leader) && Threads.LeaderOf(m, m.Tracing[leader].Tracer) == Threads.LeaderOf(m, m.Tasks[Threads.LeaderOf(m, leader)].Parent);

    /// <summary>Whether a thread traces a task; of the caller's process any thread, unless only its own tracees are asked for.</summary>
    public static bool IsTracedBy(Machine m, int task, int by, bool itself) =>
        TracerOf(m, task) is var tracer and not 0 && (tracer == by || (!itself && Threads.LeaderOf(m, tracer) == Threads.LeaderOf(m, by)));

    /// <summary>
    /// What a traced process has to report to its parent: its end only where no other traces it, stops for the tracer where the parent is
    /// that.
    /// </summary>
    public static WaitOptions ReportsOf(Machine m, int leader)
    {
        ref readonly TaskRow row = ref m.Tasks[leader];
        bool own = IsOfParent(m, leader);
        if (Threads.CanBeReaped(m, leader))
        {
            return own ? WaitOptions.Exited : WaitOptions.None;
        }

        bool tells = own ? HasStopToReport(m, leader) : row.Status != 0 && Threads.IsStopped(m, leader);
        return (tells ? own ? WaitOptions.Trapped : WaitOptions.Stopped : WaitOptions.None)
            | ((row.Flags & TaskFlags.ContinueUnreported) != 0 ? WaitOptions.Continued : WaitOptions.None);
    }

    /// <summary>Whether a tracee is in a stop that no wait has told of.</summary>
    public static bool HasStopToReport(Machine m, int task) =>
        m.Tasks[task].State == TaskState.Traced && m.Tracing[task] is { Unreported: true, Listening: false };

    /// <summary>The raw wait status of a tracee's stop.</summary>
    public static int StopStatusOf(Machine m, int task) => WaitStatus.StoppedBy(m.Tracing[task].Code);

    /// <summary>The first of a thread's tracees; 0: it traces nobody.</summary>
    public static int FirstOf(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.Tracer) == 0 ? 0 : m.Tracing[task].First;

    /// <summary>A task becomes a tracee, the last of its tracer's.</summary>
    public static void Link(Machine m, int task, int tracer, bool seized, PtraceOptions options)
    {
        Connect(m, task, tracer, seized, options);
        Events.TraceBegin(m, task, tracer);
    }

    private static void Connect(Machine m, int task, int tracer, bool seized, PtraceOptions options)
    {
        m.Tasks.Write(task).Flags |= TaskFlags.Traced;
        int last = m.Tracing.Write(tracer).Last;
        m.Tasks.Write(tracer).Flags |= TaskFlags.Tracer;
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Tracer = tracer;
        row.Seized = seized;
        row.Options = options;
        row.Previous = last;
        row.Next = 0;
        if (last == 0)
        {
            m.Tracing.Write(tracer).First = task;
        }
        else
        {
            m.Tracing.Write(last).Next = task;
        }

        m.Tracing.Write(tracer).Last = task;
        ChildReports.Update(m, Threads.LeaderOf(m, task));
    }

    /// <summary>A tracee is its tracer's no more; what it has still to do is left.</summary>
    private static void Unlink(Machine m, int task)
    {
        TracingRow row = m.Tracing[task];
        if (row.Previous == 0)
        {
            m.Tracing.Write(row.Tracer).First = row.Next;
        }
        else
        {
            m.Tracing.Write(row.Previous).Next = row.Next;
        }

        if (row.Next == 0)
        {
            m.Tracing.Write(row.Tracer).Last = row.Previous;
        }
        else
        {
            m.Tracing.Write(row.Next).Previous = row.Previous;
        }

        if (m.Tracing[row.Tracer].First == 0)
        {
            m.Tasks.Write(row.Tracer).Flags &= ~TaskFlags.Tracer;
        }

        TraceDue due = row.Due & (TraceDue.End | TraceDue.Signal | TraceDue.Wait);
        m.Tracing.Write(task) = new TracingRow
        {
            First = m.Tracing[task].First,
            Last = m.Tracing[task].Last,
            Due = due,
            Ending = row.Ending,
            EndStatus = row.EndStatus,
            Injected = row.Injected,
            Info = (due & TraceDue.Signal) != 0 ? row.Info : default,
        };
        ref TaskRow t = ref m.Tasks.Write(task);
        t.Flags = due == TraceDue.None ? t.Flags & ~(TaskFlags.Traced | TaskFlags.TraceDue) : t.Flags & ~TaskFlags.Traced;
    }

    /// <summary>
    /// A tracee is let go (Linux: __ptrace_detach). If it is stopped for its tracer it runs on; if its process is stopped it is in T from
    /// now on; if it is dead its parent hears of that now.
    /// </summary>
    public static void Release(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        TracingRow row = m.Tracing[task];
        bool wasOfParent = IsOfParent(m, leader);
        bool isStopped = Threads.IsStopped(m, leader);
        bool stays = isStopped && m.Tasks[task].State == TaskState.Traced && row.Stop is TraceStop.Group or TraceStop.Interrupt;
        ushort status = m.Tasks[leader].Status;
        int stopSignal = StopSignalOf(m, task);
        Events.TraceEnd(m, task, row.Tracer);
        if (m.Tasks[task].State == TaskState.Zombie)
        {
            Unlink(m, task);
            ReleaseDead(m, leader, task, wasOfParent);
            return;
        }

        if (isStopped && (!stays || !Threads.IsThreaded(m, leader)))
        {
            // As one that is not traced it is stopped when it is in T, and not before.
            Signals.ForgetStop(m, leader);
        }

        Unlink(m, task);
        if (stays)
        {
            Signals.StaysStopped(m, task, stopSignal, status);
            ChildReports.Update(m, leader);
            return;
        }

        if (m.Tasks[task].State == TaskState.Traced)
        {
            TraceStops.Wake(m, task);
        }

        if (isStopped)
        {
            Signals.Send(m, task, Signal.SIGSTOP, SigInfo.FromKernel(Signal.SIGSTOP), sender: 0, own: true);
        }

        Signals.LookAgain(m, task);
        ChildReports.Update(m, leader);
    }

    /// <summary>The signal that has stopped a task's process; 0: it is not stopped.</summary>
    public static int StopSignalOf(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        return !Threads.IsStopped(m, leader) ? 0
            : Threads.IsThreaded(m, leader) ? m.ThreadGroups[leader].StopSignal
            : m.Tasks[leader].State == TaskState.Stopped ? m.Tasks[leader].StopSignal
            : m.Tracing[leader].StopSignal;
    }

    /// <summary>A dead tracee is its parent's to wait for, from now on.</summary>
    private static void ReleaseDead(Machine m, int leader, int task, bool wasOfParent)
    {
        if (task != leader)
        {
            Exit.ReleaseDeadThread(m, leader, task);
            return;
        }

        ChildReports.Update(m, leader);
        if (!wasOfParent && Threads.CanBeReaped(m, leader))
        {
            Exit.TellParent(m, leader);
        }
    }

    /// <summary>
    /// A tracer ends: its tracees are let go, or killed where it asked for that (PTRACE_O_EXITKILL; Linux: exit_ptrace). Linear in the
    /// tracees.
    /// </summary>
    public static void TracerEnds(Machine m, int tracer)
    {
        for (int task = FirstOf(m, tracer); task != 0; task = FirstOf(m, tracer))
        {
            m.RowsVisited++;
            if ((m.Tracing[task].Options & PtraceOptions.PTRACE_O_EXITKILL) != 0)
            {
                Signals.Send(m, task, Signal.SIGKILL, SigInfo.FromKernel(Signal.SIGKILL), sender: tracer);
            }

            Release(m, task);
        }
    }

    /// <summary>A task is gone for good; what is known of it as a tracee goes, if anything is.</summary>
    public static void ForgetIfAny(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & (TaskFlags.Traced | TaskFlags.TraceDue)) != 0)
        {
            Forget(m, task);
        }
    }

    private static void Forget(Machine m, int task)
    {
        if (IsTraced(m, task))
        {
            Unlink(m, task);
        }

        m.Tracing.Write(task) = default;
        m.Tasks.Write(task).Flags &= ~TaskFlags.TraceDue;
    }

    /// <summary>
    /// A tracer has waited for a dead tracee: it is the parent's now (Linux: wait_task_zombie, EXIT_TRACE), or gone if it is a thread
    /// beside the first.
    /// </summary>
    public static void TakenByTracer(Machine m, int task)
    {
        Events.TraceEnd(m, task, m.Tracing[task].Tracer);
        Unlink(m, task);
        ReleaseDead(m, Threads.LeaderOf(m, task), task, wasOfParent: false);
    }

    /// <summary>The event that making a task is; 0: the tracer does not ask for it.</summary>
    private static int EventOf(Machine m, int task, int exitSignal, bool vfork)
    {
        PtraceOptions options = m.Tracing.Get(task).Options;
        (int code, PtraceOptions wanted) = vfork ? (PtraceEvent.PTRACE_EVENT_VFORK, PtraceOptions.PTRACE_O_TRACEVFORK)
            : exitSignal == Signal.SIGCHLD ? (PtraceEvent.PTRACE_EVENT_FORK, PtraceOptions.PTRACE_O_TRACEFORK)
            : (PtraceEvent.PTRACE_EVENT_CLONE, PtraceOptions.PTRACE_O_TRACECLONE);
        return (options & wanted) != 0 ? code : 0;
    }

    /// <summary>
    /// A tracee has made a task. Where its tracer asks for that, the new one is traced by the same, with the same options, and stops
    /// before it does anything; and the tracee stops (Linux: ptrace_init_task, kernel_clone).
    /// </summary>
    public static void Forked(Machine m, int task, int child, int exitSignal, bool vfork)
    {
        int code = EventOf(m, task, exitSignal, vfork);
        if (code == 0)
        {
            return;
        }

        TracingRow row = m.Tracing[task];
        Link(m, child, row.Tracer, row.Seized, row.Options);
        if (row.Seized)
        {
            m.Tracing.Write(child).TrapDue = true;
            m.Tasks.Write(child).Flags |= TaskFlags.SignalPending;
        }
        else
        {
            Signals.Send(m, child, Signal.SIGSTOP, new SigInfo(Signal.SIGSTOP, SignalCode.SI_USER, 0, 0, 0), sender: 0, own: true);
        }

        TraceStops.SetEvent(m, task, code, m.Tasks[child].Pid);
    }

    /// <summary>A tracee's vfork is over.</summary>
    public static void VforkDone(Machine m, int task, int child)
    {
        if ((m.Tracing[task].Options & PtraceOptions.PTRACE_O_TRACEVFORKDONE) != 0)
        {
            TraceStops.SetEvent(m, task, PtraceEvent.PTRACE_EVENT_VFORK_DONE, child);
        }
    }

    /// <summary>
    /// A tracee has a new image: it stops for that, or has a SIGTRAP where it is not seized (Linux: ptrace_event, exec_binprm).
    /// </summary>
    public static void Executed(Machine m, int task, int oldTid)
    {
        TracingRow row = m.Tracing[task];
        if ((row.Options & PtraceOptions.PTRACE_O_TRACEEXEC) != 0)
        {
            TraceStops.SetEvent(m, task, PtraceEvent.PTRACE_EVENT_EXEC, oldTid);
        }
        else if (!row.Seized)
        {
            var info = new SigInfo(Signal.SIGTRAP, SignalCode.SI_USER, Threads.PidOf(m, task), 0, 0, Credentials.UidOf(m, task));
            Signals.Send(m, task, Signal.SIGTRAP, in info, sender: task, own: true);
        }
    }

    /// <summary>
    /// A thread is its process's first from now on (exec): who traced it traces that, and those it traces are that one's.
    /// </summary>
    public static void MoveTo(Machine m, int task, int leader)
    {
        if ((m.Tasks[leader].Flags & TaskFlags.Traced) != 0)
        {
            Unlink(m, leader);
        }

        if (IsTraced(m, task))
        {
            TracingRow row = m.Tracing[task];
            Unlink(m, task);
            m.Tracing.Write(task) = default;
            Connect(m, leader, row.Tracer, row.Seized, row.Options);
            ref TracingRow to = ref m.Tracing.Write(leader);
            to.StopsAtCalls = row.StopsAtCalls;
            to.Entered = row.Entered;
            to.Call = row.Call;
        }

        for (int tracee = FirstOf(m, task); tracee != 0; tracee = FirstOf(m, task))
        {
            TracingRow row = m.Tracing[tracee];
            Unlink(m, tracee);
            m.Tasks.Write(tracee).Flags |= row.Due != TraceDue.None ? TaskFlags.TraceDue : TaskFlags.None;
            Connect(m, tracee, leader, row.Seized, row.Options);
            TracingRow linked = m.Tracing[tracee];
            row.Tracer = linked.Tracer;
            row.Next = linked.Next;
            row.Previous = linked.Previous;
            m.Tracing.Write(tracee) = row;
            ChildReports.Update(m, Threads.LeaderOf(m, tracee));
        }
    }

    /// <summary>A traced thread or process has died: its tracer hears of it, if that is not the parent, who hears of it anyway.</summary>
    public static void TellTracerOfDeath(Machine m, int task, int status)
    {
        int tracer = m.Tracing[task].Tracer;
        Signals.SendChildSignal(m, tracer, task, WaitStatus.CodeOf(status), WaitStatus.ValueOf(status));
        Wait.WakeTracer(m, task, WaitOptions.Exited);
    }

    /// <summary>
    /// The first of a thread's tracees that has something to report of what is asked for (Linux: do_wait_thread over the ptraced list);
    /// 0: none. Linear in the tracees.
    /// </summary>
    public static int FirstToReport(Machine m, int tracer, int selector, WaitOptions options)
    {
        for (int task = FirstOf(m, tracer); task != 0; task = m.Tracing[task].Next)
        {
            m.RowsVisited++;
            if (Wait.Matches(m, task, selector) && Wait.EventOfTracee(m, task, options) >= 0)
            {
                return task;
            }
        }

        return 0;
    }

    /// <summary>Whether any tracee of a thread could ever report what is asked for. Linear in the tracees.</summary>
    public static bool HasTracee(Machine m, int tracer, int selector, WaitOptions options)
    {
        for (int task = FirstOf(m, tracer); task != 0; task = m.Tracing[task].Next)
        {
            m.RowsVisited++;
            if (Wait.Matches(m, task, selector) && Wait.MayReportToTracer(m, task, options))
            {
                return true;
            }
        }

        return false;
    }
}
