// Parts: a process without its relations (the other half of StateVector). Every field of its rows is written here or is left out for a reason
// that stands here; StatePartTests names fields that were forgotten.
using System.Numerics;
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.States;

internal sealed partial class StateVector
{
    private const TaskFlags FlagsThatMatter =
        TaskFlags.SignalPending | TaskFlags.ContinueUnreported | TaskFlags.Subreaper | TaskFlags.DidExec | TaskFlags.Init;

    private int PartOf(Machine m, int task)
    {
        part.Clear();
        ref readonly TaskRow row = ref m.Tasks[task];
        part.Write((long)row.State);
        if (analysis.ReadsNames)
        {
            part.Write(row.Name.Value);
        }

        if (analysis.ReadsTime)
        {
            part.Write(row.CpuTime);
        }

        if (analysis.ReadsScheduling)
        {
            part.Write(TaskTable.ReadExtra(m, task).Nice);
        }

        if (row.State == TaskState.Zombie)
        {
            part.Write(analysis.ReadsStatus ? row.Status : 0);
        }
        else
        {
            WriteLiving(m, task, in row);
        }

        return parts.Add(part.Written, out _);
    }

    private void WriteLiving(Machine m, int task, in TaskRow row)
    {
        part.Write((long)row.Call);
        part.Write(row.Status);
        part.Write((long)(row.Flags & (FlagsThatMatter | (analysis.ReadsOrphans ? TaskFlags.Adopted : 0))));
        WaitsOn on = row.WaitsOn;
        part.Write((long)on.Kind);
        part.Write(on.Events);
        if (on.Kind == WaitKind.Child && on.Id is not (0 or -1 or int.MinValue))
        {
            part.Write(on.Id > 0);
            WritePid(Math.Abs(on.Id));
        }
        else
        {
            part.Write(on.Id);
        }

        if (on.HasQueue && on.Kind != WaitKind.Condition)
        {
            // Those who wait for one thing are served in turn; who waits for a condition of its own is not.
            part.Write(PlaceInQueue(m, task, on));
        }

        WriteTimer(m, Sleeping.HasTimer(m, task) ? m.Waiters[task].Timer : 0);
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            WriteExtra(m, in m.Extras[task]);
        }
        else
        {
            part.Write(-1);
        }

        if (m.Contexts[task] is VmContext context)
        {
            WriteContext(context, futures.MayRunHandler(m, task));
        }
    }

    private static int PlaceInQueue(Machine m, int task, WaitsOn on)
    {
        int place = 0;
        for (int other = WaitQueues.Of(m, on).Head; other != 0 && other != task; other = m.Waiters[other].Next)
        {
            place++;
        }

        return place;
    }

    /// <summary>A pending timer: how long it still is, and its place among those that the rule of timers compares it with.</summary>
    private void WriteTimer(Machine m, int timer)
    {
        if (timer == 0)
        {
            part.Write(-1);
            return;
        }

        TimerRow row = m.Timers[timer];
        part.Write(row.Due - m.Now);
        long instant = row.Sequence >> Machine.InstantShift;
        int earlier = row.Sequence == 0 ? -1 : 0;
        int newerInstants = instant == m.S.TimerSequence >> Machine.InstantShift ? 0 : 1;
        for (int other = 1; other <= m.S.TimerCount && row.Sequence != 0; other++)
        {
            long sequence = m.Timers[other].Sequence;
            earlier += sequence != 0 && sequence < row.Sequence && sequence >> Machine.InstantShift == instant ? 1 : 0;
            newerInstants += sequence >> Machine.InstantShift > instant && IsFirstOfInstant(m, sequence) ? 1 : 0;
        }

        part.Write(earlier);
        part.Write(newerInstants);
    }

    private static bool IsFirstOfInstant(Machine m, long sequence)
    {
        for (int other = 1; other <= m.S.TimerCount; other++)
        {
            if (m.Timers[other].Sequence < sequence && m.Timers[other].Sequence >> Machine.InstantShift == sequence >> Machine.InstantShift)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The rarer half. Left out: DlBudget and DlDue, the budget of a class that decides nothing here; QueueHead, QueueCount and AlarmTimer, which
    /// are links.
    /// </summary>
    private void WriteExtra(Machine m, in TaskExtra e)
    {
        part.Write((long)e.Mask);
        part.Write((long)e.Pending);
        part.Write((long)e.OwnPending);
        part.Write(e.RestoreMask || e.WaitSet != 0 ? (long)e.SavedMask : 0);
        part.Write((long)e.WaitSet);
        part.Write((e.RestoreMask ? 1 : 0) | (e.TellsContinue ? 2 : 0) | (e.Unnoticed ? 4 : 0) | (e.Aborting ? 8 : 0) | (e.NoDump ? 16 : 0) | (e.HasDeadline ? 32 : 0));
        part.Write(e.HasDeadline ? e.Deadline - (e.CutShortAt != 0 ? e.CutShortAt - 1 : m.Now) : 0);
        part.Write(e.CutShortAt != 0);
        part.Write(e.FatalSignal);
        part.Write(e.ParentDeathSignal);
        part.Write(e.Uid);
        part.Write(e.UmaskPlusOne);
        part.Write(e.Directory ?? "");
        WriteTimer(m, e.AlarmDue == 0 ? 0 : e.AlarmTimer);
        if (e.WaitGroup == 0)
        {
            part.Write(0);
        }
        else
        {
            WritePid(e.WaitGroup);
        }

        WriteLimits(e.Limits);
        WriteActions(e.Actions);
        WriteQueue(m, in e);
        if (analysis.ReadsTime)
        {
            part.Write(e.ChildrenCpuTime);
        }

        if (analysis.ReadsScheduling)
        {
            WriteScheduling(in e);
        }
    }

    private void WriteLimits(long[]? limits)
    {
        for (int resource = 0; limits is not null && resource < limits.Length; resource++)
        {
            if (limits[resource] != ResourceLimit.DefaultOf(resource))
            {
                part.Write(resource + 1);
                part.Write(limits[resource]);
            }
        }

        part.Write(0);
    }

    private void WriteActions(SigAction[]? actions)
    {
        for (int signal = 1; actions is not null && signal < actions.Length; signal++)
        {
            ref readonly SigAction action = ref actions[signal];
            if (action != default)
            {
                part.Write(signal);
                part.Write(action.Handler);
                part.Write((long)action.Mask);
                part.Write((long)action.Flags);
            }
        }

        part.Write(0);
    }

    /// <summary>Queued siginfos: how many of each signal, and what they say if code reads it.</summary>
    private void WriteQueue(Machine m, in TaskExtra e)
    {
        for (int first = e.QueueHead; first != 0; first = m.SigQueue[first].Next)
        {
            for (int row = first; row != 0; row = m.SigQueue[row].NextSame)
            {
                SigInfo info = m.SigQueue[row].Info;
                part.Write(info.Signo);
                part.Write(m.SigQueue[row].Own);
                if (analysis.Program.UsesInfo)
                {
                    WriteInfo(in info);
                }
            }
        }

        part.Write(0);
    }

    private void WriteInfo(in SigInfo info)
    {
        part.Write(info.Signo);
        part.Write(info.Code);
        WritePid(info.Pid);
        part.Write(info.Status);
        part.Write(info.Value);
        part.Write(info.Uid);
    }

    private void WriteScheduling(in TaskExtra e)
    {
        part.Write(e.Priority);
        part.Write(e.QueueClass);
        part.Write((long)e.SchedPolicy);
        part.Write(e.RtPriority);
        part.Write(e.ResetOnFork);
        part.Write(e.DlRuntime);
        part.Write(e.DlDeadline);
        part.Write(e.DlPeriod);
        part.Write(e.WorkingSet);
        foreach (ulong word in e.Affinity ?? [])
        {
            part.Write((long)word);
        }
    }

    // ----- the program

    private void WriteContext(VmContext context, bool isInterruptible)
    {
        part.Write(analysis.ReadsStatus ? context.Status : 0);
        part.Write(analysis.ReadsErrno ? context.LastErrno : 0);
        part.Write(context.BurstLeft);
        part.Write(context.Depth);
        StandingFrame frame = context.TopFrame;
        ulong globalsRead = 0;
        ulong globalValuesRead = 0;
        for (int depth = context.Depth; ; depth--)
        {
            WriteFrame(context, frame, isInterruptible, depth == 0 ? globalsRead : 0, depth == 0 ? globalValuesRead : 0);
            if (depth == 0)
            {
                break;
            }

            if (analysis.Globals is { } globals)
            {
                // What a function that is still running may read of frame 0.
                globalsRead |= globals.ReadNumbers[analysis.Program.FunctionOf[frame.Pc]];
                globalValuesRead |= globals.ReadValues[analysis.Program.FunctionOf[frame.Pc]];
            }

            frame = context.Below(frame);
            if (!frame.IsInCall)
            {
                WriteSaved(context.SavedWords(frame.HandlerWords));
            }
        }

        WriteContextExtra(context);
    }

    private void WriteFrame(VmContext context, StandingFrame frame, bool isInterruptible, ulong alsoNumbers, ulong alsoValues)
    {
        int pc = frame.Pc;
        part.Write(pc);
        part.Write(frame.IsInCall);
        if (analysis.WithHandlers is null || !sameness.LiveOnly)
        {
            WriteInScope(context, frame);
            return;
        }

        Liveness live = isInterruptible ? analysis.WithHandlers : analysis.WithoutHandlers!;
        ulong numbers = (frame.IsInCall ? live.NumbersAfter[pc] : live.NumbersBefore[pc]) | alsoNumbers;
        ulong values = (frame.IsInCall ? live.ValuesAfter[pc] : live.ValuesBefore[pc]) | alsoValues;
        ulong pids = analysis.Pids!.Numbers[pc];
        ulong pidValues = analysis.Pids.Values[pc];
        for (ulong rest = numbers; rest != 0; rest &= rest - 1)
        {
            int register = BitOperations.TrailingZeroCount(rest);
            long number = frame.NumberBase + register < context.Numbers.Length ? context.Numbers[frame.NumberBase + register] : 0;
            WriteNumber(number, (pids >> register & 1) != 0);
        }

        for (ulong rest = values; rest != 0; rest &= rest - 1)
        {
            int register = BitOperations.TrailingZeroCount(rest);
            if (frame.ValueBase + register < context.Values.Length)
            {
                WriteValue(in context.Values[frame.ValueBase + register], (pidValues >> register & 1) != 0);
            }
        }
    }

    /// <summary>All registers in scope: where it is not known which matter. Pids are numbers then.</summary>
    private void WriteInScope(VmContext context, StandingFrame frame)
    {
        int numbers = Math.Min(analysis.Program.LiveNumbers[frame.Pc], context.Numbers.Length - frame.NumberBase);
        int values = Math.Min(analysis.Program.LiveValues[frame.Pc], context.Values.Length - frame.ValueBase);
        for (int register = 0; register < numbers; register++)
        {
            bool isPid = !exactPids && (analysis.Pids!.Numbers[frame.Pc] >> register & 1) != 0;
            WriteNumber(context.Numbers[frame.NumberBase + register], isPid);
        }

        for (int register = 0; register < values; register++)
        {
            bool isPid = !exactPids && (analysis.Pids!.Values[frame.Pc] >> register & 1) != 0;
            WriteValue(in context.Values[frame.ValueBase + register], isPid);
        }
    }

    private void WriteSaved(ReadOnlySpan<long> words)
    {
        // The mask, errno and status, the info that it hides, the rest of a burst, rusage: as EnterHandler lays them.
        part.Write(words[0]);
        part.Write(analysis.ReadsErrno || analysis.ReadsStatus ? words[1] : 0);
        part.Write(words[VmContext.SavedBurst]);
        if (analysis.Program.UsesInfo)
        {
            foreach (long word in words[2..])
            {
                part.Write(word);
            }
        }
    }

    private void WriteContextExtra(VmContext context)
    {
        VmContext.ContextExtra extra = context.Extra;
        part.Write(extra.AtExit.Length);
        foreach (int function in extra.AtExit)
        {
            part.Write(function);
        }

        if (analysis.SeesOutput)
        {
            part.Write(extra.Stdio);
            part.Write(extra.StdioDue);
        }

        if (analysis.Program.UsesInfo)
        {
            WriteInfo(in extra.Info);
            part.Write(extra.Usage);
        }
    }

    private int SharedPart(Machine m)
    {
        part.Clear();
        if (m.Shared is SharedVariables shared)
        {
            for (int i = 0; i < shared.Numbers.Length; i++)
            {
                WriteNumber(shared.Numbers[i], !exactPids && analysis.Pids!.SharedNumbers[i]);
            }

            for (int i = 0; i < shared.Values.Length; i++)
            {
                WriteValue(in shared.Values[i], !exactPids && analysis.Pids!.SharedValues[i]);
            }
        }

        return parts.Add(part.Written, out _);
    }

    private void WriteNumber(long number, bool isPid)
    {
        if (isPid)
        {
            WritePid(number);
        }
        else
        {
            part.Write(number);
        }
    }

    private void WriteValue(in Value value, bool hasPids)
    {
        part.Write((long)value.Kind);
        switch (value.Kind)
        {
            case ValueKind.Text:
                part.Write(value.Text);
                break;
            case ValueKind.List:
                part.Write(value.List.Count);
                foreach (ref readonly Value item in value.List.Items)
                {
                    WriteValue(in item, hasPids);
                }

                break;
            case ValueKind.Function:
                part.Write(value.Function!.Index);
                break;
            default:
                WriteNumber(value.Bits, hasPids);
                break;
        }
    }

    /// <summary>A pid: a placeholder, and the name goes into the vector. The numbers of init and main stay.</summary>
    private void WritePid(long pid)
    {
        const int FirstOther = 3;
        if (exactPids || pid < FirstOther || pid > int.MaxValue)
        {
            part.Write(pid);
            return;
        }

        part.Write(stable ? pid : FirstOther);
        named.Add((int)pid);
    }
}
