// How a run that came to its end turned out: who is blocked for ever, whether main was killed, and whether a claim was never looked at
// because of that. A run that goes wrong in silence is the worst that can happen to a test.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>Something about the end of a run that its author will want to know.</summary>
/// <param name="Text">In a line.</param>
/// <param name="IsFailure">Whether the run failed by it (exit code 1).</param>
internal sealed record Complaint(string Text, bool IsFailure);

/// <summary>Judges the end of a run.</summary>
internal static class RunOutcome
{
    /// <summary>main's pid, in a script that has a main.</summary>
    public const int MainPid = 2;

    private const int MostNamed = 3;

    // To say since when somebody is blocked, the run is done once more; not a very long one.
    private const long MostEventsAgain = 2_000_000;

    /// <summary>What is to be said of a run.</summary>
    /// <param name="session">The session, at the end of its run.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="watcher">What was remembered of it.</param>
    /// <param name="alsoAllowed">Ends that are meant beside those that the script allows.</param>
    public static IReadOnlyList<Complaint> Of(Session session, RunEnd end, RunWatcher watcher, AllowedEnds alsoAllowed)
    {
        if (end is not (RunEnd.Finished or RunEnd.Until))
        {
            return [];
        }

        AllowedEnds allowed = session.Program.Allowed.With(alsoAllowed);
        var complaints = new List<Complaint>();
        bool hasMain = session.Program.Main is not null;
        SignalDeath? death = hasMain ? watcher.Deaths.FirstOrDefault(one => one.Pid == MainPid) : null;
        List<Stuck> stuck = end == RunEnd.Finished && !allowed.Deadlock ? FindStuck(session) : [];
        Past past = death is not null || stuck.Count > 0 ? LookAgain(session) : new Past();
        if (death is not null && death.Event <= past.MainReaped && !allowed.AllowsDeath(WaitStatus.TermSignal(death.Status)))
        {
            string signal = SignalTable.NameOf(WaitStatus.TermSignal(death.Status));
            string what = $"{death.Name}[{death.Pid}] was killed by {signal} at t={death.Time}{At(session.Program, death.Frames)}";
            complaints.Add(new Complaint($"{what}; `allow death {signal}` says that this is meant", true));
        }

        AddStuck(complaints, session, stuck, past, hasMain && past.MainReaped == long.MaxValue);
        AddUnreached(complaints, session, stuck, watcher, allowed);
        return complaints;
    }

    // ----- blocked for ever

    private sealed record Stuck(int Pid, string Name, string What, IReadOnlyList<int> Frames)
    {
        /// <summary>Those with the same go into one line.</summary>
        public (string What, int Place) Kind => (What, Frames.Count > 0 ? Frames[0] : -1);
    }

    private static List<Stuck> FindStuck(Session session)
    {
        var found = new List<Stuck>();
        Machine machine = session.Machine;
        foreach (ProcessView process in machine.Processes())
        {
            bool isBlocked = process.State is TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Stopped or TaskState.Traced;
            if (isBlocked && process.Pid != 1 && !machine.IsAtPrompt(process.Pid))
            {
                IReadOnlyList<int> frames = (machine.ContextOf(process.Pid) as VmContext)?.FramePositions() ?? [];
                found.Add(new Stuck(process.Pid, process.Name, WhatOf(process), frames));
            }
        }

        return found;
    }

    private static string WhatOf(in ProcessView process) => process.State switch
    {
        TaskState.Stopped or TaskState.Traced => "stopped for ever",
        _ when process.BlockedIn == SyscallNumber.Until => "blocked for ever in until",
        _ => $"blocked for ever in {SyscallTable.Find(process.BlockedIn)?.Name ?? "the kernel"}",
    };

    private static void AddStuck(List<Complaint> complaints, Session session, List<Stuck> stuck, Past past, bool mainLives)
    {
        foreach (IGrouping<(string, int), Stuck> kind in stuck.GroupBy(one => one.Kind))
        {
            Stuck[] all = [.. kind];
            bool isMain = mainLives && Array.Exists(all, one => one.Pid == MainPid);
            var text = new StringBuilder();
            text.AppendJoin(", ", all.Take(MostNamed).Select(one => $"{one.Name}[{one.Pid}]"));
            if (all.Length > MostNamed)
            {
                text.Append(CultureInfo.InvariantCulture, $" and {all.Length - MostNamed} more");
            }

            text.Append(all.Length == 1 ? " is " : " are ").Append(all[0].What);
            if (past.BlockedSince.TryGetValue(all[0].Pid, out long time))
            {
                text.Append(CultureInfo.InvariantCulture, $" since t={time}");
            }

            text.Append(At(session.Program, all[0].Frames));
            complaints.Add(new Complaint(isMain ? text.Append("; `allow deadlock` says that this is meant").ToString() : text.ToString(), isMain));
        }
    }

    /// <summary>What the machine does not keep, so the run is looked at again.</summary>
    private static Past LookAgain(Session session)
    {
        var past = new Past();
        if (session.Machine.EventCount <= MostEventsAgain)
        {
            Machine again = Session.CreateMachine(session.Program);
            again.Attach(past);
            again.Boot();
            again.Run(new RunLimits { MaxEvents = session.Machine.EventCount, Meter = session.Machine.Meter.WithoutLimits() });
        }

        return past;
    }

    private sealed class Past : TraceSink
    {
        /// <summary>When each process blocked for the last time, by pid.</summary>
        public Dictionary<int, long> BlockedSince { get; } = [];

        /// <summary>The event at which main was reaped: later its pid may be another's.</summary>
        public long MainReaped { get; private set; } = long.MaxValue;

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (e.Kind is TraceEventKind.SysBlock or TraceEventKind.UntilBlock or TraceEventKind.ProcessStop)
            {
                BlockedSince[e.Pid] = e.Time;
            }
            else if (e.Kind == TraceEventKind.ProcessReap && e.Pid == MainPid && MainReaped == long.MaxValue)
            {
                MainReaped = machine.EventCount;
            }
        }
    }

    // ----- claims that nobody looked at

    private static void AddUnreached(
        List<Complaint> complaints, Session session, List<Stuck> stuck, RunWatcher watcher, AllowedEnds allowed)
    {
        CompiledProgram program = session.Program;
        foreach (int claim in UnreachedClaims(session))
        {
            Stuck? blocked = stuck.Find(one => IsAheadOf(program, one.Frames, claim));
            SignalDeath? dead = watcher.Deaths.FirstOrDefault(death =>
                death.IsFault && !allowed.AllowsDeath(WaitStatus.TermSignal(death.Status)) && IsAheadOf(program, death.Frames, claim));
            if (blocked is null && dead is null)
            {
                continue;
            }

            string why = blocked is not null ? $"{blocked.Name}[{blocked.Pid}] is {blocked.What}"
                : $"{dead!.Name}[{dead.Pid}] died of {SignalTable.NameOf(WaitStatus.TermSignal(dead.Status))}";
            string how = blocked is not null ? "allow deadlock" : $"allow death {SignalTable.NameOf(WaitStatus.TermSignal(dead!.Status))}";
            string what = $"the assert at {PlaceOf(program, claim)} was never reached: {why}";
            complaints.Add(new Complaint($"{what}; `{how}` says that this is meant", true));
        }
    }

    /// <summary>Where in the code an assert notes that it was reached, of those that never did.</summary>
    private static IEnumerable<int> UnreachedClaims(Session session)
    {
        CompiledProgram program = session.Program;
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (program.Code[pc].Op == Opcode.Reached && session.Machine.Reached is { } reached && !reached[program.StatementOf[pc]])
            {
                yield return pc;
            }
        }
    }

    /// <summary>Whether code is still to come, in the text of a function that a process is in; the child of a block comes no further.</summary>
    private static bool IsAheadOf(CompiledProgram program, IReadOnlyList<int> frames, int pc)
    {
        foreach (int frame in frames)
        {
            int end = EndOfForkBlock(program, frame);
            if (program.FunctionOf[frame] == program.FunctionOf[pc] && pc >= frame && pc < end)
            {
                return true;
            }

            if (end < int.MaxValue)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Where the parent goes on behind the innermost block of a `fork` around a place; the greatest int: there is none.</summary>
    private static int EndOfForkBlock(CompiledProgram program, int place)
    {
        int end = int.MaxValue;
        for (int pc = 0; pc < place; pc++)
        {
            Instruction instruction = program.Code[pc];
            if (instruction.Op == Opcode.Fork && pc + instruction.C > place)
            {
                end = Math.Min(end, pc + instruction.C);
            }
        }

        return end;
    }

    private static string At(CompiledProgram program, IReadOnlyList<int> frames) =>
        frames.Count == 0 ? "" : $" ({PlaceOf(program, frames[0])})";

    private static string PlaceOf(CompiledProgram program, int pc)
    {
        Span statement = program.StatementAt(pc);
        return string.Create(CultureInfo.InvariantCulture, $"{program.Source.Name}:{program.Source.Position(statement.Start).Line}");
    }
}
