// kscript run: compiles a script, runs its machine to the end, and prints what was asked for.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class RunCommand
{
    // Between slices the run looks whether Ctrl-C came; a slice is some milliseconds.
    private const long SliceEvents = 100_000;

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
            var dump = new Kernel.Utf8Output(stream);
            dump.Write(engine.Disassemble());
            dump.Flush();
            return ExitCode.Ok;
        }

        return Simulate(engine, options, host, stream);
    }

    private static int Simulate(Engine engine, CommandOptions options, CliHost host, Stream stream)
    {
        var outputs = new RunOutputs(options, engine.Machine.Settings, stream, host.Error);
        foreach (var sink in outputs.Sinks())
        {
            engine.Attach(sink);
        }

        outputs.Begin(engine.Machine);
        using var interrupt = new Interrupt(host.Interactive);
        var end = RunEnd.Finished;
        bool over = false;
        long events = 0;
        while (!over && !interrupt.HasCome)
        {
            events = Math.Min(options.MaxEvents, events + SliceEvents);
            over = engine.Run(options.Until, events, out end) || events == options.MaxEvents;
            interrupt.Watch();
        }

        outputs.End(engine.Machine, host);
        return interrupt.HasCome ? ExitCode.Interrupted : Conclude(engine, options, host, end);
    }

    private static int Conclude(Engine engine, CommandOptions options, CliHost host, RunEnd end)
    {
        if (engine.Failure is { } failure)
        {
            host.Complain(failure);
        }

        if (end == RunEnd.Limit)
        {
            host.Complain($"kscript: stopped after {options.MaxEvents} events (--max-events)");
        }

        return end switch
        {
            RunEnd.Finished => ExitCode.Ok,
            RunEnd.Until => ExitCode.Ok,
            RunEnd.Failed => ExitCode.Failed,
            RunEnd.Limit => ExitCode.Limit,
        };
    }
}
