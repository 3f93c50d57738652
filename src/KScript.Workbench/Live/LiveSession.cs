// A session: a machine whose processes are told what to do by a user, and whose time can be gone back in. It knows nothing of
// terminals: the REPL, the tests and `explain` are its users. LiveSession.Travel.cs is the way back.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;
using KScript.Workbench.Views;

using Schedule = KScript.Kernel.Schedule;

namespace KScript.Workbench.Live;

/// <summary>What came of a command.</summary>
/// <param name="End">Why the machine stopped; null: nothing ran.</param>
/// <param name="Errors">What is wrong with what was typed; spans count from its start.</param>
/// <param name="Notes">What the user should know, a line each.</param>
internal sealed record LiveOutcome(RunEnd? End, IReadOnlyList<Diagnostic> Errors, IReadOnlyList<LiveNote> Notes)
{
    /// <summary>The text that the spans of errors are in, with what it imports; null: what was typed alone.</summary>
    public SourceText? Source { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Errors.Count == 0 && End is not RunEnd.Halted;
}

/// <summary>A session.</summary>
internal sealed partial class LiveSession
{
    /// <summary>The pid of a script's own process.</summary>
    public const int Main = 2;

    private readonly LiveProgram program;
    private readonly SinkRelay relay = new();
    private List<UserAct> acts = [];
    private Timeline timeline;
    private volatile bool isInterrupted;
    private int command;

    /// <summary>Begins a session whose process stands at its prompt.</summary>
    /// <param name="overrides">Settings that win over those of the session (--sched, --set).</param>
    public LiveSession(IReadOnlyList<SettingsDecl>? overrides = null)
    {
        program = new LiveProgram(overrides ?? []);
        program.Add("");
        timeline = Recreate();
    }

    private LiveSession(LiveProgram program, Schedule? schedule = null)
    {
        this.program = program;
        Schedule = schedule;
        timeline = Recreate();
    }

    /// <summary>Opens a script, paused at its start. Null: the script is wrong.</summary>
    /// <param name="source">The script.</param>
    /// <param name="endsAtPrompt">Whether its process, if it has one, waits for what the user types once it is done; else it exits, as in a run.</param>
    /// <param name="overrides">Settings that win over the script's.</param>
    /// <param name="diagnostics">What was found.</param>
    public static LiveSession? Open(SourceText source, bool endsAtPrompt, IReadOnlyList<SettingsDecl> overrides, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var program = new LiveProgram(overrides) { Imports = source.Imports };
        LiveResult result = program.Add(source.OwnText, endsAtPrompt, source.Name);
        if (endsAtPrompt && result.Input is { HasStatements: false } && result.Input.Program.Jobs.Length + result.Input.Program.Workloads.Length > 0)
        {
            // Jobs alone have no main, in a run neither.
            program = new LiveProgram(overrides) { Imports = source.Imports };
            result = program.Add(source.OwnText, endsAtPrompt: false, source.Name);
        }

        source.SetParts(result.Source?.Parts ?? []);
        diagnostics = result.Input?.Warnings ?? result.Errors;
        return result.Input is null ? null : new LiveSession(program) { IsScript = true, GoesOn = endsAtPrompt };
    }

    /// <summary>Where files are read that an input imports.</summary>
    public ImportReader Imports { get => program.Imports; set => program.Imports = value; }

    /// <summary>Opens a script, paused at its start, that makes the steps of a schedule and ends as a run does. Null: the script is wrong.</summary>
    /// <param name="source">The script. It has no jobs.</param>
    /// <param name="schedule">The steps; what comes after them runs as fcfs.</param>
    /// <param name="overrides">Settings that win over the script's.</param>
    /// <param name="diagnostics">What was found.</param>
    public static LiveSession? Follow(SourceText source, Schedule schedule, IReadOnlyList<SettingsDecl> overrides, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var program = new LiveProgram(overrides, follows: true) { Imports = source.Imports };
        LiveResult result = program.Add(source.OwnText, endsAtPrompt: false, source.Name);
        source.SetParts(result.Source?.Parts ?? []);
        diagnostics = result.Input?.Warnings ?? result.Errors;
        return result.Input is null ? null : new LiveSession(program, schedule) { IsScript = true, GoesOn = false };
    }

    /// <summary>The schedule whose steps it makes; null: the machine's policy decides.</summary>
    public Schedule? Schedule { get; }

    /// <summary>Whether its first input is a script that was opened.</summary>
    public bool IsScript { get; private init; }

    /// <summary>Whether there is, or will be, a main: a script of jobs alone has none.</summary>
    public bool HasMain => program.Inputs[0].Program.Main is not null;

    /// <summary>Whether the user goes on behind the end of the script: then nothing left to happen is no end, and no time for `finally`.</summary>
    private bool GoesOn { get; init; } = true;

    /// <summary>The machine as it is now; another one after each way back. Only to look at.</summary>
    public Machine Machine { get; private set; } = null!;

    /// <summary>The machine to look at: before the first statement, as it will be when it has just booted.</summary>
    public Machine View
    {
        get
        {
            if (Machine.IsBooted)
            {
                return Machine;
            }

            Machine booted = Machine.Snapshot();
            booted.Boot();
            return booted;
        }
    }

    /// <summary>Who the user is; 0: nobody.</summary>
    public int Current { get; private set; } = Main;

    /// <summary>What was typed, in order; those behind <see cref="InputCount"/> were taken back.</summary>
    public IReadOnlyList<LiveInput> Inputs => program.Inputs;

    /// <summary>How many inputs the session had at the present place.</summary>
    public int InputCount => timeline.Here.Segment < 0 ? FirstInputs : timeline.Segments[timeline.Here.Segment].Inputs;

    /// <summary>The program as it is now.</summary>
    public CompiledProgram Program => program.Inputs[InputCount - 1].Program;

    /// <summary>Settings that win over the session's own.</summary>
    public IReadOnlyList<SettingsDecl> Overrides => program.Overrides;

    /// <summary>The time line.</summary>
    public Timeline Timeline => timeline;

    /// <summary>What the present command costs.</summary>
    public RunMeter Meter { get; private set; } = RunBudget.Default.Meter();

    /// <summary>What follows is another command, with the whole budget before it. A command that runs the machine says so itself.</summary>
    public void BeginCommand()
    {
        Meter = Budget.Meter();
        timeline.Meter = Meter.WithoutLimits();
        if (isInterrupted)
        {
            // It came between two commands.
            Meter.Stop(RunEnd.Cancelled);
        }
    }

    /// <summary>What each command may cost.</summary>
    public RunBudget Budget { get; set; } = RunBudget.Default;

    /// <summary>Gets every event as it happens, and none when the session goes back. Null: nobody does.</summary>
    public TraceSink? Sink
    {
        get => relay.Target;
        set => relay.Target = value;
    }

    /// <summary>Asked after every event of a run whether to pause there: a line for the user, or null. Slow; null: nobody is asked.</summary>
    public Func<Machine, string?>? Breakpoint { get; set; }

    /// <summary>Whether a process takes input now: it is at its prompt, or was forked by input and gets there when it runs.</summary>
    public bool TakesInput(int pid) => !Machine.IsBooted ? pid == Main && !IsScript
        : Machine.IsAtPrompt(pid) || (Machine.ContextOf(pid) is VmContext { TakesInputAtAll: true } && Machine.TryGetProcess(pid, out ProcessView p) && p.State == TaskState.Ready);

    /// <summary>The variables that were declared at the top level, in the order of their registers.</summary>
    public IReadOnlyList<string> VariableNames()
    {
        if (Program.Main is not { } main)
        {
            return [];
        }

        FunctionInfo info = Program.Functions[main.Function];
        // Where threads may share them, those of the top level are in the memory of the process.
        return [.. info.NumberNames.Concat(info.ValueNames).Concat(Program.CommonVariables.Concat(Program.SharedVariables).Select(static one => one.Name)).Distinct()];
    }

    /// <summary>The processes that take input now, by pid.</summary>
    public IReadOnlyList<int> Puppets()
    {
        if (!Machine.IsBooted)
        {
            return IsScript ? [] : [Main];
        }

        var pids = new List<int>();
        foreach (ProcessView process in Machine.Processes())
        {
            if (TakesInput(process.Pid))
            {
                pids.Add(process.Pid);
            }
        }

        return pids;
    }

    /// <summary>Ends the command that runs, or else the next one, at the machine's next boundary. May be called from another thread.</summary>
    public void Interrupt()
    {
        isInterrupted = true;
        Meter.Stop(RunEnd.Cancelled);
    }

    /// <summary>Ends the command that runs, for another reason than its user's. May be called from another thread.</summary>
    public void Stop(RunEnd why) => Meter.Stop(why);

    /// <summary>Forgets an interrupt that found nothing to end.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TakeInterrupt()
    {
        bool was = isInterrupted;
        isInterrupted = false;
        return was;
    }

    /// <summary>Says who the user is from now on.</summary>
    /// <returns>False: that process takes no input.</returns>
    public bool Use(int pid)
    {
        if (!TakesInput(pid))
        {
            return false;
        }

        Current = pid;
        return true;
    }

    /// <summary>Gives a process statements, and lets the machine go on until they are done or it blocks and another one can go on.</summary>
    public LiveOutcome Submit(int pid, string text)
    {
        if (Schedule is not null)
        {
            return new LiveOutcome(null, [], [new LiveNote("this world makes the steps of a schedule, and nothing is typed into it", Remedy.BeginAnew)]);
        }

        // What is wrong or refused leaves the future that is known.
        LiveInput[]? future = InputCount < program.Inputs.Count ? [.. program.Inputs] : null;
        GoToKnownInputs();
        LiveResult result = program.Add(text);
        if (result.Input is not { } input)
        {
            Restore(future);
            return new LiveOutcome(null, result.Errors, []) { Source = result.Source };
        }

        var notes = new List<LiveNote>();
        LiveNote? refusal = Refusal(pid, input);
        if (refusal is not null)
        {
            program.Rewind(program.Inputs.Count - 1);
            Restore(future);
            return new LiveOutcome(null, [], [refusal]);
        }

        command++;
        BeginCommand();
        bool waited = SleptAtPrompt(pid);
        if (input.HasStatements && Machine.IsBooted && !Machine.IsAtPrompt(pid))
        {
            // It gets to its prompt without the input, which is taken back if that fails.
            program.Rewind(program.Inputs.Count - 1);
            if (!Bring(pid, notes))
            {
                return new LiveOutcome(null, [], notes);
            }

            input = program.Add(text).Input!;
        }

        if (!Machine.IsBooted)
        {
            // What it says of the machine, of jobs and of init is there from the start.
            timeline.Truncate(Machine, Current);
            Machine = NewMachine();
            AddSegment();
        }
        else
        {
            AddJobs(input, notes);
        }

        if (!input.HasStatements)
        {
            AddSegment();
            return new LiveOutcome(null, input.Warnings, notes);
        }

        EnsureBooted();
        acts.Add(new UserAct.Give(pid, program.Inputs.Count - 1, waited));
        Current = pid;
        RunEnd end = GoOn(pid, notes);
        return new LiveOutcome(end, input.Warnings, notes);
    }

    private void Restore(LiveInput[]? inputs)
    {
        if (inputs is not null)
        {
            program.Replace(inputs);
        }
    }

    /// <summary>Lets the machine run: until a time, for a number of events, or until nothing is left to happen.</summary>
    public LiveOutcome Run(long until = long.MaxValue, long events = long.MaxValue)
    {
        GoToKnownInputs();
        var notes = new List<LiveNote>();
        command++;
        BeginCommand();
        EnsureBooted();
        long most = events == long.MaxValue ? Budget.Events : events;
        RunEnd end = Drive(0, until, most, notes);
        bool cut = end == RunEnd.MaxEvents && events == long.MaxValue;
        if (end is RunEnd.Until or RunEnd.Finished && until < long.MaxValue && Machine.Now < until)
        {
            PassTo(until);
        }

        Note(end, cut, notes);
        ChooseCurrent();
        return new LiveOutcome(end, [], notes);
    }

    /// <summary>A table of the machine as it is now; what looks back is recorded by running what was again.</summary>
    public string Table(TableRow row, long argument, int width)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Render(new TableRequest(View, argument, Recorded(row.Needs), width));
    }

    /// <summary>What was, recorded by running it again; null: nothing is needed.</summary>
    private History? Recorded(HistoryParts parts)
    {
        if (parts == HistoryParts.None)
        {
            return null;
        }

        var history = new History(Machine.Settings, parts);
        Replay(0, history);
        return history;
    }

    /// <summary>The value of an expression now, as a process sees it (its own variables, if it has them); null: it is wrong.</summary>
    /// <exception cref="HaltException">It cannot be evaluated.</exception>
    public Value? Evaluate(string expression, int pid, out IReadOnlyList<Diagnostic> errors)
    {
        LiveFunction? watch = Compile(expression, out errors);
        return watch is null ? null : VmContext.Look(watch.Program, watch.Function, View, pid);
    }

    /// <summary>An expression, compiled to be looked at often.</summary>
    public LiveFunction? Compile(string expression, out IReadOnlyList<Diagnostic> errors) => program.Watch(expression, InputCount, out errors);

    /// <summary>Statements, compiled so that <see cref="VmContext.Inject"/> can make a process of a copy of the machine call them.</summary>
    public LiveFunction? CompileCall(string statements, out IReadOnlyList<Diagnostic> errors) => program.Call(statements, InputCount, out errors);

    /// <summary>Statements, compiled so that <see cref="VmContext.Give"/> can give them to a process of a copy of the machine that is at its prompt.</summary>
    public LiveFunction? CompileTrial(string statements, out IReadOnlyList<Diagnostic> errors) => program.Trial(statements, InputCount, out errors);

    /// <summary>The claims that hold at the end of a run (`finally`) and do not hold now, a text each.</summary>
    public IReadOnlyList<string> CheckFinally()
    {
        Machine copy = Machine.Snapshot();
        copy.Figures = Recorded(Program.History & HistoryParts.Figures)?.Figures is { } figures ? new RecordedFigures(figures) : null;
        var session = new Session(Program, copy);
        session.CheckFinally(Meter);
        return [.. session.Failures.Select(session.Describe)];
    }

    private LiveNote? Refusal(int pid, LiveInput input)
    {
        if (Machine.IsHalted)
        {
            return new LiveNote("the machine has stopped at what failed", Remedy.GoBack);
        }

        if (Machine.IsBooted && input.HasSettings)
        {
            return "the machine runs already: `sched` and `machine` do the session again from its start, and stand in a line of their own";
        }

        if (Machine.IsBooted && program.Program.Init is not null && input.File.Statements.Exists(s => s is ProgramDecl { Name.Name: "init" }))
        {
            return new LiveNote("init runs already: `program init` comes before the first statement", Remedy.BeginAnew);
        }

        return input.HasStatements && !TakesInput(pid) ? Waiting.WhyNoInput(this, pid) : null;
    }

    /// <summary>Jobs of an input: those whose time has come already start at the next tick.</summary>
    private void AddJobs(LiveInput input, List<LiveNote> notes)
    {
        if (input.Program.Jobs.Length + input.Program.Workloads.Length == 0)
        {
            return;
        }

        acts.Add(new UserAct.Jobs(program.Inputs.Count - 1));
        foreach (JobImage job in input.Program.Jobs)
        {
            if (job.At <= Machine.Now)
            {
                notes.Add($"t={job.At} is past: job {job.Image.Name} starts at t={Machine.Now + 1}");
            }
        }
    }

    private void EnsureBooted()
    {
        if (!Machine.IsBooted)
        {
            acts.Add(new UserAct.Boot());
        }
    }

    /// <summary>Lets the machine run for a number of events while a process is on its way to its prompt, and gives that nothing there.</summary>
    internal void BringFor(int pid, long events)
    {
        GoToKnownInputs();
        command++;
        BeginCommand();
        Drive(pid, long.MaxValue, events, []);
        ChooseCurrent();
    }

    /// <summary>Lets a process that is on its way to its prompt get there.</summary>
    private bool Bring(int pid, List<LiveNote> notes)
    {
        Drive(pid, long.MaxValue, Budget.Events, notes);
        if (Machine.IsAtPrompt(pid))
        {
            return true;
        }

        notes.Add(Waiting.WhyNoInput(this, pid));
        ChooseCurrent();
        return false;
    }

    /// <summary>Whether a process has gone to sleep at its prompt, though a signal may have woken it.</summary>
    private bool SleptAtPrompt(int pid)
    {
        bool atPrompt = Machine.ContextOf(pid) is { AwaitsInput: true, HasInput: false } && Machine.TryGetProcess(pid, out ProcessView p) && p.State != TaskState.Running;
        // One that was just forked stands at the end of its parent's input, and has not run.
        return atPrompt && (Machine.IsAtPrompt(pid) || timeline.Segments.Take(timeline.Here.Segment + 1).Any(segment => segment.Acts.Any(act => act is UserAct.Give give && give.Pid == pid)));
    }

    /// <summary>Runs until the process is done, or has left its CPU and another one can go on.</summary>
    private RunEnd GoOn(int pid, List<LiveNote> notes)
    {
        int foreground = pid;
        while (true)
        {
            RunEnd end = Drive(foreground, long.MaxValue, Budget.Events, notes);
            if (end == RunEnd.Halted && AbandonInput(pid))
            {
                return end;
            }

            if (end != RunEnd.Paused)
            {
                Note(end, end == RunEnd.MaxEvents, notes);
                ChooseCurrent();
                return end;
            }

            if (breakNote)
            {
                ChooseCurrent();
                return end;
            }

            int at = Machine.Foreground;
            if (at != 0 && Machine.IsAtPrompt(at))
            {
                if (at != pid)
                {
                    notes.Add(Waiting.Moved(Machine, pid, at));
                }

                Current = at;
                return end;
            }

            // It has left its CPU. Whoever is on the way to a prompt gets there first; else one who waits takes over; if there is
            // none, the machine goes on until somebody is back.
            IReadOnlyList<int> ready = Puppets();
            if (ready.Count > 0 && ready.All(Machine.IsAtPrompt))
            {
                Current = ready[0];
                notes.Add(Waiting.Moved(Machine, pid, Current));
                return end;
            }

            foreground = -1;
        }
    }

    /// <summary>A process that failed in the middle of its input is back at its prompt, and the machine goes on.</summary>
    private bool AbandonInput(int pid)
    {
        int failed = (Machine.HaltReason as HaltReason)?.Task is > 0 and var slot ? Machine.PidOf(slot) : 0;
        if (failed != pid || Machine.ContextOf(pid) is not VmContext { TakesInputAtAll: true })
        {
            return false;
        }

        acts.Add(new UserAct.Abandon(pid));
        Drive(pid, long.MaxValue, Budget.Events, []);
        return true;
    }

    private void PassTo(long time)
    {
        Machine trial = Machine.Snapshot();
        if (trial.TryPassTime(time, evenAtEnd: true))
        {
            acts.Add(new UserAct.Pass(time));
            Drive(0, time, Budget.Events, []);
        }
    }

    private void ChooseCurrent()
    {
        if (Current == 0 || !TakesInput(Current))
        {
            IReadOnlyList<int> ready = Puppets();
            Current = ready.Count > 0 ? ready[0] : !Machine.IsBooted ? Main : Machine.TryGetProcess(Current, out _) ? Current : 0;
        }
    }

    private void Note(RunEnd end, bool cut, List<LiveNote> notes)
    {
        if (end == RunEnd.Finished && Machine.ProcessCount <= 1 && !IsScript)
        {
            notes.Add(new LiveNote("every process is gone", Remedy.AfterTheEnd));
        }
        else if (end == RunEnd.Finished && Machine.ProcessCount > 1)
        {
            notes.Add(Waiting.NothingLeft(Machine));
        }
        else if (end == RunEnd.MaxEvents && cut)
        {
            notes.Add(new LiveNote($"paused after {Budget.Events} events", Remedy.GoOnOrBackSome));
        }
        else if (end is RunEnd.MaxMemory or RunEnd.MaxOutput or RunEnd.Timeout)
        {
            notes.Add(new LiveNote("paused: " + StopText.Of(end, Budget), Remedy.GoOnOrBack));
        }
        else if (end == RunEnd.MaxStatements)
        {
            notes.Add(new LiveNote("paused in an endless loop", Remedy.GoOnOrLeaveLoop));
        }
        else if (end == RunEnd.Cancelled)
        {
            notes.Add(new LiveNote("interrupted", Remedy.GoOnOrBack));
        }
    }
}
