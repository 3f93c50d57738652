// The seam between the commands and the interpreter's Session.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Cli.Commands;

internal sealed class Engine
{
    private Engine(Machine machine) => Machine = machine;

    public Machine Machine { get; }

    public string? Failure => Machine.HaltReason?.ToString();

    public static Engine? Compile(SourceText source, CommandOptions options, CliHost host)
    {
        host.Complain($"kscript: {source.Name}: the interpreter is not in this build");
        return options.Help ? new Engine(null!) : null;
    }

    public void Attach(TraceSink sink) => Machine.Attach(sink);

    public RunEnd Run(RunLimits limits) => Machine.Run(limits);

    public string Disassemble() => Machine.ToString() ?? "";
}
