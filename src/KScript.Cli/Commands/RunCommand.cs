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
    private const long FirstStatements = 2_000_000;

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

        var session = new Session(program, NeededHistory(options)) { AlsoAllowed = options.Allowed };
        var outputs = new RunOutputs(options, session.Machine.Settings, stream, host);
        outputs.Attach(session.Machine);
        outputs.Begin(session.Machine);
        var meter = options.Limits.Budget.Meter();
        using var deadline = Deadline.Start(options.Limits.Budget, meter.Stop, host);
        var (end, outOfMemory) = SimulateWithinMemory(session, meter, options, host);
        if (end == RunEnd.Until && options.Show.Count > 0)
        {
            session.Machine.TryPassTime(options.Until);
        }

        outputs.End(session, end, host);
        return Conclude(session, options, host, end, outOfMemory);
    }

    // What the system has is a limit as any other: what was written so far is kept.
    private static (RunEnd End, bool OutOfMemory) SimulateWithinMemory(Session session, RunMeter meter, CommandOptions options, CliHost host)
    {
        try
        {
            return (options.CheckInvariants ? SimulateChecked(session, meter, options, host) : Simulate(session, meter, options, host), false);
        }
        catch (OutOfMemoryException)
        {
            return (RunEnd.MaxMemory, true);
        }
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
    public static RunEnd Simulate(Session session, RunMeter meter, CommandOptions options, CliHost host)
    {
        long most = options.Limits.Budget.Events, mostStatements = meter.MaxStatements;
        meter.MaxStatements = Math.Min(FirstStatements, mostStatements);
        var end = session.Run(Limits(options, meter, Math.Min(FirstEvents, most)));
        meter.MaxStatements = mostStatements;
        if (end is not (RunEnd.MaxEvents or RunEnd.MaxStatements))
        {
            return end;
        }

        using var interrupt = host.Interactive ? new Interrupt(() => meter.Stop(RunEnd.Cancelled)) : null;
        return session.Run(Limits(options, meter, most));
    }

    // Event by event, because the rules hold between steps only. A broken one is a bug, and reported as such.
    private static RunEnd SimulateChecked(Session session, RunMeter meter, CommandOptions options, CliHost host)
    {
        using var interrupt = host.Interactive ? new Interrupt(() => meter.Stop(RunEnd.Cancelled)) : null;
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
