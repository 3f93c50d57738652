// The one walk over each kind of row: which fields are a machine's identity, and which are not and why. Two machines with equal
// identity behave alike for ever. Slot numbers are not part of it: links between rows are written as pids, 0 for nobody. A row's
// walk may read the row itself and what stays the same as long as the row does (the pid behind a link), for hashes are cached.
//
// What is left out everywhere: indices that follow from the rest (PidTasks, PidGroups, PidSessions, PidBits, the heaps, backward
// links, counts: Invariants.cs proves that they do), free slots, and what only counts or reports the past (EventCount …).
namespace KScript.Kernel;

/// <summary>Walks over the rows of a machine.</summary>
internal static class StateWalk
{
    private static int PidOf(Machine m, int slot) => m.Tasks[slot].Pid;

    /// <summary>
    /// A row of the process table. Not written: PrevSibling and GroupPrev (the lists backwards); Status and Slice where they mean
    /// nothing; Link of a task with a timer (its place in the heap, which says nothing); TaskFlags.HasExtra (an empty extra row is none).
    /// </summary>
    public static void Task<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TaskRow t = ref m.Tasks[slot];
        sink.Field("pid", t.Pid);
        sink.Field("name", t.Name.Value);
        sink.Field("state", (long)t.State);
        sink.Field("parent", PidOf(m, t.Parent));
        sink.Field("first_child", PidOf(m, t.FirstChild));
        sink.Field("next_sibling", PidOf(m, t.NextSibling));
        sink.Field("group", m.Groups[t.Group].Pgid);
        sink.Field("group_next", PidOf(m, t.GroupNext));
        sink.Field("link", LinkOf(m, in t));
        bool waits = t.State == TaskState.Interruptible && t.Call is SyscallNumber.Wait4 or SyscallNumber.Waitid;
        sink.Field("slice", waits ? t.Slice : m.Policy.SliceOf(m, slot));
        sink.Field("status", waits || t.State is TaskState.Zombie or TaskState.Stopped ? t.Status : 0);
        sink.Field("cpu_time", t.CpuTime);
        sink.Field("call", (long)t.Call);
        sink.Field("flags", (long)(t.Flags & ~TaskFlags.HasExtra));
        sink.Field("nice", t.Nice);
    }

    /// <summary>Ready: the next in the queue. Running: the CPU. In `until`: the next that waits so.</summary>
    private static int LinkOf(Machine m, in TaskRow t) => t.State switch
    {
        TaskState.Ready => PidOf(m, t.Link),
        TaskState.Running => t.Link,
        TaskState.Interruptible when t.Call == SyscallNumber.Until => PidOf(m, t.Link),
        _ => 0,
    };

    /// <summary>The rarer half of a task. Not written: AlarmTimer (a place in the heap), Deadline where there is none.</summary>
    public static void Extra<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TaskExtra e = ref m.Extras[slot];
        sink.Field("mask", (long)e.Mask);
        sink.Field("pending", (long)e.Pending);
        sink.Field("saved_mask", (long)e.SavedMask);
        sink.Field("restore_mask", e.RestoreMask ? 1 : 0);
        sink.Field("has_deadline", e.HasDeadline ? 1 : 0);
        sink.Field("deadline", e.HasDeadline ? e.Deadline : 0);
        sink.Field("fatal_signal", e.FatalSignal);
        sink.Field("was_stopped", e.WasStopped ? 1 : 0);
        sink.Field("alarm_due", e.AlarmDue);
        sink.Field("parent_death_signal", e.ParentDeathSignal);
        sink.Field("uid", e.Uid);
        sink.Field("priority", e.Priority);
        sink.Field("umask_plus_one", e.UmaskPlusOne);
        if (e.Directory is not null)
        {
            sink.Text("directory", e.Directory);
        }

        Actions(e.Actions, ref sink);
        Limits(e.Limits, ref sink);
        for (int word = 0; e.Affinity is not null && word < e.Affinity.Length; word++)
        {
            sink.Field("affinity", (long)e.Affinity[word]);
        }

        for (int row = e.QueueHead; row != 0; row = m.SigQueue[row].Next)
        {
            Info(m.SigQueue[row].Info, ref sink);
        }
    }

    /// <summary>The dispositions that are not the default.</summary>
    private static void Actions<TSink>(SigAction[]? actions, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        for (int signal = 1; actions is not null && signal < actions.Length; signal++)
        {
            ref readonly SigAction action = ref actions[signal];
            if (action != default)
            {
                sink.Field("signal", signal);
                sink.Field("handler", action.Handler);
                sink.Field("handler_mask", (long)action.Mask);
                sink.Field("handler_flags", (long)action.Flags);
            }
        }
    }

    /// <summary>The limits that are set.</summary>
    private static void Limits<TSink>(long[]? limits, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        for (int resource = 0; limits is not null && resource < limits.Length; resource++)
        {
            if (limits[resource] != ResourceLimit.Infinity)
            {
                sink.Field("resource", resource);
                sink.Field("limit", limits[resource]);
            }
        }
    }

    private static void Info<TSink>(in SigInfo info, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Field("queued", info.Signo);
        sink.Field("code", info.Code);
        sink.Field("from", info.Pid);
        sink.Field("from_uid", info.Uid);
        sink.Field("child_status", info.Status);
        sink.Field("value", info.Value);
    }

    /// <summary>What the policy remembers of a task, boosts that it has not seen included: they act when it is next looked at.</summary>
    public static void Sched<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        SchedRow row = m.Policy.RowOf(m, slot);
        sink.Field("level", row.Level);
        sink.Field("allot_left", row.AllotLeft);
        sink.Field("slice_left", row.SliceLeft);
    }

    /// <summary>A process group. The members' order is in their rows.</summary>
    public static void Group<TSink>(Machine m, int group, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly GroupRow g = ref m.Groups[group];
        sink.Field("pgid", g.Pgid);
        sink.Field("sid", g.Sid);
        sink.Field("first", PidOf(m, g.First));
    }

    /// <summary>
    /// A timer. When it was set matters only against others that are due at the same time, so that its rank among them stands for
    /// the number of its setting.
    /// </summary>
    public static void Timer<TSink>(Machine m, in TimerRow timer, int rank, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Field("timer_of", PidOf(m, timer.Task));
        sink.Field("kind", (long)timer.Kind);
        sink.Field("due", timer.Due);
        sink.Field("rank", rank);
    }

    /// <summary>
    /// A CPU. Not written: IdleUnreported and LastName (an event that is still to come), when slices began and how long they are where they are
    /// timed, all of this where it is idle; the last task where neither the cost of a switch nor this instant makes it matter; a
    /// budget of another tick, for the next one is full.
    /// </summary>
    public static void Cpu<TSink>(Machine m, int cpu, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly CpuRow c = ref m.Cpus[cpu];
        bool leftNow = c.LeftAt == m.S.Now;
        sink.Field("current", PidOf(m, c.Current));
        sink.Field("last", leftNow || m.Settings.SwitchTicks > 0 ? c.LastPid : 0);
        sink.Field("left_now", leftNow ? 1 : 0);
        sink.Field("last_slice_end", leftNow ? c.LastSliceEnd : 0);
        sink.Field("put_back", PidOf(m, c.PutBack));
        sink.Field("budget", c.BudgetAt(m.S.Now, m.Settings.Ips));
        if (c.Current == 0)
        {
            return;
        }

        sink.Field("mode", (long)c.Mode);
        sink.Field("need_reschedule", c.NeedReschedule ? 1 : 0);
        sink.Field("tickless", c.Tickless ? 1 : 0);
        sink.Field("slice_start", c.Tickless ? c.SliceStart : 0);
        sink.Field("slice_ticks", c.Tickless ? c.SliceTicks : 0);
        sink.Field("charged_until", c.ChargedUntil);
        sink.Field("burst_end", c.BurstEnd);
        sink.Field("slice_end", c.SliceEnd);
    }

    /// <summary>
    /// The machine as a whole: its numbers, what is due in this instant, the ready queues' heads, the disks. Not written: EventCount,
    /// TasksEver, Reaped, ReapedCpuTime, BudgetTicks, TimerSequence (they count, and nothing but a limit looks at them); WentIdle (an event to come);
    /// TaskCount, Zombies, Orphans, Subreapers, ReadyCount, RunningCount, TicklessCount, UntilTimed, UntilTail, TimerCount and the
    /// chains of free slots (they follow from the rows).
    /// </summary>
    public static void Scalars<TSink>(Machine m, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly MachineScalars s = ref m.S;
        sink.Field("now", s.Now);
        sink.Field("phase", (long)s.Phase);
        sink.Field("busy", s.Busy ? 1 : 0);
        sink.Field("boost_due", s.BoostDue ? 1 : 0);
        sink.Field("boost_count", s.BoostCount);
        sink.Field("slices_done", s.SlicesDoneAt == s.Now ? 1 : 0);
        sink.Field("random", (long)s.Random);
        sink.Field("last_pid", s.LastPid);
        sink.Field("next_job", s.NextJob);
        sink.Field("cut_chain", s.CutChain);
        sink.Field("until_head", PidOf(m, s.UntilHead));
        sink.Field("init_dead", s.InitDead ? 1 : 0);
        sink.Field("halted", s.Halt is null ? 0 : 1);
        if (s.Halt is not null)
        {
            sink.Text("halt", s.Halt.ToString());
        }

        Members(m, m.DueBursts, "due_burst", ref sink);
        Members(m, m.DueSlices, "due_slice", ref sink);
        Members(m, m.ToRun, "to_run", ref sink);
        foreach (ref readonly ReadyQueue queue in m.Queues.AsSpan())
        {
            sink.Field("queue", PidOf(m, queue.Head));
        }

        for (int device = 0; device < m.DeviceFreeAt.Length; device++)
        {
            if (m.DeviceFreeAt[device] > s.Now)
            {
                sink.Field("device", device);
                sink.Field("free_at", m.DeviceFreeAt[device]);
            }
        }
    }

    private static void Members<TSink>(Machine m, CpuSet set, string name, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        for (int cpu = set.Next(0); cpu >= 0; cpu = set.Next(cpu + 1))
        {
            sink.Field(name, cpu);
        }

        sink.Field(name, -1);
    }
}
