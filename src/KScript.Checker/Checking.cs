// The front door of the checker: a program and options in, a verdict out.
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Checker.Results;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Checker;

/// <summary>Which times are checked.</summary>
internal enum CheckedTimes
{
    /// <summary>Patient, then free.</summary>
    Both,
    /// <summary>Sleeps are long enough.</summary>
    Patient,
    /// <summary>A process may be delayed for any time.</summary>
    Free,
}

/// <summary>How a script is checked.</summary>
internal sealed record CheckOptions
{
    /// <summary>Which times.</summary>
    public CheckedTimes Times { get; init; } = CheckedTimes.Both;

    /// <summary>What may fail.</summary>
    public CheckedKinds Check { get; init; } = CheckedKinds.All;

    /// <summary>Bounds.</summary>
    public ExploreLimits Limits { get; init; } = new();

    /// <summary>What the trace of a counterexample shows.</summary>
    public TraceLevels Trace { get; init; } = TraceLevels.All;

    /// <summary>Told now and then how far it is.</summary>
    public Action<Progress>? Progress { get; init; }

    /// <summary>Whether it is to end early.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>A script that cannot be checked as asked: the message says why, and what to do.</summary>
internal sealed class CannotCheckException(string message) : Exception(message);

/// <summary>Checks scripts.</summary>
internal static class Checking
{
    /// <summary>Explores every schedule.</summary>
    /// <exception cref="CannotCheckException">The script has jobs, or reads the time where it has no value.</exception>
    public static CheckResult Check(CompiledProgram program, CheckOptions? options = null)
    {
        options ??= new CheckOptions();
        Refuse(program, options.Times);
        var parts = new List<CheckedPart>();
        foreach (TimeRule time in TimesOf(options.Times))
        {
            CheckedPart part = CheckIn(program, time, options);
            parts.Add(part);
            if (part.Counterexample is not null || part.Explored.Bound == CancelledBound || !HasTimers(program))
            {
                break;
            }
        }

        return new CheckResult(program, options.Times, [.. parts], HasTimers(program));
    }

    /// <summary>What an exploration that was ended from outside names as its bound.</summary>
    internal const string CancelledBound = "Ctrl-C";

    private static TimeRule[] TimesOf(CheckedTimes times) => times switch
    {
        CheckedTimes.Patient => [TimeRule.Patient],
        CheckedTimes.Free => [TimeRule.Free],
        _ => [TimeRule.Patient, TimeRule.Free],
    };

    private static CheckedPart CheckIn(CompiledProgram program, TimeRule time, CheckOptions options)
    {
        var model = new Model(program, time);
        ExploreResult explored = new Exploration(model, new ExploreOptions
        {
            Judge = new Judge(model, options.Check),
            Limits = options.Limits,
            Progress = options.Progress,
            IsCancelled = options.IsCancelled,
        }).Run();
        if (explored.Violation is null)
        {
            return new CheckedPart(time, explored, null);
        }

        var shortest = new ShortestSearch(model, options.Check).Run();
        IReadOnlyList<Choice> path = shortest?.Path ?? explored.Path;
        return new CheckedPart(time, explored, Counterexample.Of(model, path, shortest?.Violation ?? explored.Violation, options.Trace));
    }

    /// <summary>Whether anything in a script takes time: where nothing does, the two times are one.</summary>
    private static bool HasTimers(CompiledProgram program)
    {
        foreach (Instruction i in program.Code)
        {
            SyscallNumber call = Interpreter.Analysis.RegisterUse.CallOf(in i);
            if (i.Op == Opcode.Compute || !Interpreter.Analysis.ProgramAnalysis.IsKnown(call) || (SyscallTable.Find(call)?.Footprint & (Footprint.Time | Footprint.Alarm)) is not (null or 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What cannot be asked of a script.</summary>
    internal static void Refuse(CompiledProgram program, CheckedTimes times)
    {
        if (program.Jobs.Length + program.Workloads.Length > 0)
        {
            throw new CannotCheckException("the script has jobs: they are about a policy, and under any schedule policies decide nothing");
        }

        if (program.Main is null)
        {
            throw new CannotCheckException("the script has no process of its own");
        }

        int timer = Array.FindIndex(program.Code, static i => Interpreter.Analysis.RegisterUse.CallOf(in i) is SyscallNumber.Setitimer or SyscallNumber.Getitimer);
        if (timer >= 0)
        {
            throw new CannotCheckException($"{PlaceOf(program, timer)}: interval timers are not modelled under every schedule; alarm is");
        }

        if (times == CheckedTimes.Patient)
        {
            return;
        }

        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (ReadsTime(program, pc) is { } what)
            {
                throw new CannotCheckException(
                    $"{PlaceOf(program, pc)}: {what} has no value where any process may be late; --time patient checks the script with sleeps that are long enough");
            }
        }
    }

    private static string PlaceOf(CompiledProgram program, int pc) => program.Source.Place(program.StatementAt(pc).Start);

    private static string? ReadsTime(CompiledProgram program, int pc)
    {
        ref readonly Instruction i = ref program.Code[pc];
        return i.Op switch
        {
            Opcode.View or Opcode.ViewValue when program.Views[i.W].DependsOnTime => $"{program.Views[i.W].Name}()",
            Opcode.Sys or Opcode.SysValue when i.B >= 0 => (SyscallNumber)(i.W & 0xff) switch
            {
                SyscallNumber.Sleep => "what sleep() gives",
                SyscallNumber.Alarm => "what alarm() gives",
                SyscallNumber.Getrusage => "getrusage()",
                SyscallNumber.Times => "times()",
                _ => null,
            },
            _ => null,
        };
    }
}
