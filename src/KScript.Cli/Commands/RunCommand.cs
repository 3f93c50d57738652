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

        var session = new Session(program, NeededHistory(options)) { AlsoAllowed = options.Allowed };
        using var outputs = new RunOutputs(options, session.Machine.Settings, file, host);
        outputs.Attach(session.Machine);
        outputs.Begin(session.Machine);
        var end = options.CheckInvariants ? SimulateChecked(session, options, outputs.Keep) : Simulate(session, options, outputs.Keep);
        if (end == RunEnd.Until && options.Show.Count > 0)
        {
            session.Machine.TryPassTime(options.Until);
        }

        using var ending = ToolSignals.During(static () => { }, outputs.Keep);
        outputs.End(session, end, host);
        return Conclude(session, options, host, end);
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
    /// <param name="options">Its limits.</param>
    /// <param name="keep">Writes what there is where a signal ends the process before the run has stopped; null: nothing is to be kept.</param>
    public static RunEnd Simulate(Session session, CommandOptions options, Action? keep)
    {
        var limits = Limits(session, options, options.MaxEvents);
        using var signals = ToolSignals.During(limits.Cancel, keep);
        return session.Run(limits);
    }

    // Event by event, because the rules hold between steps only. A broken one is a bug, and reported as such.
    private static RunEnd SimulateChecked(Session session, CommandOptions options, Action keep)
    {
        var machine = session.Machine;
        bool isStopped = false;
        using var signals = ToolSignals.During(() => System.Threading.Volatile.Write(ref isStopped, true), keep);
        while (true)
        {
            long next = Math.Min(options.MaxEvents, machine.EventCount + 1);
            var end = session.Run(Limits(session, options, next));
            Invariants.Check(machine);
            if (System.Threading.Volatile.Read(ref isStopped))
            {
                return RunEnd.Cancelled;
            }

            if (end != RunEnd.MaxEvents || machine.EventCount >= options.MaxEvents)
            {
                return end;
            }
        }
    }

    // Statements are counted in ticks of a CPU that does nothing else, so that an endless loop without system calls ends, too.
    private static RunLimits Limits(Session session, CommandOptions options, long events) => new()
    {
        Until = options.Until,
        MaxEvents = events,
        MaxBudgetTicks = Math.Max(1, options.MaxStatements / session.Machine.Settings.Ips),
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
