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
    /// A row of the process table. Not written: PrevSibling and GroupPrev (the lists backwards); TaskFlags.HasExtra (an empty extra row is
    /// none). Where it is, is written as its state says.
    /// </summary>
    public static void Task<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TaskRow t = ref m.Tasks[slot];
        sink.Pair("pid", t.Pid, "name", t.Name.Value);
        sink.Field("thread_of", PidOf(m, t.LeaderOr(slot)));
        sink.Pair("state", (long)t.State, "parent", PidOf(m, t.Parent));
        sink.Pair("first_child", PidOf(m, t.FirstChild), "next_sibling", PidOf(m, t.NextSibling));
        sink.Pair("group", m.Groups[t.Group].Pgid, "group_next", PidOf(m, t.GroupNext));
        switch (t.State)
        {
            case TaskState.Ready:
                sink.Pair("next", PidOf(m, t.Next), "slice", m.Policy.SliceOf(m, slot));
                break;
            case TaskState.Running:
                sink.Pair("cpu", t.Cpu, "slice", m.Policy.SliceOf(m, slot));
                break;
            case TaskState.Stopped:
                sink.Field("stop_signal", t.StopSignal);
                break;
            default:
                WaitsOn on = t.WaitsOn;
                sink.Pair("waits_on", (long)on.Kind, "id", on.Id);
                sink.Field("events", on.Events);
                break;
        }

        sink.Pair("status", t.Status, "cpu_time", t.CpuTime);
        sink.Pair("call", (long)t.Call, "flags", (long)(t.Flags & ~TaskFlags.HasExtra));
    }

    /// <summary>A task that somebody waits behind. Not written: Previous (the list backwards), Timer (a place in the heap).</summary>
    public static void Waiter<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink =>
        sink.Field("waits_before", PidOf(m, m.Waiters[slot].Next));

    /// <summary>The interval timers of a task. Not written: CpuTimer (a place in the heap).</summary>
    public static void Interval<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly IntervalRow row = ref m.Intervals[slot];
        sink.Pair("real_interval", row.RealInterval, "real_went_off", row.RealWentOff);
        sink.Pair("virtual_due", row.VirtualDue, "virtual_interval", row.VirtualInterval);
        sink.Pair("prof_due", row.ProfDue, "prof_interval", row.ProfInterval);
        sink.Field("limit_due", row.LimitDue);
    }

    /// <summary>The rarer half of a task. Not written: AlarmTimer (a place in the heap), Deadline where there is none.</summary>
    public static void Extra<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TaskExtra e = ref m.Extras[slot];
        sink.Pair("mask", (long)e.Mask, "pending", (long)e.Pending);
        sink.Pair("saved_mask", (long)e.SavedMask, "restore_mask", e.RestoreMask ? 1 : 0);
        sink.Field("wait_set", (long)e.WaitSet);
        sink.Pair("has_deadline", e.HasDeadline ? 1 : 0, "deadline", e.HasDeadline ? e.Deadline : 0);
        sink.Pair("fatal_signal", e.FatalSignal, "own_pending", (long)e.OwnPending);
        sink.Pair("tells_continue", e.TellsContinue ? 1 : 0, "unnoticed", e.Unnoticed ? 1 : 0);
        sink.Pair("aborting", e.Aborting ? 1 : 0, "no_dump", e.NoDump ? 1 : 0);
        sink.Pair("wait_group", e.WaitGroup, "children_cpu_time", e.ChildrenCpuTime);
        sink.Field("cut_short_at", e.CutShortAt);
        sink.Pair("memory_of", m.Memories.Get(e.Memory).MadeFor, "vfork_child", e.VforkChild);
        sink.Pair("first_held", e.FirstHeld, "wait_mutex", e.WaitMutex);
        sink.Pair("wait_outcome", (long)e.WaitOutcome, "has_borrowed", e.HasBorrowed ? 1 : 0);
        sink.Pair("own_policy", (long)e.OwnPolicy, "own_rt_priority", e.OwnRtPriority);
        sink.Field("own_priority", e.OwnPriority);
        sink.Pair("exit_signal_plus_one", e.ExitSignalPlusOne, "vfork_parent", e.VforkParent);
        sink.Pair("child_namespace", e.ChildNamespace, "cgroup", e.Cgroup);
        sink.Pair("end_status", e.EndStatus, "vfork_number", e.VforkNumber);
        sink.Pair("alarm_due", e.AlarmDue, "parent_death_signal", e.ParentDeathSignal);
        sink.Pair("uid", e.Uid, "priority", e.Priority);
        sink.Field("nice", e.Nice);
        sink.Pair("working_set", e.WorkingSet, "umask_plus_one", e.UmaskPlusOne);
        sink.Field("sched_policy", (long)e.SchedPolicy);
        sink.Pair("rt_priority", e.RtPriority, "reset_on_fork", e.ResetOnFork ? 1 : 0);
        sink.Pair("dl_runtime", e.DlRuntime, "dl_deadline", e.DlDeadline);
        sink.Pair("dl_period", e.DlPeriod, "dl_budget", e.DlBudget);
        sink.Pair("dl_due", e.DlDue, "queue_class", e.QueueClass);
        if (e.Directory is not null)
        {
            sink.Text("directory", e.Directory);
        }

        // Lists begin with a count that is not 0, or are not there.
        Actions(e.Actions, ref sink);
        Limits(e.Limits, ref sink);
        if (e.Affinity is not null)
        {
            sink.Field("words", e.Affinity.Length);
        }

        for (int word = 0; e.Affinity is not null && word < e.Affinity.Length; word++)
        {
            sink.Field("affinity", (long)e.Affinity[word]);
        }

        if (e.QueueHead != 0)
        {
            sink.Field("queue", Kernel.Signals.QueuedCount(m, slot));
        }

        for (int first = e.QueueHead; first != 0; first = m.SigQueue[first].Next)
        {
            for (int row = first; row != 0; row = m.SigQueue[row].NextSame)
            {
                sink.Pair("own", m.SigQueue[row].Own ? 1 : 0, "of_uid", m.SigQueue[row].UidPlusOne - 1);
                Info(m.SigQueue[row].Info, ref sink);
            }
        }
    }

    /// <summary>The dispositions that are not the default.</summary>
    private static void Actions<TSink>(SigAction[]? actions, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        if (actions is not null && actions.AsSpan().ContainsAnyExcept(default(SigAction)))
        {
            sink.Field("actions", actions.Length - actions.AsSpan().Count(default(SigAction)));
        }

        for (int signal = 1; actions is not null && signal < actions.Length; signal++)
        {
            ref readonly SigAction action = ref actions[signal];
            if (action != default)
            {
                sink.Pair("signal", signal, "handler", action.Handler);
                sink.Pair("handler_mask", (long)action.Mask, "handler_flags", (long)action.Flags);
            }
        }
    }

    /// <summary>The limits that are set.</summary>
    private static void Limits<TSink>(long[]? limits, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        int set = 0;
        for (int resource = 0; limits is not null && resource < limits.Length; resource++)
        {
            set += limits[resource] != ResourceLimit.DefaultOf(resource) ? 1 : 0;
        }

        if (set > 0)
        {
            sink.Field("limits", set);
        }

        for (int resource = 0; limits is not null && resource < limits.Length; resource++)
        {
            if (limits[resource] != ResourceLimit.DefaultOf(resource))
            {
                sink.Pair("resource", resource, "limit", limits[resource]);
            }
        }
    }

    private static void Info<TSink>(in SigInfo info, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Pair("queued", info.Signo, "code", info.Code);
        sink.Pair("from", info.Pid, "from_uid", info.Uid);
        sink.Pair("child_status", info.Status, "value", info.Value);
    }

    /// <summary>What the policy remembers of a task, boosts that it has not seen included: they act when it is next looked at.</summary>
    public static void Sched<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        SchedRow row = m.Policy.RowOf(m, slot);
        sink.Pair("level", row.Level, "allot_left", row.AllotLeft);
        sink.Field("slice_left", row.SliceLeft);
    }

    /// <summary>The memory of the policies that keep their queues in order.</summary>
    public static void Entity<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly SchedEntity e = ref m.Entities[slot];
        sink.Pair("seen", e.Seen, "virtual", e.Virtual);
        sink.Pair("deadline", e.Deadline, "lag", e.Lag);
        sink.Pair("burst", e.Burst, "since", e.Since);
        sink.Pair("tickets", e.Tickets, "load_of", e.LoadOf);
    }

    /// <summary>A waiting task's place in the order; its queue and the tree over it follow from the lists and the keys.</summary>
    public static void Node<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly QueueNode node = ref m.Nodes[slot];
        sink.Pair("key", node.Key, "value", node.Value);
    }

    /// <summary>A policy's memory of a run queue. Not written: who woke in an instant that is over.</summary>
    private static void Fair<TSink>(Machine m, in FairRow row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Pair("sum_high", (long)(row.Sum >> 64), "sum_low", (long)(ulong)row.Sum);
        sink.Pair("load", row.Load, "clock", row.Clock);
        sink.Field("woken", row.WokenAt == m.S.Now ? PidOf(m, row.Woken) : 0);
    }

    /// <summary>Where a task belongs: its home matters with queues=percpu, where it last ran if moving costs. Not written: Warm (the rows have the pid).</summary>
    public static void TaskCpu<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        TaskCpu row = m.TaskCpus.Get(slot);
        sink.Pair("home", m.PerCpu ? row.Home : 0, "last_cpu", m.CpuOptions.MigrateTicks > 0 ? row.Last : 0);
    }

    /// <summary>How far a task's working set is in a cache. The order in the cache is in the walk over the CPU, the rest are links.</summary>
    public static void Warm<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly WarmRow w = ref m.Warmth[row];
        sink.Pair("warm_of", w.Pid, "on_cpu", w.Cpu);
        sink.Pair("ticks_left", w.TicksLeft, "size", w.Size);
    }

    /// <summary>
    /// A process of several threads. Not written: Last, Live, Stopped, StopsDue, the tail of the waiters (they follow from the threads).
    /// </summary>
    public static void ThreadGroup<TSink>(Machine m, int leader, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly ThreadGroupRow g = ref m.ThreadGroups[leader];
        sink.Pair("first_thread", PidOf(m, g.First), "taker", PidOf(m, g.Taker));
        sink.Pair("stop_signal", g.StopSignal, "ended_cpu_time", g.EndedCpuTime);
        sink.Pair("exiting", g.Exiting ? 1 : 0, "exit_status", g.ExitStatus);
        sink.Pair("executing", PidOf(m, g.Executing), "waits_first", PidOf(m, g.ChildWaiters.Head));
        sink.Field("newest_end", g.NewestEnd);
    }

    /// <summary>What is left of a thread for join. Not written: Newer (the list backwards).</summary>
    public static void ThreadEnd<TSink>(Machine m, int tid, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly ThreadEndRow e = ref m.ThreadEnds[tid];
        sink.Pair("tid", tid, "thread_of", e.Process);
        sink.Pair("joiner", e.Joiner, "older", e.Older);
        sink.Pair("has_ended", e.HasEnded ? 1 : 0, "is_joined", e.IsJoined ? 1 : 0);
        sink.Field("number", e.Number);
        sink.Field("value", e.Value);
    }

    /// <summary>A tracer or tracee. Not written: Previous, Last (the list backwards).</summary>
    public static void Tracing<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TracingRow t = ref m.Tracing[slot];
        sink.Pair("tracer", PidOf(m, t.Tracer), "next_tracee", PidOf(m, t.Next));
        sink.Pair("first_tracee", PidOf(m, t.First), "options", (long)t.Options);
        sink.Pair("seized", t.Seized ? 1 : 0, "stops_at_calls", t.StopsAtCalls ? 1 : 0);
        sink.Pair("entered", t.Entered ? 1 : 0, "told_of_interruption", t.ToldOfInterruption ? 1 : 0);
        sink.Pair("stop", (long)t.Stop, "code", t.Code);
        sink.Field("unreported", t.Unreported ? 1 : 0);
        sink.Pair("listening", t.Listening ? 1 : 0, "trap_due", t.TrapDue ? 1 : 0);
        sink.Pair("notify_due", t.NotifyDue ? 1 : 0, "may_stop", t.MayStop ? 1 : 0);
        sink.Pair("stop_signal", t.StopSignal, "due", (long)t.Due);
        sink.Pair("injected", t.Injected, "ending", t.Ending ? 1 : 0);
        sink.Pair("traced_call", (long)t.Call, "has_info", t.HasInfo ? 1 : 0);
        sink.Pair("event_code", t.EventCode, "event_message", t.EventMessage);
        sink.Pair("message", t.Message, "end_status", t.EndStatus);
        sink.Pair("call_result", t.CallResult, "info_signo", t.Info.Signo);
        sink.Pair("info_code", t.Info.Code, "info_pid", t.Info.Pid);
        sink.Pair("info_status", t.Info.Status, "info_value", t.Info.Value);
        sink.Field("info_uid", t.Info.Uid);
    }

    /// <summary>A pid namespace. Not written: Numbers, Users (who has a number there, and who keeps it, say so), the chain of free ones.</summary>
    public static void Namespace<TSink>(Machine m, int number, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly NamespaceRow row = ref m.Namespaces[number];
        sink.Pair("namespace", number, "in", row.Parent);
        sink.Pair("name", row.Name.Value, "closed", row.IsClosed ? 1 : 0);
        sink.Pair("init", row.InitPid, "last_pid", row.LastPid);
    }

    /// <summary>The numbers in namespaces of one of the machine's, from the innermost outwards.</summary>
    public static void Numbers<TSink>(Machine m, int pid, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Field("number_of", pid);
        for (int row = m.PidNumbers[pid]; row != 0; row = m.Numbers[row].Outer)
        {
            sink.Pair("in", m.Numbers[row].Namespace, "number", m.Numbers[row].Number);
        }
    }

    /// <summary>A cgroup. Not written: Tasks, Own, Children (the tasks and the cgroups inside say so), the chain of free ones.</summary>
    public static void Cgroup<TSink>(Machine m, int number, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly CgroupRow row = ref m.Cgroups[number];
        sink.Pair("cgroup", number, "in", row.Parent);
        sink.Pair("name", row.Name.Value, "pids_max_plus_one", row.PidsMaxPlusOne);
        sink.Pair("frozen", row.IsFrozen ? 1 : 0, "temporary", row.IsTemporary ? 1 : 0);
    }

    /// <summary>A process's memory. Not written: Users (they say whose memory they have), the chain of free ones.</summary>
    public static void Memory<TSink>(Machine m, int number, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly MemoryRow row = ref m.Memories[number];
        sink.Memory(row.Memory!, row.MadeFor);
    }

    /// <summary>An object on which tasks wait. Not written: PreviousHeld, the tail of the waiters (lists backwards).</summary>
    public static void Lock<TSink>(Machine m, int number, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly LockRow row = ref m.Locks[number];
        sink.Pair("lock", number, "kind", (long)row.Kind);
        sink.Pair("flags", (long)row.Flags, "holder", row.Holder);
        sink.Pair("count", row.Count, "limit", row.Limit);
        sink.Pair("next_held", row.NextHeld, "waits_first", PidOf(m, row.Waiters.Head));
    }

    /// <summary>A process group. The members' order is in their rows.</summary>
    public static void Group<TSink>(Machine m, int group, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly GroupRow g = ref m.Groups[group];
        sink.Pair("pgid", g.Pgid, "sid", g.Sid);
        sink.Field("first", PidOf(m, g.First));
    }

    /// <summary>A task's program, and what is left of its burst.</summary>
    public static void Context<TSink>(Machine m, int slot, ref TSink sink)
        where TSink : struct, IFieldSink => sink.Program(m.Contexts[slot]!, PidOf(m, slot));

    /// <summary>The status with which a pid was last reaped.</summary>
    public static void Reaped<TSink>(Machine m, int pid, ref TSink sink)
        where TSink : struct, IFieldSink => sink.Pair("pid", pid, "status", m.ReapedStatus[pid] - 1);

    /// <summary>
    /// A timer. When it was set matters only against others that are due at the same time, so that its rank among them stands for
    /// the number of its setting.
    /// </summary>
    public static void Timer<TSink>(Machine m, in TimerRow timer, int rank, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        sink.Pair("timer_of", OwnerOf(m, in timer), "kind", (long)timer.Kind);
        sink.Pair("due", timer.Due, "rank", rank);
    }

    /// <summary>The pid of whose timer it is; of a timerfd, its inode.</summary>
    public static int OwnerOf(Machine m, in TimerRow timer) => timer.Kind == TimerKind.File ? timer.Task : PidOf(m, timer.Task);

    /// <summary>
    /// A CPU. Not written: LastName (an event that is still to come), when slices began and how long they are where they are
    /// timed, all of this where it is idle; the last task where neither the cost of a switch nor this instant makes it matter; a
    /// budget of another tick, for the next one is full.
    /// </summary>
    public static void Cpu<TSink>(Machine m, int cpu, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly CpuRow c = ref m.Cpus[cpu];
        bool leftNow = c.LeftAt == m.S.Now;
        sink.Pair("current", PidOf(m, c.Current), "last", leftNow || m.Settings.SwitchTicks > 0 ? c.LastPid : 0);
        sink.Pair("left_now", leftNow ? 1 : 0, "last_slice_end", leftNow ? c.LastSliceEnd : 0);
        sink.Pair("put_back", PidOf(m, c.PutBack), "budget", c.BudgetAt(m.S.Now, m.Settings.Ips));
        int left = m.S.WarmTop;
        for (int row = c.CacheNewest; row != 0 && left > 0; row = m.Warmth[row].Older, left--)
        {
            sink.Pair("cached", m.Warmth[row].Pid, "size", m.Warmth[row].Size);
        }

        if (c.Current == 0)
        {
            return;
        }

        sink.Pair("mode", (long)c.Mode, "need_reschedule", c.NeedReschedule ? 1 : 0);
        sink.Pair("tickless", c.Tickless ? 1 : 0, "slice_start", c.Tickless ? c.SliceStart : 0);
        sink.Pair("slice_ticks", c.Tickless ? c.SliceTicks : 0, "charged_until", c.ChargedUntil);
        sink.Pair("burst_end", c.BurstEnd, "slice_end", c.SliceEnd);
        if (c.BurstWork > 0)
        {
            sink.Pair("work", c.BurstWork, "cold_ticks", c.ColdTicks);
        }
    }

    /// <summary>
    /// The machine as a whole: its numbers, what is due in this instant, the ready queues' heads, the disks. Not written: EventCount,
    /// TasksEver, Reaped, ReapedCpuTime, TimerSequence (they count, and nothing but a limit looks at them); the set WentIdle (events to come);
    /// TaskCount, Zombies, Orphans, Subreapers, ReadyCount, RunningCount, CpuTimers, TicklessCount, UntilTimed, Conditions.Tail, TimerCount, DeadlineBandwidth, TerminalTop and the
    /// chains of free slots, and how many files, inodes and their rows there are (they follow from the rows).
    /// </summary>
    public static void Scalars<TSink>(Machine m, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly MachineScalars s = ref m.S;
        sink.Pair("now", s.Now, "phase", (long)s.Phase);
        sink.Pair("busy", s.Busy ? 1 : 0, "boost_due", s.BoostDue ? 1 : 0);
        sink.Field("policy_due", s.PolicyDue ? 1 : 0);
        sink.Pair("balance_due", s.BalanceDue ? 1 : 0, "peek_due", s.PeekDue ? 1 : 0);
        sink.Pair("boost_count", s.BoostCount, "slices_done", s.SlicesDoneAt == s.Now ? 1 : 0);
        sink.Pair("random", (long)s.Random, "last_pid", s.LastPid);
        sink.Pair("cut_chain", s.CutChain, "foreground", s.Foreground > 0 ? PidOf(m, s.Foreground) : s.Foreground);
        sink.Pair("cut_until", PidOf(m, s.CutUntil), "cut_until_woke", s.CutUntilWoke ? 1 : 0);
        sink.Pair("next_job", s.NextJob, "until_head", PidOf(m, s.Conditions.Head));
        sink.Field("root_inode", s.RootInode);
        sink.Pair("init_dead", s.InitDead ? 1 : 0, "halted", s.Halt is null ? 0 : 1);
        if (s.Halt is not null)
        {
            sink.Text("halt", s.Halt.ToString());
        }

        Members(m, m.DueBursts, "due_burst", ref sink);
        Members(m, m.DueSlices, "due_slice", ref sink);
        Members(m, m.ToRun, "to_run", ref sink);
        Members(m, m.ToRetime, "to_retime", ref sink);
        if (m.IsPreemptive && m.Waiting is { } waiting)
        {
            Members(m, waiting.Recheck, "recheck", ref sink);
        }

        foreach (ref readonly ReadyQueue queue in m.Queues.AsSpan())
        {
            sink.Field("queue", PidOf(m, queue.Head));
        }

        foreach (ref readonly FairRow row in m.Fair.AsSpan())
        {
            Fair(m, in row, ref sink);
        }

        foreach (ref readonly ClassRow row in m.Classes.AsSpan())
        {
            sink.Pair("class_used", row.Used, "since", row.Since);
        }

        for (int device = 0; device < m.DeviceFreeAt.Length; device++)
        {
            if (m.DeviceFreeAt[device] > s.Now)
            {
                sink.Pair("device", device, "free_at", m.DeviceFreeAt[device]);
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
