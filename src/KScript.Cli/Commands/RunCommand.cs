// kscript run: compiles a script, runs its machine to the end, and prints what was asked for.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

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
        string path = options.Operands[0];
        var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host));
        var engine = Engine.Compile(source, options, host);
        if (engine is null)
        {
            return ExitCode.Usage;
        }

        using var file = options.Output is null ? null : OutputFile.Create(options.Output, host);
        var stream = (Stream?)file ?? host.Out;
        if (options.DumpBytecode)
        {
            var dump = new Utf8Output(stream);
            dump.Write(engine.Disassemble());
            dump.Flush();
            return ExitCode.Ok;
        }

        var outputs = new RunOutputs(options, engine.Machine.Settings, stream, host.Error);
        foreach (var sink in outputs.Sinks())
        {
            engine.Attach(sink);
        }

        outputs.Begin(engine.Machine);
        var end = Simulate(engine, options, host);
        outputs.End(engine.Machine, end, host);
        return Conclude(engine, options, host, end);
    }

    private static RunEnd Simulate(Engine engine, CommandOptions options, CliHost host)
    {
        var end = engine.Run(Limits(options, Math.Min(FirstEvents, options.MaxEvents), FirstBudgetTicks));
        bool isOver = end is RunEnd.Finished or RunEnd.Until or RunEnd.Halted || options.MaxEvents <= FirstEvents;
        if (isOver)
        {
            return end;
        }

        // A tick's worth of statements counts like an event, so that an endless loop without system calls ends, too.
        var limits = Limits(options, options.MaxEvents, options.MaxEvents);
        using var interrupt = host.Interactive ? new Interrupt(limits.Cancel) : null;
        return engine.Run(limits);
    }

    private static RunLimits Limits(CommandOptions options, long events, long budgetTicks) =>
        new() { Until = options.Until, MaxEvents = events, MaxBudgetTicks = budgetTicks };

    private static int Conclude(Engine engine, CommandOptions options, CliHost host, RunEnd end)
    {
        switch (end)
        {
            case RunEnd.Halted:
                host.Complain(engine.Failure ?? "kscript: halted");
                break;
            case RunEnd.MaxEvents:
                host.Complain($"kscript: stopped after {options.MaxEvents} events; --max-events N allows more");
                break;
            case RunEnd.MaxStatements:
                host.Complain($"kscript: stopped after {options.MaxEvents} ticks of statements without an event: an endless loop? --max-events N allows more");
                break;
        }

        return end switch
        {
            RunEnd.Finished or RunEnd.Until => ExitCode.Ok,
            RunEnd.Halted => ExitCode.Failed,
            RunEnd.MaxEvents or RunEnd.MaxStatements => ExitCode.Limit,
            RunEnd.Cancelled => ExitCode.Interrupted,
        };
    }
}
