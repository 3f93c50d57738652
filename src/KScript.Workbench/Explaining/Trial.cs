// Tries something out on a copy of the machine: at a place of the time line processes are made to call statements, or get a signal, and the
// copy runs on. What came of it is compared with what happened without.
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Explaining;

/// <summary>Statements that a process is made to call.</summary>
/// <param name="Pid">Who.</param>
/// <param name="Statements">What.</param>
/// <param name="Unblocked">A signal that stays unblocked after it; 0: the mask is what it was. They are called as a handler is, whose return restores the mask.</param>
internal sealed record Order(int Pid, string Statements, int Unblocked = 0);

/// <summary>What came of a run of a copy.</summary>
/// <param name="History">What happened in it.</param>
/// <param name="Machine">The machine at its end.</param>
/// <param name="End">Why it ended.</param>
internal sealed record TrialRun(History History, Machine Machine, RunEnd End)
{
    /// <summary>A limit ended it.</summary>
    public bool WasCut => End is not (RunEnd.Finished or RunEnd.Until or RunEnd.Halted or RunEnd.Paused);

    /// <summary>Its zombies that nobody who should has reaped, of one parent.</summary>
    public IEnumerable<Life> LeaksOf(int parent) => History.Lives.Where(life => life.IsLeaked && life.DiedUnder?.Pid == parent && IsLate(life));

    // One that died at the very moment at which a limit cut the run short may well have been about to be reaped.
    private bool IsLate(Life life) => life.Reaped is not null || !WasCut || life.Died!.Value.Time < Machine.Now;
}

/// <summary>Runs copies.</summary>
internal static class Trial
{
    private const long FutureEvents = 20_000;
    private const long Statements = 20_000_000;

    /// <summary>Runs a copy on to its end.</summary>
    public static TrialRun RunOn(Machine machine, History history, RunMeter payer)
    {
        machine.SetForeground(0);
        machine.Attach(history);
        RunEnd end = RunOn(machine, machine.EventCount + FutureEvents, payer);
        machine.DetachAll();
        return new TrialRun(history, machine, end);
    }

    /// <summary>Runs a script from its start, with the settings of a session. Null: it does not compile.</summary>
    public static TrialRun? RunScript(Case facts, string text)
    {
        LiveSession session = facts.Session;
        CompileResult compiled = Script.Compile(new SourceText(session.Program.Source.Name, text) { Imports = session.Imports }, new CompilerOptions { Overrides = session.Overrides });
        if (compiled.Program is null)
        {
            return null;
        }

        Machine machine = Session.CreateMachine(compiled.Program);
        var history = new History();
        machine.Attach(history);
        machine.Boot();
        RunEnd end = RunOn(machine, facts.TrialEvents(0), facts.Meter);
        machine.DetachAll();
        return new TrialRun(history, machine, end);
    }

    /// <summary>Lets a copy go on from a number of events with orders carried out.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="events">How many events there have been then.</param>
    /// <param name="orders">What processes are made to call, each when it next executes statements of its own.</param>
    /// <param name="problem">Why it cannot be tried.</param>
    public static TrialRun? WithOrders(Case facts, long events, IReadOnlyList<Order> orders, out string problem)
    {
        Machine machine = At(facts.Session, events);
        machine.SetForeground(0);
        var history = History.StartingAt(machine);
        machine.Attach(history);
        problem = "";
        foreach (Order order in orders)
        {
            if (!BringTo(machine, facts, order, out problem))
            {
                return null;
            }
        }

        RunEnd end = RunOn(machine, machine.EventCount + facts.TrialEvents(events), facts.Meter);
        machine.DetachAll();
        return new TrialRun(history, machine, end);
    }

    /// <summary>Lets a copy go on with a signal sent from outside.</summary>
    public static TrialRun WithSignal(Case facts, Machine machine, int pid, int signal) =>
        With(facts, machine, m => m.SendSignal(pid, signal));

    /// <summary>Lets a copy go on with a process's group brought to the foreground of its terminal and continued.</summary>
    public static TrialRun WithForeground(Case facts, Machine machine, int pid) => With(facts, machine, m => m.BringToForeground(pid));

    /// <summary>Lets a copy go on with a tracer having let its tracee go on, with the signal that it stopped for or without.</summary>
    public static TrialRun WithTraceeContinued(Case facts, Machine machine, int pid, bool withSignal) =>
        With(facts, machine, m => m.ContinueTracee(pid, withSignal));

    /// <summary>Lets a copy go on in which something has been done from outside.</summary>
    private static TrialRun With(Case facts, Machine machine, Action<Machine> act)
    {
        var history = History.StartingAt(machine);
        machine.SetForeground(0);
        machine.Attach(history);
        act(machine);
        RunEnd end = RunOn(machine, machine.EventCount + facts.TrialEvents(machine.EventCount), facts.Meter);
        machine.DetachAll();
        return new TrialRun(history, machine, end);
    }

    /// <summary>A copy of the machine as it was after a number of events.</summary>
    public static Machine At(LiveSession session, long events) =>
        events >= session.Machine.EventCount ? session.Machine.Snapshot() : session.Timeline.At(session.Timeline.Find(events));

    /// <summary>Whether statements can be put on top of what a process does: it is in no system call.</summary>
    private static bool CanCall(Machine machine, int pid) =>
        machine.TryGetProcess(pid, out ProcessView p)
        && p.State is TaskState.Running or TaskState.Ready
        && p.BlockedIn == SyscallNumber.None
        && machine.ContextOf(pid) is VmContext;

    private static bool BringTo(Machine machine, Case facts, Order order, out string problem)
    {
        problem = "";
        if (machine.IsAtPrompt(order.Pid))
        {
            return Give(machine, facts, order, out problem);
        }

        for (long limit = machine.EventCount + facts.TrialEvents(machine.EventCount); !CanCall(machine, order.Pid);)
        {
            long before = machine.EventCount;
            RunEnd end = RunOn(machine, before + 1, facts.Meter);
            if (machine.EventCount >= limit || machine.EventCount == before || end is RunEnd.Finished or RunEnd.Halted)
            {
                problem = $"{Waiting.Label(machine, order.Pid)} never executes a statement again";
                return false;
            }
        }

        LiveFunction? call = facts.Session.CompileCall(order.Statements, out var errors);
        if (call is null)
        {
            problem = errors.Count > 0 ? errors[0].Message : "it does not compile";
            return false;
        }

        ulong mask = machine.SignalsOf(order.Pid).Blocked;
        ulong after = order.Unblocked == 0 ? mask : mask & ~Signal.Bit(order.Unblocked);
        ((VmContext)machine.WritableContextOf(order.Pid)).Inject(call.Program, call.Function, after);
        VmContext.Grow(machine, order.Pid, call.Program);
        return true;
    }

    /// <summary>To a process at its prompt statements are given, as its user would.</summary>
    private static bool Give(Machine machine, Case facts, Order order, out string problem)
    {
        LiveFunction? given = facts.Session.CompileTrial(order.Statements, out var errors);
        problem = given is not null ? "" : errors.Count > 0 ? errors[0].Message : "it does not compile";
        if (given is not null)
        {
            ((VmContext)machine.WritableContextOf(order.Pid)).Give(given.Program, given.Function);
        }

        return given is not null;
    }

    private static RunEnd RunOn(Machine machine, long events, RunMeter payer)
    {
        RunMeter meter = payer.Part(Statements);
        RunEnd end = machine.Run(new RunLimits { MaxEvents = events, Meter = meter });
        payer.Work(meter.Statements);
        return end is RunEnd.Cancelled or RunEnd.Timeout ? throw new RunStoppedException(end) : end;
    }
}
