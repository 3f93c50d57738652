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
        bool hasMain = session.Program.Main is not null;
        SignalDeath? death = hasMain ? watcher.Deaths.FirstOrDefault(one => one.Pid == MainPid) : null;
        List<Stuck> stuck = end == RunEnd.Finished && !allowed.Deadlock ? FindStuck(session) : [];
        Past past = death is not null || stuck.Count > 0 ? LookAgain(session) : new Past();
        var causes = new List<Cause>();
        if (death is not null && death.Event <= past.MainReaped && IsNotMeant(death, allowed))
        {
            string what = $"{death.Name}[{death.Pid}] was killed by {NameOf(death)} at t={death.Time}{At(session.Program, death.Frames)}";
            causes.Add(new Cause(what, $"allow death {NameOf(death)}", Fails: true, IsSaid: true, [death.Frames]));
        }

        AddStuck(causes, session, stuck, past, hasMain && past.MainReaped == long.MaxValue);
        foreach (SignalDeath own in watcher.Deaths.Where(one => one.IsOwn && one != death && IsNotMeant(one, allowed)))
        {
            string what = $"{own.Name}[{own.Pid}] died of {NameOf(own)} at t={own.Time}{At(session.Program, own.Frames)}";
            causes.Add(new Cause(what, $"allow death {NameOf(own)}", Fails: false, IsSaid: false, [own.Frames]));
        }

        BlameForUnreached(causes, session);
        return [.. causes.Where(cause => cause.IsSaid || cause.Unreached.Count > 0).Select(cause => cause.ToComplaint(session.Program))];
    }

    private static bool IsNotMeant(SignalDeath death, AllowedEnds allowed) => !allowed.AllowsDeath(WaitStatus.TermSignal(death.Status));

    private static string NameOf(SignalDeath death) => SignalTable.NameOf(WaitStatus.TermSignal(death.Status));

    /// <summary>What went wrong, and what came of it.</summary>
    /// <param name="What">Who is or was what, since when, and where.</param>
    /// <param name="Allow">What a script writes that means it.</param>
    /// <param name="Fails">Whether the run fails by it alone.</param>
    /// <param name="IsSaid">Whether it is worth a line if no claim was missed by it.</param>
    /// <param name="Frames">Where those are that it is about.</param>
    private sealed record Cause(string What, string Allow, bool Fails, bool IsSaid, IReadOnlyList<IReadOnlyList<int>> Frames)
    {
        /// <summary>The claims that nobody looked at because of it: places in the code.</summary>
        public List<int> Unreached { get; } = [];

        public Complaint ToComplaint(CompiledProgram program)
        {
            var text = new StringBuilder(What);
            if (Unreached.Count > 0)
            {
                int more = Unreached.Count - MostNamed;
                string places = string.Join(", ", Unreached.Take(MostNamed).Select(claim => PlaceOf(program, claim)));
                text.Append(Unreached.Count == 1 ? ", so that the assert at " : ", so that the asserts at ").Append(places);
                text.Append(more > 0 ? $" and {more} more" : "").Append(Unreached.Count == 1 ? " was never reached" : " were never reached");
            }

            bool isFailure = Fails || Unreached.Count > 0;
            return new Complaint(isFailure ? text.Append("; `").Append(Allow).Append("` says that this is meant").ToString() : text.ToString(), isFailure);
        }
    }

    // ----- blocked for ever

    private sealed record Stuck(int Pid, string Label, string What, IReadOnlyList<int> Frames)
    {
        /// <summary>Those with the same go into one line.</summary>
        public (string What, int Place) Kind => (What, Frames.Count > 0 ? Frames[0] : -1);
    }

    private static List<Stuck> FindStuck(Session session)
    {
        var found = new List<Stuck>();
        Machine machine = session.Machine;
        foreach (ProcessView process in machine.AllThreads())
        {
            // Nothing will happen, so that whoever runs or is ready now does so for ever: its burst ends behind the end of time.
            bool isBlocked = process.State is TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Stopped or TaskState.Traced
                or TaskState.Running or TaskState.Ready;
            bool isProgram = process.Pid != 1 || session.Program.Init is not null;
            if (isBlocked && isProgram && !machine.IsAtPrompt(process.Pid))
            {
                int[] frames = machine.ContextOf(process.Pid) is VmContext context ? [.. RunWatcher.PlacesOf(context, process.BlockedIn)] : [];
                if (process.State == TaskState.Running && frames.Length > 0)
                {
                    // A compute that has begun is behind its statement already.
                    frames[0]--;
                }

                found.Add(new Stuck(process.Pid, process.Label, WhatOf(process) + Explaining.LockChains.Describe(machine, process.Pid), frames));
            }
        }

        return found;
    }

    private static string WhatOf(in ProcessView process) => process.State switch
    {
        TaskState.Stopped => "stopped for ever",
        TaskState.Traced => "stopped by its tracer for ever",
        TaskState.Running => $"computing for ever: beyond tick {VirtualTime.End} there is no time",
        TaskState.Ready => "waiting for a CPU for ever",
        _ when process.BlockedIn == SyscallNumber.Until => "blocked for ever in until",
        _ => $"blocked for ever in {SyscallTable.Find(process.BlockedIn)?.Name ?? "the kernel"}",
    };

    private static void AddStuck(List<Cause> causes, Session session, List<Stuck> stuck, Past past, bool mainLives)
    {
        foreach (IGrouping<(string, int), Stuck> kind in stuck.GroupBy(one => one.Kind))
        {
            Stuck[] all = [.. kind];
            bool isMain = mainLives && Array.Exists(all, one => one.Pid == MainPid);
            var text = new StringBuilder();
            text.AppendJoin(", ", all.Take(MostNamed).Select(one => one.Label));
            if (all.Length > MostNamed)
            {
                text.Append(CultureInfo.InvariantCulture, $" and {all.Length - MostNamed} more");
            }

            text.Append(all.Length == 1 ? " is " : " are ").Append(all[0].What);
            if (past.BlockedSince.TryGetValue(all[0].Pid, out long time))
            {
                text.Append(CultureInfo.InvariantCulture, $" since t={time}");
            }

            // An init waits for ever as a matter of course: that alone is nothing to say.
            bool isInit = all.Length == 1 && all[0].Pid == 1;
            text.Append(At(session.Program, all[0].Frames));
            causes.Add(new Cause(text.ToString(), "allow deadlock", isMain, !isInit, Array.ConvertAll(all, one => one.Frames)));
        }
    }

    /// <summary>What the machine does not keep, so the run is looked at again.</summary>
    private static Past LookAgain(Session session)
    {
        var past = new Past();
        if (session.Machine.EventCount <= MostEventsAgain)
        {
            Machine again = session.StartAgain();
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
            if (e.Kind is TraceEventKind.SysBlock or TraceEventKind.UntilBlock or TraceEventKind.ProcessStop or TraceEventKind.TraceStop)
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

    /// <summary>Each claim that nobody looked at goes to the first cause that was ahead of it.</summary>
    private static void BlameForUnreached(List<Cause> causes, Session session)
    {
        var flow = new ControlFlow(session.Program);
        foreach (int claim in UnreachedClaims(session))
        {
            causes.Find(cause => cause.Frames.Any(frames => flow.IsAhead(frames, claim)))?.Unreached.Add(claim);
        }
    }

    /// <summary>Where in the code an assert notes that it was reached, of those that never did.</summary>
    private static IEnumerable<int> UnreachedClaims(Session session)
    {
        CompiledProgram program = session.Program;
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (program.Code[pc].Op == Opcode.Reached && session.Machine.Reached is { } reached && !reached[program.StatementOf[pc]]
                && !SaysNeverReached(program, pc))
            {
                yield return pc;
            }
        }
    }

    /// <summary>`assert false` claims that nobody comes to it.</summary>
    private static bool SaysNeverReached(CompiledProgram program, int claim)
    {
        int failed = Array.FindIndex(program.Code, claim, one => one.Op == Opcode.AssertFailed);
        return failed >= 0 && program.Assertions[program.Code[failed].C].Condition is var span
            && program.Source.Text.Substring(span.Start, span.Length) is "false" or "0";
    }

    private static string At(CompiledProgram program, IReadOnlyList<int> frames) =>
        frames.Count == 0 ? "" : $" ({PlaceOf(program, frames[0])})";

    private static string PlaceOf(CompiledProgram program, int pc)
    {
        Span statement = program.StatementAt(pc);
        return program.Source.Place(statement.Start);
    }
}
