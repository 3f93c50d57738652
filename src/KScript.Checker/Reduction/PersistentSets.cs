// Persistent sets (Godefroid 1996): a set of processes such that nothing that the others may ever do depends on the next step of a member. To
// take the members' steps alone is enough for every end and every failed claim of a process. What depends on what is decided from footprints:
// what a next step touches, and what a process may still touch at all.
using System.Numerics;
using KScript.Checker.Exploring;
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Ast;
using KScript.Kernel;

namespace KScript.Checker.Reduction;

/// <summary>Picks the sets.</summary>
internal sealed class PersistentSets
{
    private const int MostTasks = 62;
    private const int ReadToWrite = 20;

    private readonly Model model;
    private readonly bool isUsable;
    private readonly Footprint[] futures = new Footprint[MostTasks + 1];
    private readonly Footprint[] nexts = new Footprint[MostTasks + 1];

    /// <summary>For a model.</summary>
    public PersistentSets(Model model)
    {
        this.model = model;

        // `always` sees states and not steps; prctl and calls that are not known here have effects at a distance.
        isUsable = Array.TrueForAll(model.Program.Properties, static property => property.Kind != PropertyKind.Always)
            && model.Analysis.Calls.All(static call => ProgramAnalysis.IsKnown(call) && call is not (SyscallNumber.Prctl or SyscallNumber.Subreaper));
    }

    /// <summary>Tests leave one rule out, by its number, and must notice.</summary>
    internal int LeftOut { get; init; }

    /// <summary>The tasks whose steps are enough, as bits of slots; 0: all.</summary>
    /// <param name="m">A state.</param>
    /// <param name="choices">The ways to go on from it.</param>
    public ulong Pick(Machine m, ReadOnlySpan<Choice> choices)
    {
        if (!isUsable || m.S.TaskTop > MostTasks || m.S.Subreapers > 0)
        {
            return 0;
        }

        ulong enabled = EnabledBits(choices);
        if (BitOperations.PopCount(enabled) <= 1 || !Look(m, out ulong living))
        {
            return 0;
        }

        ulong best = 0;
        int least = BitOperations.PopCount(enabled);
        for (ulong rest = enabled; rest != 0 && least > 1; rest &= rest - 1)
        {
            ulong set = Close(m, BitOperations.TrailingZeroCount(rest), living);
            int steps = BitOperations.PopCount(set & enabled);
            if (steps < least)
            {
                (least, best) = (steps, set);
            }
        }

        return best;
    }

    private static ulong EnabledBits(ReadOnlySpan<Choice> choices)
    {
        ulong bits = 0;
        foreach (Choice choice in choices)
        {
            bits |= 1UL << choice.Slot;
        }

        return bits;
    }

    /// <summary>What everybody may do next, and ever. False: something is under way that reaches everybody.</summary>
    private bool Look(Machine m, out ulong living)
    {
        living = 0;
        for (int task = 1; task <= m.S.TaskTop; task++)
        {
            TaskState state = m.Tasks[task].State;
            if (state is TaskState.Free or TaskState.Zombie || m.Contexts[task] is null)
            {
                continue;
            }

            bool hasAlarm = (m.Tasks[task].Flags & TaskFlags.HasExtra) != 0 && m.Extras[task].AlarmDue != 0;
            if (hasAlarm || state is TaskState.Stopped or TaskState.Traced)
            {
                return false;
            }

            living |= 1UL << task;
            futures[task] = model.Futures.Of(m, task);
            nexts[task] = NextOf(m, task);
        }

        return true;
    }

    /// <summary>What a task's next step touches, whether it can take it now or not.</summary>
    private Footprint NextOf(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        Footprint call = row.Call switch
        {
            SyscallNumber.None => Footprint.None,
            SyscallNumber.Until => Footprint.Until,
            var number => SyscallTable.Find(number) is { Footprint: var own and not Footprint.None } ? own : Footprint.Machine,
        };
        if ((row.Flags & TaskFlags.SignalPending) != 0)
        {
            // A delivery counts as the exit or the stop that it may become.
            return Footprint.Exit | Footprint.Time | call;
        }

        if (row.Call != SyscallNumber.None)
        {
            return row.Call == SyscallNumber.Until ? Footprint.Until | model.Futures.OfCondition(m, task) : call;
        }

        Footprint next = model.Futures.OfNext(m, task);
        return next == Footprint.None ? Footprint.Machine : next;
    }

    private ulong Close(Machine m, int task, ulong living)
    {
        ulong set = 1UL << task;
        ulong toDo = set;
        while (toDo != 0)
        {
            int member = BitOperations.TrailingZeroCount(toDo);
            toDo &= toDo - 1;
            for (ulong rest = living & ~set; rest != 0; rest &= rest - 1)
            {
                int other = BitOperations.TrailingZeroCount(rest);
                if (Depends(m, member, other))
                {
                    set |= 1UL << other;
                    toDo |= 1UL << other;
                }
            }
        }

        return set;
    }

    /// <summary>Whether something that another task may ever do depends on the next step of a member.</summary>
    private bool Depends(Machine m, int member, int other)
    {
        Footprint future = futures[other];
        Footprint next = nexts[member];
        if (Has(future, Footprint.Kill | Footprint.Machine | Footprint.Groups, rule: 1)
            || (next & (Footprint.Machine | Footprint.Groups | Footprint.Kill | Footprint.Exec)) != 0)
        {
            return true;
        }

        return DependsByMemory(next, future) || DependsByFamily(m, member, other, next, future) || DependsByLooking(next, future);
    }

    private bool Has(Footprint set, Footprint any, int rule) => LeftOut != rule && (set & any) != 0;

    private bool DependsByMemory(Footprint next, Footprint future)
    {
        Footprint reads = next & Footprint.AnyCellRead;
        Footprint writes = next & Footprint.AnyCellWrite;
        var touching = (Footprint)(((ulong)reads << ReadToWrite) | (ulong)writes | ((ulong)writes >> ReadToWrite));
        return Has(future, touching, rule: 2)
            || ((next & Footprint.Output) != 0 && Has(future, Footprint.Output, rule: 3))
            || ((next & Footprint.Time) != 0 && Has(future, Footprint.Time, rule: 4))
            || (model.ExactPids && (next & Footprint.Fork) != 0 && (future & Footprint.Fork) != 0);
    }

    /// <summary>Children's ends are seen by parents: by wait, by SIGCHLD, by what those are set to; and parents' ends by children.</summary>
    private bool DependsByFamily(Machine m, int member, int other, Footprint next, Footprint future)
    {
        bool isChild = m.Tasks[other].Parent == member || member == Machine.InitSlot;
        bool isParent = m.Tasks[member].Parent == other || other == Machine.InitSlot;
        return (isChild && LeftOut != 5 && m.HasHandlers(member))
            || (isChild && Has(next, Footprint.Wait, rule: 6))
            || (isChild && Has(next, Footprint.Disposition | Footprint.Mask, rule: 7))
            || (isParent && (next & Footprint.Exit) != 0 && LeftOut != 8
                && (m.HasHandlers(other) || (future & (Footprint.Wait | Footprint.Disposition | Footprint.Mask)) != 0));
    }

    /// <summary>A look at the machine depends on all that changes it.</summary>
    private bool DependsByLooking(Footprint next, Footprint future) =>
        ((next & Footprint.Look) != 0 && Has(future, Footprint.Fork | Footprint.Exit | Footprint.Wait, rule: 9))
        || ((future & Footprint.Look) != 0
            && Has(next, Footprint.Fork | Footprint.Exit | Footprint.Wait | Footprint.Time | Footprint.Mask | Footprint.Until, rule: 10));
}
