// A policy that is a stack of policies: each task belongs to a class, each class has a policy and queues of its own, and a better class
// goes before a worse one. `linux` and `mlq` are two such stacks; what differs is which class a task belongs to.
using System.Diagnostics;

namespace KScript.Kernel;

/// <summary>What a stack remembers of a class that may use no more than a share of each window: how much it has used.</summary>
internal struct ClassRow
{
    /// <summary>CPU time used since the beginning of the window that Since is in, up to Since.</summary>
    public long Used;
    public long Since;
    /// <summary>How many CPUs its tasks run on.</summary>
    public int Running;
}

/// <summary>Classes as a stack, the best first.</summary>
/// <remarks>
/// 1. A ready task of a better class takes the CPU of one of a worse class. 2. Within a class its own policy decides: order, slices,
/// preemption. 3. A class with a quota may use so much CPU time in each window of the machine (windows begin at multiples of their length). When
/// it is used up, the class goes behind all that have something left, until the next window; where nobody else is ready it runs on, so
/// that no CPU idles.
/// </remarks>
internal abstract class ClassStack : SchedulerPolicy
{
    private readonly string betterClassRule;
    private readonly string quotaUsedRule;
    private readonly SchedulerPolicy[] members;
    // CPU time of each class in a window and on a CPU; NoSlice: as much as it wants.
    private readonly long[] quotas;
    private readonly long window;
    private readonly bool hasQuotas;
    private readonly int[] queueOwners;

    /// <summary>Makes a stack.</summary>
    /// <param name="name">The policy's name, for its rules.</param>
    /// <param name="members">The classes' policies, the best first.</param>
    /// <param name="quotas">What each may use of a window on a CPU in ticks, or NoSlice.</param>
    /// <param name="window">The window's length in ticks.</param>
    protected ClassStack(string name, SchedulerPolicy[] members, long[] quotas, long window)
    {
        Debug.Assert(members.Length == quotas.Length && window > 0, "a quota for each class");
        betterClassRule = name + "/1: in a better class";
        quotaUsedRule = name + "/3: the other class has used its quota up";
        this.members = members;
        this.quotas = quotas;
        this.window = window;
        hasQuotas = Array.Exists(quotas, static quota => quota != NoSlice);
        foreach (SchedulerPolicy member in members)
        {
            CheckMember(member.Traits);
        }

        queueOwners = [.. members.SelectMany(static (member, i) => Enumerable.Repeat(i, member.QueueCount))];
    }

    protected override PolicyTraits Describe() => new()
    {
        Queues = queueOwners.Length,
        FairRows = members.Length,
        Classes = members.Length,
        IsPreemptive = true,
        HasLevels = true,
        MetersRuns = hasQuotas,
        RetimesSlices = Array.Exists(members, static member => member.Traits.RetimesSlices),
        HasTimers = hasQuotas || Array.Exists(members, static member => member.Traits.HasTimers),
    };

    /// <summary>What a class may want of the machine is what the stack passes on; anything else it would want in vain.</summary>
    private static void CheckMember(PolicyTraits traits)
    {
        // Queues, trees and preemption among its own tasks are looked at where the stack asks the class; the levels shown are the classes.
        PolicyTraits others = traits with
        {
            Queues = 1,
            Aggregate = Aggregate.None,
            IsPreemptive = false,
            HasLevels = false,
            RetimesSlices = false,
            HasTimers = false,
        };
        if (others != PolicyTraits.Plain)
        {
            throw new ArgumentException($"a class of a stack cannot have {others}", nameof(traits));
        }
    }

    /// <summary>The class of a task: 0 the best.</summary>
    public abstract int ClassOf(Machine m, int task);

    /// <summary>How many classes there are.</summary>
    public int ClassCount => members.Length;

    /// <summary>The policy of a task's class.</summary>
    public SchedulerPolicy MemberOf(Machine m, int task) => members[ClassOf(m, task)];

    public override Aggregate AggregateOf(int queue) => members[queueOwners[queue % queueOwners.Length]].Traits.Aggregate;

    internal override void TakePlace(PolicyPlace of)
    {
        base.TakePlace(of);
        int first = 0;
        for (int i = 0; i < members.Length; i++)
        {
            members[i].TakePlace(new PolicyPlace(first, QueueCount, i, members.Length, this));
            first += members[i].QueueCount;
        }
    }

    public override int LevelOf(Machine m, int task) => ClassOf(m, task);

    public override string PickRule(Machine m, int task) => MemberOf(m, task).PickRule(m, task);

    public override string PreemptRule(Machine m, int by, int task)
    {
        int better = ClassOf(m, by);
        int worse = ClassOf(m, task);
        return better == worse ? members[better].PreemptRule(m, by, task)
            : better < worse ? betterClassRule : quotaUsedRule;
    }

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason) => MemberOf(m, task).Enqueue(m, rq, task, reason);

    public override int PickNext(Machine m, int rq, int cpu)
    {
        int task = PickNext(m, rq, cpu, exhausted: false);
        return task == 0 && hasQuotas ? PickNext(m, rq, cpu, exhausted: true) : task;
    }

    private int PickNext(Machine m, int rq, int cpu, bool exhausted)
    {
        for (int i = 0; i < members.Length; i++)
        {
            int task = IsExhausted(m, i) == exhausted ? members[i].PickNext(m, rq, cpu) : 0;
            if (task != 0)
            {
                return task;
            }
        }

        return 0;
    }

    public override int FirstWaiting(Machine m, int rq)
    {
        int best = 0;
        for (int i = 0; i < members.Length; i++)
        {
            int task = members[i].FirstWaiting(m, rq);
            if (task != 0 && (best == 0 || Rank(m, i) < Rank(m, ClassOf(m, best))))
            {
                best = task;
            }
        }

        return best;
    }

    public override int BestWaiting(Machine m, int rq)
    {
        int first = FirstWaiting(m, rq);
        int better = first == 0 ? 0 : BestOfClass(m, rq, MemberOf(m, first));
        return better != 0 ? better : first;
    }

    /// <summary>The task that may preempt others of its own class; 0: none.</summary>
    private static int BestOfClass(Machine m, int rq, SchedulerPolicy member) => member.Traits.IsPreemptive ? member.BestWaiting(m, rq) : 0;

    public override bool IsBetter(Machine m, int waiting, int running)
    {
        int better = ClassOf(m, waiting);
        int worse = ClassOf(m, running);
        if (better != worse)
        {
            return members[better].MayRun(m, waiting) && Rank(m, better) < Rank(m, worse);
        }

        return BestOfClass(m, RunQueues.Of(m, m.Tasks[running].Cpu), members[better]) != 0 && members[better].IsBetter(m, waiting, running);
    }

    /// <summary>Within a class as the class wants it; one of a better class waits like others, until the chains of the instant have run.</summary>
    public override bool PreemptsWithinInstant(Machine m, int waiting, int running) =>
        ClassOf(m, waiting) == ClassOf(m, running) && MemberOf(m, waiting).PreemptsWithinInstant(m, waiting, running);

    /// <summary>The place of a class among the others now: those that have used their quota up come last.</summary>
    private int Rank(Machine m, int index) => IsExhausted(m, index) ? index + members.Length : index;

    private bool IsExhausted(Machine m, int index) => hasQuotas && quotas[index] != NoSlice && QuotaLeft(m, index) <= 0;

    /// <summary>What a class may use until the end of the window.</summary>
    private long QuotaLeft(Machine m, int index)
    {
        ref readonly ClassRow row = ref m.Classes[index];
        return (quotas[index] * m.Cpus.Length) - UsedBy(m, in row);
    }

    /// <summary>What a class has used of this window.</summary>
    private long UsedBy(Machine m, in ClassRow row)
    {
        long start = m.S.Now / window * window;
        long before = row.Since >= start ? row.Used : 0;
        return before + (row.Running * (m.S.Now - Math.Max(row.Since, start)));
    }

    public override void UsesCpu(Machine m, int task, bool begins)
    {
        ref ClassRow row = ref m.Classes[ClassOf(m, task)];
        row.Used = UsedBy(m, in row);
        row.Since = m.S.Now;
        row.Running += begins ? 1 : -1;
    }

    public override long NextTimer(Machine m)
    {
        long next = CpuRow.Never;
        foreach (SchedulerPolicy member in members)
        {
            next = Math.Min(next, member.NextTimer(m));
        }

        if (!hasQuotas || m.S.ReadyCount == 0)
        {
            // Where nobody waits it makes no difference who has used what up.
            return next;
        }

        next = Math.Min(next, ((m.S.Now / window) + 1) * window);
        for (int i = 0; i < members.Length; i++)
        {
            int running = m.Classes[i].Running;
            if (quotas[i] != NoSlice && running > 0 && QuotaLeft(m, i) is > 0 and var left)
            {
                next = Math.Min(next, m.S.Now + ((left + running - 1) / running));
            }
        }

        return next;
    }

    public override void Timer(Machine m)
    {
        // Who is better has changed by the passing of time; the phases of the instant see to the rest.
        foreach (SchedulerPolicy member in members)
        {
            member.Timer(m);
        }
    }

    public override long SliceTicks(Machine m, int task) => MemberOf(m, task).SliceTicks(m, task);

    public override bool SliceOver(Machine m, int rq, int task, out string rule) => MemberOf(m, task).SliceOver(m, rq, task, out rule);

    public override long SliceEnd(Machine m, int cpu)
    {
        SchedulerPolicy member = MemberOf(m, m.Cpus[cpu].Current);
        return member.Traits.RetimesSlices ? member.SliceEnd(m, cpu) : m.Cpus[cpu].SliceEnd;
    }

    public override bool RenewsAlone(Machine m, int task) => MemberOf(m, task).RenewsAlone(m, task);

    public override void Blocked(Machine m, int task, long sliceLeft) => MemberOf(m, task).Blocked(m, task, sliceLeft);

    public override void Left(Machine m, int task) => MemberOf(m, task).Left(m, task);

    public override void Started(Machine m, int task, JobSpec job) => MemberOf(m, task).Started(m, task, job);

    public override void Changed(Machine m, int task, int oldNice) => MemberOf(m, task).Changed(m, task, oldNice);

    public override void Forked(Machine m, int parent, int child)
    {
        // A child that was reset is new in its class.
        if (ClassOf(m, parent) == ClassOf(m, child))
        {
            MemberOf(m, child).Forked(m, parent, child);
        }
    }

    public override void Dequeue(Machine m, int task) => MemberOf(m, task).Dequeue(m, task);

    public override bool YieldsAlone(Machine m, int task) => MemberOf(m, task).YieldsAlone(m, task);

    public override bool MayRun(Machine m, int task) => MemberOf(m, task).MayRun(m, task);

    public override long QuantumOf(Machine m, int task) => MemberOf(m, task).QuantumOf(m, task);

    public override SchedRow RowOf(Machine m, int task) => MemberOf(m, task).RowOf(m, task);

    public override int SliceOf(Machine m, int task) => MemberOf(m, task).SliceOf(m, task);
}
