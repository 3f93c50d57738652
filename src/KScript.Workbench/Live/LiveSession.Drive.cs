// The one place that makes the machine of a session run: it applies what the user did, runs, keeps checkpoints, and adds what
// happened to the time line.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Live;

internal sealed partial class LiveSession
{
    private bool breakNote;

    /// <summary>Applies the acts, and runs.</summary>
    /// <param name="foreground">Whose prompt or block pauses the run; 0: nobody's, -1: the first that gets to its prompt.</param>
    /// <param name="until">Nothing that is later happens.</param>
    /// <param name="maxEvents">How many events at most.</param>
    /// <param name="notes">Gets what the user should know.</param>
    private RunEnd Drive(int foreground, long until, long maxEvents, List<LiveNote> notes)
    {
        timeline.Truncate(Machine, Current);
        if (Recorded(program.Program.History) is { } history)
        {
            // A statement such as `gantt` looks back, to the boot too, which is an act.
            Machine.DetachAll();
            Machine.Attach(relay);
            Machine.Attach(history);
        }

        List<UserAct> now = acts;
        acts = [];
        foreach (UserAct act in now)
        {
            Apply(act);
        }

        breakNote = false;
        Machine.SetForeground(foreground);
        var segment = new Segment { Acts = now, Inputs = program.Inputs.Count, Command = command, Until = until, Foreground = foreground, Current = Current };
        segment.Keep(Checkpoint.Of(Machine));
        RunEnd end = maxEvents == 0 ? RunEnd.Paused : RunSlices(segment, new LimitsOfRun(until, Machine.EventCount + maxEvents), notes);
        segment.Ended = end;
        segment.IsCut = breakNote || end is RunEnd.Cancelled or RunEnd.Timeout;
        segment.End = Checkpoint.Of(Machine);
        timeline.Add(segment);
        return end;
    }

    private readonly record struct LimitsOfRun(long Until, long Events);

    /// <summary>Applies the acts, and runs nothing.</summary>
    private void AddSegment() => Drive(0, long.MaxValue, maxEvents: 0, []);

    private RunEnd RunSlices(Segment segment, LimitsOfRun limits, List<LiveNote> notes)
    {
        // Where a user goes on, nothing left to happen is not the end: CheckFinally asks about that.
        var session = new Session(program.Program, Machine) { ChecksFinally = !GoesOn };
        RunMeter meter = Meter;
        while (true)
        {
            bool stepping = Breakpoint is not null;
            long slice = stepping ? Machine.EventCount + 1 : Math.Min(limits.Events, segment.NextCheckpoint);
            var run = new RunLimits { Until = limits.Until, MaxEvents = slice, Meter = meter };
            RunEnd end = session.Run(run);
            if (Breakpoint?.Invoke(Machine) is { } reached)
            {
                notes.Add(reached);
                breakNote = true;
                return RunEnd.Paused;
            }

            if (end == RunEnd.Cancelled)
            {
                TakeInterrupt();
            }

            if (end == RunEnd.Halted)
            {
                notes.AddRange(session.Failures.Select(failure => new LiveNote(session.Describe(failure))));
                if (Machine.HaltReason is ScheduleError error)
                {
                    notes.Add(error.ToString());
                }
            }

            if (end != RunEnd.MaxEvents || Machine.EventCount >= limits.Events)
            {
                return end;
            }

            if (Machine.EventCount >= segment.NextCheckpoint)
            {
                segment.Keep(Checkpoint.Of(Machine));
            }
        }
    }

    private void Apply(UserAct act)
    {
        switch (act)
        {
            case UserAct.Boot:
                Machine.Boot();
                break;
            case UserAct.Give give:
                CompiledProgram grown = program.Inputs[give.Input].Program;
                GrowShared(grown);
                ((VmContext)Machine.WritableContextOf(give.Pid)).Give(grown, grown.Main!.Function);
                VmContext.Grow(Machine, give.Pid, grown);
                break;
            case UserAct.Jobs jobs:
                CompiledProgram declaring = program.Inputs[jobs.Input].Program;
                GrowShared(declaring);
                long earliest = Machine.IsBooted ? Machine.Now + 1 : 0;
                Machine.AddJobs(Session.SpecifyAll(declaring, earliest));
                break;
            case UserAct.Pass pass:
                Machine.TryPassTime(pass.Time, evenAtEnd: true);
                break;
            case UserAct.Abandon abandon:
                ((VmContext)Machine.WritableContextOf(abandon.Pid)).Abandon();
                Machine.Resume();
                break;
            default:
                throw new InvalidOperationException($"no way to apply {act}");
        }
    }

    /// <summary>Shared variables that were declared since the machine was made get their place.</summary>
    private void GrowShared(CompiledProgram grown)
    {
        Machine.AddLocks(grown.Locks);
        Machine.AddTerminals(grown.Terminals);
        Machine.GrowMemories(memory => ProcessMemory.Grown((ProcessMemory)memory, grown));
        if (grown.SharedValues.Length > ((Machine.Shared as SharedVariables)?.Values.Length ?? 0))
        {
            Machine.ReplaceShared(SharedVariables.Grown(Machine.Shared as SharedVariables, grown));
        }
    }

    /// <summary>A machine that is not booted, of the inputs so far, which are declarations.</summary>
    private Machine NewMachine()
    {
        CompiledProgram first = program.Inputs[0].Program, last = program.Program;
        if (Schedule is not null)
        {
            Machine following = Session.FollowingMachine(last, program.Settings, Schedule);
            following.Attach(relay);
            return following;
        }

        Machine machine = Machine.Create(program.Settings, last.Names, new BootPrograms
        {
            Main = first.Main is { } main ? last.CreateContext(main) : null,
            Init = last.Init is { } init ? last.CreateContext(init) : null,
            Jobs = [.. program.Inputs.SelectMany(input => Session.SpecifyAll(input.Program))],
            Locks = last.Locks,
            Terminals = last.Terminals,
            Shared = last.SharedNumbers.Length + last.SharedValues.Length > 0 ? new SharedVariables(last) : null,
        });
        machine.Attach(relay);
        return machine;
    }

    private Timeline Recreate()
    {
        Machine = NewMachine();
        return new Timeline(Machine);
    }

    /// <summary>Hands events on to whoever the session's user names; attached to every machine of the session.</summary>
    private sealed class SinkRelay : TraceSink
    {
        public TraceSink? Target { get; set; }

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Target?.Write(machine, in e);

        public override long BytesWritten => Target?.BytesWritten ?? 0;

        public override void Output(Machine machine, int pid, int fd, string text) => Target?.Output(machine, pid, fd, text);
    }
}
