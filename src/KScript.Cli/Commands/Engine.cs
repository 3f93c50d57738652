// The seam between the commands and the interpreter's Session.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Cli.Commands;

internal enum RunEnd { Finished, Failed, Until, Limit }

internal sealed class Engine
{
    public Machine Machine { get; } = new();

    public static Engine? Compile(SourceText source, CommandOptions options, CliHost host)
    {
        host.Complain($"kscript: {source.Name}: the interpreter is not in this build");
        return null;
    }

    public void Attach(TraceSink sink) => _ = (sink, Machine);

    public bool Run(long until, long maximumEvents, out RunEnd end)
    {
        _ = (Machine, until, maximumEvents);
        end = RunEnd.Finished;
        return true;
    }

    public string Disassemble() => Machine.ToString() ?? "";

    public string? Failure => Machine.EventCount < 0 ? "" : null;
}
