// kscript run: compiles a script, runs its machine to the end, and prints what was asked for.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class RunCommand
{
    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        // From here on: compiling takes time, too.
        var meter = options.Limits.Budget.Meter();
        using var deadline = Deadline.Start(options.Limits.Budget, meter.Stop, host);
        var program = ScriptLoader.Load(options, host);
        if (program is null)
        {
            return ExitCode.Usage;
        }

        host.IsRaw = options.Raw;
        using OutputFile? file = ScriptLoader.OpenOutput(options, host);
        if (options.DumpBytecode)
        {
            Dump(program, file is null ? host.PageOut : file.Stream);
            file?.Commit();
            return ExitCode.Ok;
        }

        var session = options.Schedule is { } schedule
            ? Session.Following(program, ScheduleOf(schedule, program, host), NeededHistory(options), options.Allowed)
            : new Session(program, NeededHistory(options)) { AlsoAllowed = options.Allowed };
        using var outputs = new RunOutputs(options, session.Machine.Settings, file, host);
        outputs.Attach(session.Machine);
        outputs.Begin(session.Machine);
        var (end, outOfMemory) = SimulateWithinMemory(session, meter, options, outputs.Keep);
        if (end == RunEnd.Until && options.Show.Count > 0)
        {
            session.Machine.TryPassTime(options.Until);
        }

        ToolSignals.Conclude();
        using var ending = ToolSignals.During(static () => { }, outputs.Keep);
        outputs.End(session, end, host);
        return Conclude(session, options, host, end, outOfMemory);
    }

    // What the system has is a limit as any other: what was written so far is kept.
    private static (RunEnd End, bool OutOfMemory) SimulateWithinMemory(Session session, RunMeter meter, CommandOptions options, Action keep)
    {
        try
        {
            return (options.CheckInvariants ? SimulateChecked(session, meter, options, keep) : Simulate(session, meter, options, keep), false);
        }
        catch (OutOfMemoryException)
        {
            return (RunEnd.MaxMemory, true);
        }
    }

    /// <summary>A schedule as --schedule takes it: as text, or in a file after @.</summary>
    public static Schedule ScheduleOf(string text, CompiledProgram program, CliHost host)
    {
        RefuseJobs(program);
        return ScheduleOf(text, host);
    }

    /// <summary>A schedule is not for jobs.</summary>
    public static void RefuseJobs(CompiledProgram program)
    {
        if (program.Jobs.Length + program.Workloads.Length > 0)
        {
            throw new CommandException("--schedule is not for scripts with jobs: when they start and who runs is their policy's business");
        }
    }

    /// <summary>A schedule as --schedule takes it, for whatever script.</summary>
    public static Schedule ScheduleOf(string text, CliHost host)
    {
        string steps = text.StartsWith('@') ? ScriptFile.Read(text[1..], host) : text;
        return Schedule.Parse(steps, out string? wrong) ?? throw new CommandException($"--schedule takes {Schedule.Form}; '{wrong}' is no such step");
    }

    private static HistoryParts NeededHistory(CommandOptions options)
    {
        var parts = HistoryParts.None;
        foreach (var table in options.Show)
        {
            parts |= table.Row.Needs;
        }

        return parts;
    }

    private static void Dump(CompiledProgram program, Stream stream)
    {
        var text = new StringWriter { NewLine = "\n" };
        Disassembler.Write(program, text);
        var output = new Utf8Output(stream);
        output.Write(text.ToString());
        output.Flush();
    }

    /// <summary>Runs to the end, to a limit, or to a signal.</summary>
    /// <param name="session">The run.</param>
    /// <param name="meter">What it may cost.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="keep">Writes what there is where a signal ends the process before the run has stopped; null: nothing is to be kept.</param>
    public static RunEnd Simulate(Session session, RunMeter meter, CommandOptions options, Action? keep)
    {
        using var signals = ToolSignals.During(() => meter.Stop(RunEnd.Cancelled), keep);
        return session.Run(Limits(options, meter, options.Limits.Budget.Events));
    }

    // Event by event, because the rules hold between steps only. A broken one is a bug, and reported as such.
    private static RunEnd SimulateChecked(Session session, RunMeter meter, CommandOptions options, Action keep)
    {
        using var signals = ToolSignals.During(() => meter.Stop(RunEnd.Cancelled), keep);
        var machine = session.Machine;
        long most = options.Limits.Budget.Events;
        while (true)
        {
            var end = session.Run(Limits(options, meter, Math.Min(most, machine.EventCount + 1)));
            Invariants.Check(machine);
            if (end != RunEnd.MaxEvents || machine.EventCount >= most)
            {
                return end;
            }
        }
    }

    private static RunLimits Limits(CommandOptions options, RunMeter meter, long events) => new() { Until = options.Until, MaxEvents = events, Meter = meter };

    private static int Conclude(Session session, CommandOptions options, CliHost host, RunEnd end, bool outOfMemory)
    {
        foreach (var failure in session.Failures)
        {
            host.PrintError(session.Describe(failure));
        }

        if (options.Unreached)
        {
            foreach (string line in Unreached.Of(session))
            {
                host.Complain(line);
            }
        }

        foreach (var complaint in session.ComplaintsOf(end))
        {
            host.Complain("kscript: " + complaint.Text);
        }

        string? stopped = outOfMemory ? "stopped because the system has no more memory; --max-memory N stops before that" : WhyStopped(session, options, end);
        if (stopped is not null)
        {
            host.Complain("kscript: " + stopped);
        }

        return end == RunEnd.Cancelled ? ExitCode.Interrupted : session.ExitCodeOf(end);
    }

    /// <summary>Why a run did not come to its end, where that is to be said; the failures of claims say it themselves.</summary>
    public static string? WhyStopped(Session session, CommandOptions options, RunEnd end) =>
        end == RunEnd.Halted && session.Failures.Count == 0 ? session.Machine.HaltReason?.ToString() : StopText.Of(end, options.Limits.Budget);
}
