// A machine with its program: made, run or stepped, and watched by the script's own claims (`always`, `finally`).
using System.Globalization;
using System.Text;
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Metrics;
using KScript.Workbench.Views;
using KScript.Interpreter.Vm;
using KScript.Interpreter.Workloads;
using KScript.Kernel;
using Schedule = KScript.Kernel.Schedule;

namespace KScript.Workbench.Runs;

/// <summary>Something that went wrong while running.</summary>
/// <param name="Reason">What.</param>
/// <param name="Time">When, in ticks.</param>
/// <param name="Pid">In which process; 0: none, the machine.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The process table at that moment, as ps shows it.</param>
internal sealed record Failure(HaltReason Reason, long Time, int Pid, string Name, string Table);

/// <summary>A run of a program.</summary>
internal sealed class Session
{
    private readonly List<Failure> failures = [];
    private readonly RunWatcher watcher = new();
    private IReadOnlyList<Complaint>? complaints;
    private Property[] always;
    private OpenClaims? claims;
    private bool ended;

    /// <summary>Makes the machine that the program asks for, at time 0. Attach sinks to it, then run.</summary>
    /// <param name="program">The program.</param>
    /// <param name="history">What is recorded beyond what the script's own tables need.</param>
    public Session(CompiledProgram program, HistoryParts history = HistoryParts.None)
        : this(program, CreateMachine(program))
    {
        if ((program.History | history) is not HistoryParts.None and var parts)
        {
            History = new History(program.Settings, parts);
            Machine.Attach(History);
            Machine.Figures = History.Figures is { } figures ? new RecordedFigures(figures) : null;
        }
    }

    /// <summary>Goes on with a machine that a program of the same names made; who made it sees to what is recorded.</summary>
    internal Session(CompiledProgram program, Machine machine)
    {
        Program = program;
        program.ShowTable = Tables.Show;
        Machine = machine;
        machine.Attach(watcher);
        machine.Reached ??= new bool[program.Statements.Length];
        always = Array.FindAll(program.Properties, static property => property.Kind == PropertyKind.Always);
    }

    /// <summary>A run of a program by a schedule: whose steps they are is said, and nothing else decides. What comes after its end runs as fcfs.</summary>
    /// <param name="source">The program as it was compiled.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="history">What is recorded beyond what the script's own tables need.</param>
    /// <param name="alsoAllowed">Ends of the run that are meant, beside those that the script allows.</param>
    public static Session Following(
        CompiledProgram source, Schedule schedule, HistoryParts history = HistoryParts.None, AllowedEnds alsoAllowed = default)
    {
        CompiledProgram program = Instrument.Apply(source);
        HistoryParts parts = program.History | history;
        var session = new Session(program, FollowingMachine(program, schedule))
        {
            Schedule = schedule,
            History = parts == HistoryParts.None ? null : new History(program.Settings, parts),
            AlsoAllowed = alsoAllowed,
        };
        if (session.History is { } recorded)
        {
            session.Machine.Attach(recorded);
        }

        return session;
    }

    private static Machine FollowingMachine(CompiledProgram program, Schedule schedule) => FollowingMachine(program, program.Settings, schedule);

    /// <summary>A machine that makes the steps of a schedule.</summary>
    /// <param name="program">The program, with its points.</param>
    /// <param name="own">The settings that were asked for.</param>
    /// <param name="schedule">The steps.</param>
    internal static Machine FollowingMachine(CompiledProgram program, MachineSettings own, Schedule schedule)
    {
        MachineSettings settings = own.UnderAnySchedule("fcfs") with { PolicyText = $"{Unordered.Name} schedule=\"{schedule}\"" };
        Machine machine = CreateMachine(program, settings);
        machine.Follow(schedule, ProgramAnalysis.SentBy(program), !program.HasCommon);
        return machine;
    }

    /// <summary>The schedule that it follows; null: the machine's policy decides.</summary>
    public Schedule? Schedule { get; private init; }

    /// <summary>A machine that makes the same run once more, from its start.</summary>
    internal Machine StartAgain() => Schedule is null ? CreateMachine(Program) : FollowingMachine(Program, Schedule);

    /// <summary>What a machine of a program starts with.</summary>
    internal static Machine CreateMachine(CompiledProgram program) => CreateMachine(program, program.Settings);

    /// <summary>The same with other settings than the script's.</summary>
    internal static Machine CreateMachine(CompiledProgram program, MachineSettings settings) =>
        Machine.Create(settings, program.Names, new BootPrograms
        {
            Main = program.Main is { } main ? program.CreateContext(main) : null,
            Init = program.Init is { } init ? program.CreateContext(init) : null,
            Jobs = SpecifyAll(program),
            Locks = program.Locks,
            Terminals = program.Terminals,
            Shared = program.SharedNumbers.Length + program.SharedValues.Length > 0 ? new SharedVariables(program) : null,
        });

    /// <summary>What is recorded of the run; null where nothing needs it.</summary>
    public History? History { get; private init; }

    /// <summary>What runs.</summary>
    public CompiledProgram Program { get; }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>Whether `finally` is checked at the end. A comparison of policies does not: such a claim is about the script's own.</summary>
    public bool ChecksFinally { get; init; } = true;

    /// <summary>What went wrong so far.</summary>
    public IReadOnlyList<Failure> Failures => failures;

    /// <summary>Runs until nothing is left to happen, a limit is reached or something fails. May be called again.</summary>
    public RunEnd Run(RunLimits limits)
    {
        Boot();
        complaints = null;
        RunEnd end = always.Length == 0 && claims is null ? Machine.Run(limits) : RunWatching(limits);
        if (end == RunEnd.Finished && !ended && ChecksFinally)
        {
            Property[] last = Array.FindAll(Program.Properties, static property => property.Kind == PropertyKind.Finally);
            RunEnd? stopped = CheckAll(last, limits.Meter) ?? CheckOpen(limits.Meter);
            ended = stopped is null or RunEnd.Halted;
            return stopped ?? end;
        }

        if (end == RunEnd.Halted && failures.Count == 0 && Machine.HaltReason is HaltReason reason)
        {
            Record(reason);
        }

        return end;
    }

    /// <summary>Does the next thing that happens. False: nothing is left, or something failed.</summary>
    public bool Step()
    {
        Boot();
        return Machine.Run(new RunLimits { MaxEvents = Machine.EventCount + 1 }) == RunEnd.MaxEvents && CheckAll(always, Machine.Meter) is null;
    }

    /// <summary>Checks what is claimed of the end (`finally`); what does not hold is among the failures.</summary>
    /// <param name="meter">What that costs.</param>
    internal void CheckFinally(RunMeter meter) => CheckAll(Array.FindAll(Program.Properties, static property => property.Kind == PropertyKind.Finally), meter);

    /// <summary>Ends of the run that are meant, beside those that the script allows (`--allow`).</summary>
    public AllowedEnds AlsoAllowed { get; init; }

    /// <summary>What is to be said of how the run ended: who is blocked for ever, whether main was killed, which claims nobody looked at.</summary>
    public IReadOnlyList<Complaint> ComplaintsOf(RunEnd end) => complaints ??= RunOutcome.Of(this, end, watcher, AlsoAllowed);

    /// <summary>As the command line's exit code.</summary>
    public int ExitCodeOf(RunEnd end) => end switch
    {
        RunEnd.Finished or RunEnd.Until when ComplaintsOf(end).Any(complaint => complaint.IsFailure) => 1,
        RunEnd.Finished or RunEnd.Until or RunEnd.Cancelled or RunEnd.Paused => 0,
        RunEnd.MaxEvents or RunEnd.MaxStatements or RunEnd.MaxMemory or RunEnd.MaxOutput or RunEnd.Timeout => 3,
        RunEnd.Halted when Machine.HaltReason is ScheduleError => 2,
        RunEnd.Halted => failures.Count == 0 ? 1 : failures[0].Reason switch { TypeErrorHalt => 2, LimitHalt => 3, _ => 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    private void Boot()
    {
        if (!Machine.IsBooted)
        {
            // Who has not seen a run from its start cannot tell what has held in it.
            claims = ChecksFinally && Array.Exists(Program.Properties, static property => property.IsOfRuns) ? new OpenClaims(Program) : null;
            Machine.Boot();
        }
    }

    /// <summary>Written and generated jobs in the order of the source.</summary>
    /// <param name="program">The program that declares them.</param>
    /// <param name="earliest">None starts before this time, in ticks: a job starts then at the soonest, `jobs` all the later together.</param>
    internal static JobSpec[] SpecifyAll(CompiledProgram program, long earliest = 0)
    {
        JobSpec[] jobs = Array.ConvertAll(program.Jobs, job => Specify(program, job with { At = Math.Max(job.At, earliest) }));
        if (program.Workloads.Length == 0)
        {
            return jobs;
        }

        var specs = new List<JobSpec>(program.Jobs.Length + program.Workloads.Sum(workload => workload.Jobs.Length));
        int written = 0;
        foreach (Workload workload in program.Workloads)
        {
            for (; written < Math.Min(workload.Before, program.Jobs.Length); written++)
            {
                specs.Add(jobs[written]);
            }

            long later = Math.Max(0, earliest - workload.Start);
            foreach (WorkloadJob job in workload.Jobs)
            {
                specs.Add((job with { At = job.At + later }).Specify(program.Names.Intern(program.NamesEachJob ? job.Name : workload.Name)));
            }
        }

        for (; written < program.Jobs.Length; written++)
        {
            specs.Add(jobs[written]);
        }

        return [.. specs];
    }

    /// <summary>A job of a program for a machine.</summary>
    private static JobSpec Specify(CompiledProgram program, JobImage job)
    {
        long Attribute(string key, long fallback)
        {
            foreach (KeyValuePair<string, long[]> attribute in job.Attributes)
            {
                if (attribute.Key == key)
                {
                    return attribute.Value[0];
                }
            }

            return fallback;
        }

        var template = new JobSpec(program.Names.Intern(job.Image.Name), job.At, program.CreateContext(job.Image));
        return template with
        {
            Nice = (int)Attribute("nice", 0),
            Priority = (int)Attribute("priority", 0),
            Tickets = (int)Attribute("tickets", template.Tickets),
            Burst = job.Burst ?? -1,
            Affinity = Affinity(job),
            QueueClass = (int)Attribute("class", 0),
            Scheduling = JobCompiler.SchedulingOf(Attribute),
            WorkingSet = (int)Attribute("working_set", 0),
            Period = job.Period,
            Deadline = job.Deadline,
        };
    }

    private static ulong[]? Affinity(JobImage job)
    {
        foreach ((string key, long[] cpus) in job.Attributes)
        {
            if (key == "affinity")
            {
                return CpuMask.Of(cpus);
            }
        }

        return null;
    }

    /// <summary>Runs with `always` looked at after every event.</summary>
    private RunEnd RunWatching(RunLimits limits)
    {
        RunEnd? stopped = CheckAll(always, limits.Meter) ?? LookAtClaims(limits.Meter);
        while (stopped is null && Machine.EventCount < limits.MaxEvents)
        {
            RunEnd end = Machine.Run(new RunLimits { Until = limits.Until, Meter = limits.Meter, MaxEvents = Machine.EventCount + 1 });
            stopped = CheckAll(always, limits.Meter) ?? LookAtClaims(limits.Meter) ?? (end == RunEnd.MaxEvents ? null : end);
        }

        return stopped ?? RunEnd.MaxEvents;
    }

    /// <summary>Looks at properties; those that do not hold are recorded.</summary>
    /// <returns>Null: all hold; Halted: one does not; else the limit that cut this short.</returns>
    private RunEnd? CheckAll(Property[] properties, RunMeter meter)
    {
        RunEnd? stopped = null;
        foreach (Property property in properties)
        {
            ConditionOutcome outcome = VmContext.Holds(Program, property, Machine, meter, out HaltReason? failure);
            if (outcome == ConditionOutcome.Cut)
            {
                return stopped ?? meter.Look(Machine) ?? RunEnd.MaxMemory;
            }

            if (outcome != ConditionOutcome.Holds)
            {
                stopped = RunEnd.Halted;
                string condition = Program.Source.Text.Substring(property.Assertion.Condition.Start, property.Assertion.Condition.Length);
                Record(failure is AssertionHalt claim
                    ? claim with { Message = $"{Property.WordOf(property.Kind)} does not hold: {condition}" }
                    : failure!);
            }
        }

        return stopped ?? (properties.Length > 0 && meter.IsDue ? meter.Look(Machine) : null);
    }

    /// <summary>Looks at the claims about the whole run.</summary>
    private RunEnd? LookAtClaims(RunMeter meter)
    {
        if (claims is null)
        {
            return null;
        }

        if (!claims.Look(Machine, meter, out HaltReason? failure))
        {
            return meter.Look(Machine) ?? RunEnd.MaxMemory;
        }

        if (failure is null)
        {
            return meter.IsDue ? meter.Look(Machine) : null;
        }

        Record(failure);
        return RunEnd.Halted;
    }

    /// <summary>At the end: what has not come to hold is recorded.</summary>
    private RunEnd? CheckOpen(RunMeter meter)
    {
        RunEnd? stopped = null;
        foreach (HaltReason open in claims?.Open(Machine, meter) ?? [])
        {
            stopped = RunEnd.Halted;
            Record(open);
        }

        return stopped;
    }

    private void Record(HaltReason reason)
    {
        Machine.Halt(reason);
        int pid = reason.Task > 0 ? Machine.PidOf(reason.Task) : 0;
        string name = Machine.TryGetProcess(pid, out ProcessView process) ? process.Name : "";
        failures.Add(new Failure(reason, Machine.Now, pid, name, Tables.Ps(Machine)));
    }

    /// <summary>A failure as text: where, what, the values on both sides, the process, the process table.</summary>
    public string Describe(Failure failure)
    {
        (SourceText source, int offset) = Program.Source.FileAt(failure.Reason.Statement.Start);
        (int line, int column) = source.Position(offset);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{source.Name}:{line}:{column}: {failure.Reason.Message}\n");
        string sourceLine = source.Line(line);
        int width = Math.Max(1, Math.Min(failure.Reason.Statement.Length, sourceLine.Length - column + 1));
        text.Append(CultureInfo.InvariantCulture, $"    {sourceLine.Replace('\t', ' ')}\n    {new string(' ', column - 1)}{new string('^', width)}\n");
        if (failure.Reason is AssertionHalt { Left: { } left, Right: { } right } halt)
        {
            text.Append("  left:  ").Append(WithValue(halt.Assertion.Left, left)).Append("\n  right: ").Append(WithValue(halt.Assertion.Right, right)).Append('\n');
        }

        if (failure.Reason is AssertionHalt assertion)
        {
            foreach ((AssertionPart part, string value, string? other) in assertion.Parts)
            {
                text.Append("  ").Append(DescribePart(part, value, other)).Append('\n');
            }
        }

        text.Append(failure.Pid == 0
            ? string.Create(CultureInfo.InvariantCulture, $"  at t={failure.Time}\n")
            : string.Create(CultureInfo.InvariantCulture, $"  in {failure.Name}[{failure.Pid}] at t={failure.Time}\n"));
        return text.Append(failure.Table).ToString();
    }

    /// <summary>"state(p) == \"Z\": state(p) = \"S\""; what is written as a value needs no other.</summary>
    private string DescribePart(AssertionPart part, string left, string? right)
    {
        if (right is null)
        {
            return $"{Snippet(part.Span)} = {left}";
        }

        IEnumerable<string> known = new[] { (Text: Snippet(part.Left), Value: left), (Text: Snippet(part.Right), Value: right) }
            .Where(side => side.Text != side.Value).Select(side => $"{side.Text} = {side.Value}");
        string values = string.Join(", ", known);
        return values.Length == 0 ? Snippet(part.Span) : $"{Snippet(part.Span)}: {values}";
    }

    /// <summary>"x = 3"; of what is written as a value the value alone.</summary>
    private string WithValue(Span? span, string value) => Snippet(span) is var text && text == value ? value : $"{text} = {value}";

    private string Snippet(Span? span) => span is { } s ? Program.Source.Text.Substring(s.Start, s.Length) : "";
}
