// Commands about every schedule: what can still happen from where the session stands. A schedule that fails becomes the session's future.
using System.Globalization;
using KScript.Checker;
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.Outcomes;
using KScript.Checker.Results;
using KScript.Cli.CommandLine;
using KScript.Cli.Commands;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>:check, :outcomes.</summary>
internal static class CheckCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("check", "[OPTIONS]", "explores every schedule of the script, and says what holds",
            "From where you stand, where the session makes the steps of a schedule (`:load FILE --schedule`, or a failing :check before); else from\n"
            + "its start. What fails becomes the session's future: `:step` and `:run` go along it, `:back`, `:last` and `:explain` work in it, and\n"
            + "`:undo` goes back to how it was. Options are those of `kscript check`: --time, --check, --fair, --depth, --states, --seconds …", Check),
        new("outcomes", "[OPTIONS]", "lists everything that the script can print",
            "From where you stand, as :check does. Options are those of `kscript outcomes`: --time, --most, --states …", Outcomes),
    ];

    private static void Check(ReplShell shell, string text)
    {
        if (OptionsOf(shell, "check", text) is not { } options || Subject(shell) is not { } source || Compile(shell, source) is not { } program)
        {
            return;
        }

        StepsBefore? after = After(shell);
        CheckResult result = Tried(() => Checking.Check(
            program, CheckCommand.OptionsOf(options) with { Trace = TraceLevels.None, After = after, IsCancelled = () => shell.Session.Meter.Stopped is not null }));
        string[] lines = result.Report.Split('\n');
        shell.Line($"-- {result.Sentence}");
        if (result.Counterexample is not { } failure)
        {
            Array.ForEach(Array.FindAll(lines, static line => line.StartsWith("any, ", StringComparison.Ordinal) || line.StartsWith("  eventually, ", StringComparison.Ordinal)),
                line => shell.Line($"-- {line.Trim()}"));
            return;
        }

        shell.Line($"-- {failure.Message}");
        shell.Line($"-- schedule: \"{failure.Schedule}\"{(failure.Cycle is { } cycle ? $", then for ever: \"{cycle}\"" : "")}");
        foreach (string standing in failure.Standing)
        {
            shell.Line($"--   {standing}");
        }

        if (Future(shell, source, failure) is { } future)
        {
            shell.OpenInstead(future);
            shell.Line("-- that is the session's future now: :step and :run go along it; :undo goes back to how it was");
        }
    }

    private static void Outcomes(ReplShell shell, string text)
    {
        if (OptionsOf(shell, "outcomes", text) is not { } options || Subject(shell) is not { } source || Compile(shell, source) is not { } program)
        {
            return;
        }

        OutcomeList list = Tried(() => OutcomeList.Of(program, new OutcomeOptions
        {
            Time = options.Times == CheckedTimes.Patient ? TimeRule.Patient : TimeRule.Free,
            Most = options.MostOutcomes,
            Limits = options.CheckLimits,
            After = After(shell),
            IsCancelled = () => shell.Session.Meter.Stopped is not null,
        }));
        foreach (string line in list.Report.TrimEnd('\n').Split('\n'))
        {
            shell.Line($"-- {line}");
        }
    }

    private static T Tried<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (CannotCheckException e)
        {
            throw new Hosting.CommandException(e.Message);
        }
    }

    private static CommandOptions? OptionsOf(ReplShell shell, string command, string text)
    {
        Invocation read = ArgumentReader.Read([command, .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries), "session"]);
        if (read.Error is { } error)
        {
            shell.Complain(error);
            return null;
        }

        if (read.Options.Operands.Count > 1 || read.Options.Output is not null || read.Options.Dot is not null || read.Options.Json || read.Options.Set.Count > 0)
        {
            shell.Complain($":{command} takes options alone, and none for files and machines: :{command} --time patient");
            return null;
        }

        return read.Options;
    }

    /// <summary>What the session does, as a script.</summary>
    private static SourceText? Subject(ReplShell shell)
    {
        LiveSession session = shell.Session;
        if (session.IsScript && session.InputCount == 1)
        {
            // As it is in its file: a report's lines are the file's.
            return new SourceText(session.Inputs[0].Program.Source.Name, session.Inputs[0].Text) { Imports = session.Imports };
        }

        if (session.Timeline.Segments.Count == 0)
        {
            shell.Complain("there is nothing yet to explore: type it, or :load FILE.ks");
            return null;
        }

        if (SavedCommand.Of(session).OfType<SavedCommand.Give>().Any(static give => give.Pid != LiveSession.Main))
        {
            shell.Complain("what was typed into several processes is one schedule of its own; :check explores scripts, and what was typed into main alone");
            return null;
        }

        return new SourceText("session", string.Join('\n', session.Inputs.Take(session.InputCount).Select(static input => input.Text).Where(static text => text.Length > 0))) { Imports = session.Imports };
    }

    private static CompiledProgram? Compile(ReplShell shell, SourceText source)
    {
        var compiled = Workbench.Runs.Script.Compile(source, new CompilerOptions { Overrides = shell.Session.Overrides });
        if (compiled.Program is null)
        {
            shell.Write(DiagnosticWriter.ToText(source, compiled.Diagnostics));
        }

        return compiled.Program;
    }

    /// <summary>Where the session stands, as steps; null: at its start, or where its policy led, which is one way of many.</summary>
    private static StepsBefore? After(ReplShell shell)
    {
        LiveSession session = shell.Session;
        if (!session.Machine.IsBooted)
        {
            return null;
        }

        if (session.Schedule is not { } schedule)
        {
            shell.Line("-- from the start: this world went where its policy led it");
            return null;
        }

        long steps = Math.Min(session.Machine.StepsFollowed, schedule.Steps);
        shell.Line(string.Create(CultureInfo.InvariantCulture, $"-- from here: after {steps} of the {schedule.Steps} steps of its schedule"));
        return new StepsBefore(schedule, steps);
    }

    /// <summary>A session that has made the steps, and stands where this one does.</summary>
    private static LiveSession? Future(ReplShell shell, SourceText source, Counterexample failure)
    {
        LiveSession here = shell.Session;
        if (LiveSession.Follow(source, failure.WholeSchedule, here.Overrides, out _) is not { } future)
        {
            return null;
        }

        future.Budget = here.Budget;
        if (failure.Cycle is not null)
        {
            // It would go on and on: one round is shown.
            future.Breakpoint = static machine => machine.IsFollowing ? null : "one round";
        }

        future.Run();
        future.Breakpoint = null;
        if (here.Schedule is not null && here.Machine.IsBooted)
        {
            future.GoTo(future.Timeline.Find(here.Machine.EventCount));
        }
        else
        {
            future.GoToStart();
        }

        return future;
    }
}
