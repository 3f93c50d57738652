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
    // A run of some milliseconds needs no handler for Ctrl-C, which costs as much again to set up.
    private const long FirstEvents = 50_000;
    private const long FirstBudgetTicks = 2_000;

    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        var program = ScriptLoader.Load(options, host);
        if (program is null)
        {
            return ExitCode.Usage;
        }

        using var file = options.Output is null ? null : OutputFile.Create(options.Output, host);
        var stream = (Stream?)file ?? host.Out;
        if (options.DumpBytecode)
        {
            Dump(program, stream);
            return ExitCode.Ok;
        }

        var session = options.Schedule is { } schedule
            ? Session.Following(program, ScheduleOf(schedule, program, host), NeededHistory(options), options.Allowed)
            : new Session(program, NeededHistory(options)) { AlsoAllowed = options.Allowed };
        var outputs = new RunOutputs(options, session.Machine.Settings, stream, host);
        outputs.Attach(session.Machine);
        outputs.Begin(session.Machine);
        var end = options.CheckInvariants ? SimulateChecked(session, options) : Simulate(session, options, host);
        if (end == RunEnd.Until && options.Show.Count > 0)
        {
            session.Machine.TryPassTime(options.Until);
        }

        outputs.End(session, end, host);
        return Conclude(session, options, host, end);
    }

    /// <summary>A schedule as --schedule takes it: as text, or in a file after @.</summary>
    public static Schedule ScheduleOf(string text, CompiledProgram program, CliHost host)
    {
        if (program.Jobs.Length + program.Workloads.Length > 0)
        {
            throw new CommandException("--schedule is not for scripts with jobs: when they start and who runs is their policy's business");
        }

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

    /// <summary>Runs to the end, to a limit, or to Ctrl-C.</summary>
    public static RunEnd Simulate(Session session, CommandOptions options, CliHost host)
    {
        long events = Math.Min(FirstEvents, options.MaxEvents);
        var end = session.Run(Limits(session, options, events, FirstBudgetTicks));
        if (end is not (RunEnd.MaxEvents or RunEnd.MaxStatements))
        {
            return end;
        }

        var limits = Limits(session, options, options.MaxEvents);
        using var interrupt = host.Interactive ? new Interrupt(limits.Cancel) : null;
        return session.Run(limits);
    }

    // Event by event, because the rules hold between steps only. A broken one is a bug, and reported as such.
    private static RunEnd SimulateChecked(Session session, CommandOptions options)
    {
        var machine = session.Machine;
        while (true)
        {
            long next = Math.Min(options.MaxEvents, machine.EventCount + 1);
            var end = session.Run(Limits(session, options, next));
            Invariants.Check(machine);
            if (end != RunEnd.MaxEvents || machine.EventCount >= options.MaxEvents)
            {
                return end;
            }
        }
    }

    // Statements are counted in ticks of a CPU that does nothing else, so that an endless loop without system calls ends, too.
    private static RunLimits Limits(Session session, CommandOptions options, long events, long budgetTicks = long.MaxValue) => new()
    {
        Until = options.Until,
        MaxEvents = events,
        MaxBudgetTicks = Math.Min(budgetTicks, Math.Max(1, options.MaxStatements / session.Machine.Settings.Ips)),
    };

    private static int Conclude(Session session, CommandOptions options, CliHost host, RunEnd end)
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

        if (WhyStopped(session, options, end) is { } stopped)
        {
            host.Complain("kscript: " + stopped);
        }

        return end == RunEnd.Cancelled ? ExitCode.Interrupted : session.ExitCodeOf(end);
    }

    /// <summary>Why a run did not come to its end, where that is to be said; the failures of claims say it themselves.</summary>
    public static string? WhyStopped(Session session, CommandOptions options, RunEnd end) => end switch
    {
        RunEnd.MaxEvents => $"stopped after {options.MaxEvents} events; --until T ends a run that has no end, --max-events N allows more",
        RunEnd.MaxStatements => $"stopped after {options.MaxStatements} statements, an endless loop? "
            + "--until T ends a run that has no end, --max-statements N allows more",
        RunEnd.Halted when session.Failures.Count == 0 => session.Machine.HaltReason?.ToString(),
        RunEnd.Finished or RunEnd.Until or RunEnd.Halted or RunEnd.Cancelled or RunEnd.Paused => null,
    };
}
