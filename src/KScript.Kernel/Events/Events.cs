// Where the verbs say what happened. Every event is counted; it is put together only if a sink wants it, so that without one an
// event costs next to nothing.
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

internal sealed partial class Machine
{
    private TraceSink[] sinks = [];
    internal TraceLevels Levels;
    /// <summary>
    /// The event that is being put together; sinks get it where it lies. As a local it would have to be cleared at every call of a method of
    /// Events, wanted or not.
    /// </summary>
    internal TraceEvent EventInMaking;

    /// <summary>Attaches a sink; it gets every event from now on that belongs to its levels.</summary>
    public void Attach(TraceSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        sinks = [.. sinks, sink];
        Levels |= sink.Levels;
    }

    /// <summary>Takes all sinks off.</summary>
    public void DetachAll()
    {
        sinks = [];
        Levels = TraceLevels.None;
    }

    /// <summary>The first attached sink of a kind, or null.</summary>
    public T? FindSink<T>()
        where T : TraceSink
    {
        foreach (TraceSink sink in sinks)
        {
            if (sink is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Hands an event to the sinks that want it.</summary>
    internal void Publish(in TraceEvent e)
    {
        TraceLevels levels = TraceLevelTable.Of(e.Kind, e.Number);
        foreach (TraceSink sink in sinks)
        {
            if ((sink.Levels & levels) != 0)
            {
                sink.Write(this, in e);
            }
        }
    }

    /// <summary>Tells the sinks of a death by a signal.</summary>
    internal void TellOfDeath(int task, UserContext? program, int status)
    {
        foreach (TraceSink sink in sinks)
        {
            sink.Killed(this, Tasks[task].Pid, program, status);
        }
    }

    /// <summary>A process wrote text, or a view (`ps`) printed in its name.</summary>
    public void Output(int pid, int fd, string text)
    {
        foreach (TraceSink sink in sinks)
        {
            sink.Output(this, pid, fd, text);
        }

        Meter.Allocate(text.Length);
        LookSoon();
    }

    /// <summary>What the sinks have written so far.</summary>
    private long BytesWritten()
    {
        long bytes = 0;
        foreach (TraceSink sink in sinks)
        {
            bytes += sink.BytesWritten;
        }

        return bytes;
    }
}

/// <summary>One method for each kind of event, named after it.</summary>
internal static class Events
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Count(Machine m)
    {
        m.S.EventCount++;
        return m.Levels != TraceLevels.None;
    }

    private static ref TraceEvent Make(Machine m, TraceEventKind kind, int cpu, int task)
    {
        ref TraceEvent e = ref m.EventInMaking;
        e = default;
        e.Time = m.S.Now;
        e.Cpu = cpu;
        e.Kind = kind;
        if (task != 0)
        {
            ref readonly TaskRow row = ref m.Tasks[task];
            e.Pid = row.Pid;
            e.Tgid = m.Tasks[row.LeaderOr(task)].Pid;
            e.Name = row.Name;
        }

        return ref e;
    }

    private static void SetOther(Machine m, ref TraceEvent e, int other)
    {
        if (other != 0)
        {
            e.OtherPid = m.Tasks[other].Pid;
            e.OtherTgid = Threads.PidOf(m, other);
            e.OtherName = m.Tasks[other].Name;
        }
    }

    private static void PublishPair(Machine m, TraceEventKind kind, int cpu, int task, int other, string? rule = null)
    {
        ref TraceEvent e = ref Make(m, kind, cpu, task);
        SetOther(m, ref e, other);
        e.Rule = rule;
        m.Publish(in e);
    }

    public static void Boot(Machine m, int task)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.Boot, -1, task, m.Tasks[task].Parent);
        }
    }

    public static void JobArrive(Machine m, int task, long deadline)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.JobArrive, -1, task);
            SetOther(m, ref e, Machine.InitSlot);
            e.A0 = deadline;
            m.Publish(in e);
        }
    }

    public static void Switch(Machine m, int cpu, int task)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SchedSwitch, cpu, task);
            if (m.WentIdle.Contains(cpu))
            {
                e.OtherPid = m.Cpus[cpu].LastPid;
                e.OtherTgid = m.Cpus[cpu].LastTgid;
                e.OtherName = m.Cpus[cpu].LastName;
            }

            e.A0 = m.Policy.LevelOf(m, task);
            e.Rule = m.Policy.PickRule(m, task);
            m.Publish(in e);
        }
    }

    /// <summary>What a call found out, for its SysExit: the child of fork or wait, and its status.</summary>
    public static void NoteOther(Machine m, int child, int status)
    {
        if (m.Levels != TraceLevels.None)
        {
            m.LastOtherPid = m.Tasks[child].Pid;
            m.LastOtherTgid = Threads.PidOf(m, child);
            m.LastOtherName = m.Tasks[child].Name;
            m.LastWaitStatus = status;
        }
    }

    public static void Idle(Machine m, int cpu)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SchedSwitch, cpu, 0);
            e.OtherPid = m.Cpus[cpu].LastPid;
            e.OtherTgid = m.Cpus[cpu].LastTgid;
            e.OtherName = m.Cpus[cpu].LastName;
            e.A0 = -1;
            m.Publish(in e);
        }
    }

    public static void Migrate(Machine m, int task, int from, int to, string rule)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SchedMigrateTask, to, task);
            e.A0 = from;
            e.A1 = to;
            e.Rule = rule;
            m.Publish(in e);
        }
    }

    public static void Preempt(Machine m, int cpu, int task, int by)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.SchedPreempt, cpu, task, by, m.Policy.PreemptRule(m, by, task));
        }
    }

    public static void Slice(Machine m, int cpu, int task, int before, int after, string rule, bool leaves)
    {
        // A slice that is renewed without any change is not an event.
        if ((leaves || before != after) && Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SchedSlice, cpu, task);
            e.A0 = before;
            e.A1 = after;
            e.Result = leaves ? 1 : 0;
            e.Rule = rule;
            m.Publish(in e);
        }
    }

    public static void Boost(Machine m)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.SchedBoost, -1, 0, 0);
        }
    }

    public static void Wakeup(Machine m, int task)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SchedWakeup, m.CurrentCpu, task);
            e.State = 'R';
            e.A0 = m.Policy.LevelOf(m, task);
            m.Publish(in e);
        }
    }

    public static void Compute(Machine m, int cpu, int task, long ticks)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.Compute, cpu, task);
            e.A0 = ticks;
            m.Publish(in e);
        }
    }

    private static TraceEvent MakeCall(Machine m, TraceEventKind kind, int cpu, int task, in Trap trap)
    {
        ref TraceEvent e = ref Make(m, kind, cpu, task);
        e.Number = trap.Number;
        e.ArgumentCount = trap.ArgumentCount;
        e.A0 = trap.A0;
        e.A1 = trap.A1;
        e.A2 = trap.A2;
        e.A3 = trap.A3;
        e.Payload = trap.Payload;
        return e;
    }

    public static void SysBlock(Machine m, int cpu, int task, in Trap trap, bool resumed)
    {
        if (Count(m))
        {
            TraceEvent e = MakeCall(m, TraceEventKind.SysBlock, cpu, task, in trap);
            e.State = Describing.Letter(m.Tasks[task].State);
            e.Resumed = resumed;
            TakeOther(m, ref e);
            m.Publish(in e);
        }

        TellOfNamespace(m);
    }

    public static void SysExit(Machine m, int cpu, int task, in Trap trap, long result, Errno error, bool resumed)
    {
        if (Count(m))
        {
            TraceEvent e = MakeCall(m, TraceEventKind.SysExit, cpu, task, in trap);
            e.Result = result;
            e.Answer = trap.Answer;
            e.Error = error;
            e.Resumed = resumed;
            if (resumed)
            {
                e.State = 'R';
            }

            TakeOther(m, ref e);
            m.Publish(in e);
        }

        TellOfNamespace(m);
    }

    /// <summary>What the call noted (NoteOther) goes into its event.</summary>
    private static void TakeOther(Machine m, ref TraceEvent e)
    {
        e.Status = m.LastWaitStatus;
        e.OtherPid = m.LastOtherPid;
        e.OtherTgid = m.LastOtherTgid;
        e.OtherName = m.LastOtherName;
        m.LastWaitStatus = 0;
        m.LastOtherPid = m.LastOtherTgid = 0;
        m.LastOtherName = default;
    }

    public static void ThreadExit(Machine m, int cpu, int task, int status)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ThreadExit, cpu, task);
            e.Status = status;
            e.State = Threads.IsLeader(m, task) ? 'Z' : 'X';
            m.Publish(in e);
        }
    }

    public static void ThreadLeads(Machine m, int cpu, int leader, int was)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.ThreadLeads, cpu, leader, was);
        }
    }

    public static void Exit(Machine m, int cpu, int task, int status, bool zombie)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessExit, cpu, task);
            SetOther(m, ref e, m.Tasks[task].Parent);
            e.Status = status;
            e.State = zombie ? 'Z' : 'X';
            m.Publish(in e);
        }
    }

    public static void Reap(Machine m, int task, int by, int status)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessReap, m.CurrentCpu, task);
            SetOther(m, ref e, by);
            e.Status = status;
            e.State = 'X';
            m.Publish(in e);
        }
    }

    public static void Adopt(Machine m, int task, int by)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessAdopt, m.CurrentCpu, task);
            SetOther(m, ref e, by);
            e.State = Describing.Letter(m.Tasks[task].State);
            m.Publish(in e);
        }
    }

    public static void Exec(Machine m, int cpu, int task, string program)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessExec, cpu, task);
            e.Payload = program;
            m.Publish(in e);
        }
    }

    public static void Stop(Machine m, int cpu, int task, int signal)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessStop, cpu, task);
            e.Signal = signal;
            e.State = 'T';
            m.Publish(in e);
        }
    }

    public static void Continue(Machine m, int task)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.ProcessContinue, m.CurrentCpu, task);
            e.State = 'R';
            m.Publish(in e);
        }
    }

    public static void TraceBegin(Machine m, int task, int tracer)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.TraceBegin, m.CurrentCpu, task, tracer);
        }
    }

    public static void TraceEnd(Machine m, int task, int tracer)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.TraceEnd, m.CurrentCpu, task, tracer);
        }
    }

    public static void TraceStop(Machine m, int cpu, int task, int code, TraceStop stop)
    {
        if (Count(m))
        {
            TraceEvent e = Make(m, TraceEventKind.TraceStop, cpu, task);
            SetOther(m, ref e, m.Tracing[task].Tracer);
            e.Status = WaitStatus.StoppedBy(code);
            e.A0 = (long)stop;
            e.State = 't';
            m.Publish(in e);
        }
    }

    public static void TraceGoesOn(Machine m, int task, int signal)
    {
        if (Count(m))
        {
            TraceEvent e = Make(m, TraceEventKind.TraceResume, m.CurrentCpu, task);
            SetOther(m, ref e, m.Tracing[task].Tracer);
            e.Signal = signal;
            e.State = 'R';
            m.Publish(in e);
        }
    }

    public static void SignalGenerate(Machine m, int task, int signal, int sender, SignalOutcome outcome)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SignalGenerate, m.CurrentCpu, task);
            SetOther(m, ref e, sender);
            e.Signal = signal;
            e.Outcome = outcome;
            m.Publish(in e);
        }
    }

    public static void SignalDeliver(Machine m, int cpu, int task, int signal, SignalOutcome outcome)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.SignalDeliver, cpu, task);
            e.Signal = signal;
            e.Outcome = outcome;
            m.Publish(in e);
        }
    }

    public static void SignalReturn(Machine m, int cpu, int task)
    {
        if (Count(m))
        {
            PublishPair(m, TraceEventKind.SignalReturn, cpu, task, 0);
        }
    }

    public static void Fault(Machine m, int cpu, int task, int signal, object? why)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.Fault, cpu, task);
            e.Signal = signal;
            e.Payload = why;
            m.Publish(in e);
        }
    }

    public static void UntilBlock(Machine m, int cpu, int task)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.UntilBlock, cpu, task);
            e.State = 'S';
            m.Publish(in e);
        }
    }

    public static void UntilDone(Machine m, int task)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.UntilDone, -1, task);
            m.Publish(in e);
        }
    }

    public static void Halt(Machine m, int cpu, int task, object? why)
    {
        if (Count(m))
        {
            ref TraceEvent e = ref Make(m, TraceEventKind.Halt, cpu, task);
            e.Payload = why?.ToString();
            m.Publish(in e);
        }
    }

    /// <summary>A new process is in another pid namespace than its maker: told behind the call that made it.</summary>
    public static void NoteNamespace(Machine m, int maker, int task)
    {
        if (m.S.NamespaceCount != 0 && Namespaces.Of(m, task) != Namespaces.Of(m, maker))
        {
            m.LastEntered = task;
        }
    }

    private static void TellOfNamespace(Machine m)
    {
        if (m.LastEntered != 0)
        {
            NamespaceEnter(m, m.LastEntered);
            m.LastEntered = 0;
        }
    }

    private static void NamespaceEnter(Machine m, int task)
    {
        if (Count(m))
        {
            int space = Namespaces.Of(m, task);
            TraceEvent e = Make(m, TraceEventKind.NamespaceEnter, m.CurrentCpu, task);
            e.A0 = Namespaces.NumberIn(m, space, m.Tasks[task].Pid);
            e.Payload = m.Names[m.Namespaces[space].Name];
            m.Publish(in e);
        }
    }

    public static void NamespaceEnd(Machine m, int cpu, int task, int space, int killed)
    {
        if (Count(m))
        {
            TraceEvent e = Make(m, TraceEventKind.NamespaceEnd, cpu, task);
            e.A0 = killed;
            e.Payload = m.Names[m.Namespaces[space].Name];
            e.State = killed > 0 ? 'S' : '\0';
            m.Publish(in e);
        }
    }

    public static void Freeze(Machine m, int cpu, int task, int cgroup)
    {
        if (Count(m))
        {
            TraceEvent e = Make(m, TraceEventKind.CgroupFreeze, cpu, task);
            e.Payload = Cgroups.PathOf(m, cgroup);
            e.State = 'S';
            m.Publish(in e);
        }
    }
}
