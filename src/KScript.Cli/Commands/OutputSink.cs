// With --trace none the tool's output is what the processes wrote, as if they had been run for real.
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Cli.Commands;

/// <summary>Passes on what processes write to descriptors 1 and 2.</summary>
internal sealed class OutputSink(Stream stdout, Stream stderr) : TraceSink
{
    private readonly Utf8Output output = new(stdout);
    private readonly Utf8Output error = new(stderr);

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.None;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
    }

    /// <inheritdoc/>
    public override long BytesWritten => output.Position + error.Position;

    /// <inheritdoc/>
    public override void Output(Machine machine, int pid, int fd, string text)
    {
        if (fd == 2)
        {
            // Both may be one terminal, where the order shows.
            output.Flush();
            error.Write(text);
            error.Flush();
        }
        else
        {
            output.Write(text);
        }
    }

    /// <summary>What is buffered, to the stream.</summary>
    public void Flush() => output.Flush();
}
