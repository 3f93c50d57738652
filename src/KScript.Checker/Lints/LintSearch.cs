// Every step of every schedule is looked at for habits that go wrong; of each habit and line the first, which is on a shortest schedule, is kept.
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.Lints;

/// <summary>Finds lints.</summary>
internal sealed class LintSearch
{
    private readonly Model model;
    private readonly LintWatcher watcher;
    private readonly Dictionary<(LintKind Kind, int Line), Lint> found = [];
    private Exploration exploration = null!;

    private LintSearch(Model model)
    {
        this.model = model;
        bool looksAtFlags = model.Analysis.Globals is { } globals && (globals.HandlerNumbers | globals.HandlerValues) != 0;
        watcher = new LintWatcher(model.Program, looksAtFlags);
    }

    /// <summary>The lints of a script, by line.</summary>
    /// <param name="model">The script.</param>
    /// <param name="limits">How far it is explored.</param>
    /// <param name="isCancelled">Whether it is to end early.</param>
    public static IReadOnlyList<Lint> Of(Model model, ExploreLimits limits, Func<bool>? isCancelled = null)
    {
        var search = new LintSearch(model);
        search.exploration = new Exploration(model, new ExploreOptions { Reduces = false, Limits = limits, IsCancelled = isCancelled })
        {
            Sink = search.watcher,
            AfterStep = search.Look,
        };
        search.exploration.Run();
        return [.. search.found.Values.OrderBy(static lint => lint.Line).ThenBy(static lint => lint.Kind)];
    }

    /// <summary>What the counterexample of a check says by itself: the sleeps that it overtakes were taken for promises.</summary>
    /// <param name="failure">A failure in free time, where patient time has none.</param>
    public static IEnumerable<Lint> OfSleeps(Counterexample failure) => failure.OvertakenSleeps.Distinct().Order().Select(line => new Lint(
        LintKind.SleepSynchronises, line, "others may not have done by its end what comes next counts on: each of them may be late for any time", failure.WholeSchedule));

    private void Look(int from, Machine before, Choice choice, Machine after)
    {
        foreach (Suspicion suspicion in watcher.Take(before, choice.Slot, after))
        {
            int line = model.Program.Source.Position(model.Program.StatementAt(suspicion.Pc).Start).Line;
            if (found.ContainsKey((suspicion.Kind, line)))
            {
                continue;
            }

            IReadOnlyList<Choice> path = [.. exploration.PathTo(from), choice];
            if (Confirm(suspicion, path) is { } message)
            {
                Schedule schedule = Counterexample.Of(model, path, new Violation(CheckedKinds.None, ""), TraceLevels.None).Schedule;
                found[(suspicion.Kind, line)] = new Lint(suspicion.Kind, line, message, schedule);
            }
        }
    }

    /// <summary>What the way to a step says of it; null: it is not what it seemed.</summary>
    private string? Confirm(Suspicion suspicion, IReadOnlyList<Choice> path)
    {
        if (suspicion.Kind is not (LintKind.Theft or LintKind.IgnoredChildren or LintKind.KillAfterReap))
        {
            return suspicion.Message;
        }

        var story = new Story(suspicion);
        Machine machine = model.Boot(story);
        foreach (Choice choice in model.Prefix.Concat(path))
        {
            story.StandsAt = machine.Contexts.Get(choice.Slot) is VmContext context ? context.ProgramCounter : 0;
            machine.Apply(choice);
        }

        string At(int pc) => model.Program.Source.LineName(model.Program.StatementAt(pc).Start);
        return suspicion.Kind switch
        {
            LintKind.Theft => story.TakenAt >= 0 ? $"{suspicion.Message}: that of {At(story.TakenAt)}" : null,
            LintKind.KillAfterReap => story.WasThere ? suspicion.Message : null,
            _ => !story.HadChildren ? null : story.IgnoredAt >= 0 ? $"{suspicion.Message} ({At(story.IgnoredAt)})" : $"{suspicion.Message}; that was inherited",
        };
    }

    /// <summary>What happened on the way.</summary>
    private sealed class Story(Suspicion suspicion) : TraceSink
    {
        /// <summary>Where the process stands whose step is next.</summary>
        public int StandsAt { get; set; }

        /// <summary>Where a wait for any child took the one that it is about; -1: nowhere.</summary>
        public int TakenAt { get; private set; } = -1;

        /// <summary>Where the process itself came to ignore SIGCHLD; -1: nowhere.</summary>
        public int IgnoredAt { get; private set; } = -1;

        /// <summary>Whether the process has had children.</summary>
        public bool HadChildren { get; private set; }

        /// <summary>Whether there was a process of the number that it is about.</summary>
        public bool WasThere { get; private set; }

        /// <inheritdoc/>
        public override TraceLevels Levels => TraceLevels.Syscalls;

        /// <inheritdoc/>
        public override void Write(Machine machine, in TraceEvent e)
        {
            if (e.Kind != TraceEventKind.SysExit || e.Error != Errno.None)
            {
                return;
            }

            bool isOwn = e.Pid == suspicion.Pid;
            HadChildren |= isOwn && e.MakesTask;
            WasThere |= e.MakesTask && e.OtherPid == suspicion.Child;
            bool takesAny = isOwn && e.Number is SyscallNumber.Wait4 or SyscallNumber.Waitid && e.A0 != suspicion.Child && e.OtherPid == suspicion.Child;
            TakenAt = takesAny ? StandsAt : TakenAt;
            IgnoredAt = isOwn && e.Number == SyscallNumber.Sigaction && e.A0 == Signal.SIGCHLD ? StandsAt : IgnoredAt;
        }
    }
}
