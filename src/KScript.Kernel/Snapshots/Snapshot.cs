// Copying machines: Snapshot makes one that shares every page, context and memory until either side writes; Restore turns a
// machine into a copy of another without making new tables. Names, programs, settings and the policy never change: shared for good.

namespace KScript.Kernel;

public sealed partial class Machine
{
    private Machine(Machine from)
    {
        Settings = from.Settings;
        Names = from.Names;
        Policy = from.Policy;
        burstsFirst = from.burstsFirst;
        IsPreemptive = from.IsPreemptive;
        retimesSlices = from.retimesSlices;
        hasPolicyTimers = from.hasPolicyTimers;
        MetersRuns = from.MetersRuns;
        hasLevels = from.hasLevels;
        boostTicks = from.boostTicks;
        boot = from.boot;
        Tasks = from.Tasks.Share();
        Extras = from.Extras.Share();
        Sched = from.Sched.Share();
        Entities = from.Entities.Share();
        Nodes = from.Nodes.Share();
        Waiters = from.Waiters.Share();
        Contexts = from.Contexts.Share();
        Groups = from.Groups.Share();
        SigQueue = from.SigQueue.Share();
        Timers = from.Timers.Share();
        PidTasks = from.PidTasks.Share();
        PidGroups = from.PidGroups.Share();
        PidSessions = from.PidSessions.Share();
        PidBits = from.PidBits.Share();
        ReapedStatus = from.ReapedStatus.Share();
        Cpus = from.Cpus.AsSpan().ToArray();
        Queues = from.Queues.AsSpan().ToArray();
        Fair = from.Fair.AsSpan().ToArray();
        Classes = from.Classes.AsSpan().ToArray();
        IdleCpus = from.IdleCpus.Copy();
        DueBursts = from.DueBursts.Copy();
        DueSlices = from.DueSlices.Copy();
        ToRun = from.ToRun.Copy();
        ToRetime = from.ToRetime.Copy();
        CpuTimes = from.CpuTimes.Copy();
        WentIdle = from.WentIdle.Copy();
        TicklessCpus = from.TicklessCpus.Copy();
        CpuOptions = from.CpuOptions;
        PerCpu = from.PerCpu;
        AlignsSlices = from.AlignsSlices;
        TaskCpus = from.TaskCpus.Share();
        Warmth = from.Warmth.Share();
        Waiting = from.Waiting?.Copy();
        CopyRest(from);
    }

    /// <summary>
    /// A machine of its own in the same state, without sinks. What it costs does not depend on how many tasks there are; each side
    /// then copies what it writes to. Keep it to go back to (<see cref="Restore"/>), or run it. Not while a step is being made.
    /// </summary>
    public Machine Snapshot()
    {
        CheckNoStep();
        var copy = new Machine(this);
        // The contexts and the shared memory that were ours belong to both now.
        Token = new object();
        return copy;
    }

    /// <summary>
    /// Takes over the state of another machine of the same settings and programs, which may be used again and again. Sinks stay.
    /// Not while a step is being made.
    /// </summary>
    public void Restore(Machine snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        CheckNoStep();
        snapshot.CheckNoStep();
        if (!ReferenceEquals(Settings, snapshot.Settings) || !ReferenceEquals(Names, snapshot.Names))
        {
            throw new ArgumentException("a machine of other settings or programs", nameof(snapshot));
        }

        if (ReferenceEquals(this, snapshot))
        {
            return;
        }

        boot = snapshot.boot;
        Tasks.ShareFrom(snapshot.Tasks);
        Extras.ShareFrom(snapshot.Extras);
        Sched.ShareFrom(snapshot.Sched);
        Entities.ShareFrom(snapshot.Entities);
        Nodes.ShareFrom(snapshot.Nodes);
        Waiters.ShareFrom(snapshot.Waiters);
        Contexts.ShareFrom(snapshot.Contexts);
        Groups.ShareFrom(snapshot.Groups);
        SigQueue.ShareFrom(snapshot.SigQueue);
        Timers.ShareFrom(snapshot.Timers);
        PidTasks.ShareFrom(snapshot.PidTasks);
        PidGroups.ShareFrom(snapshot.PidGroups);
        PidSessions.ShareFrom(snapshot.PidSessions);
        PidBits.ShareFrom(snapshot.PidBits);
        ReapedStatus.ShareFrom(snapshot.ReapedStatus);
        snapshot.Cpus.CopyTo(Cpus, 0);
        snapshot.Queues.CopyTo(Queues, 0);
        snapshot.Fair.CopyTo(Fair, 0);
        snapshot.Classes.CopyTo(Classes, 0);
        IdleCpus.CopyFrom(snapshot.IdleCpus);
        DueBursts.CopyFrom(snapshot.DueBursts);
        DueSlices.CopyFrom(snapshot.DueSlices);
        ToRun.CopyFrom(snapshot.ToRun);
        ToRetime.CopyFrom(snapshot.ToRetime);
        CpuTimes.CopyFrom(snapshot.CpuTimes);
        WentIdle.CopyFrom(snapshot.WentIdle);
        TicklessCpus.CopyFrom(snapshot.TicklessCpus);
        TaskCpus.ShareFrom(snapshot.TaskCpus);
        Warmth.ShareFrom(snapshot.Warmth);
        Waiting?.CopyFrom(snapshot.Waiting!);
        CopyRest(snapshot);
        Token = new object();
        snapshot.Token = new object();
    }

    /// <summary>What is one assignment in both: the numbers, what is immutable or replaced when it changes, and the hash's memory.</summary>
    private void CopyRest(Machine from)
    {
        S = from.S;
        Jobs = from.Jobs;
        Shared = from.Shared;
        DeviceFreeAt = from.DeviceFreeAt.Length == 0 ? [] : from.DeviceFreeAt.AsSpan().ToArray();
        timersSeen = from.timersSeen;
        timersHash = from.timersHash;
    }
}
