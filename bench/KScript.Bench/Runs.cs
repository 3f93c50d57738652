// Compiled scripts, run in this process with or without a sink.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Bench;

internal static class Runs
{
    /// <summary>A compiled script; what is wrong with it ends the benchmark.</summary>
    public static CompiledProgram Compile(string text)
    {
        CompileResult result = Script.Compile(new SourceText("bench.ks", text));
        return result.Program ?? throw new InvalidOperationException(result.Diagnostics[0].Message);
    }

    /// <summary>Runs to the end; gives the number of events.</summary>
    public static long Run(CompiledProgram program, TraceSink? sink = null)
    {
        var session = new Session(program);
        if (sink is not null)
        {
            session.Machine.Attach(sink);
        }

        RunEnd end = session.Run(new RunLimits());
        return end == RunEnd.Finished
            ? session.Machine.EventCount
            : throw new InvalidOperationException($"ended by {end}: {session.Machine.HaltReason}");
    }

    /// <summary>Runs with the text trace at level `all` to /dev/null; gives the number of lines.</summary>
    public static long RunToNull(CompiledProgram program)
    {
        using var stream = new FileStream("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var writer = new TextTraceWriter(stream, TraceLevels.All);
        long lines = Run(program, writer);
        writer.Flush();
        return lines;
    }
}
