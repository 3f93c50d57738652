// The events of a session as the user sees them between the prompts: trace lines, and what views print as it is.
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Cli.Repl;

/// <summary>Writes events to the shell's user.</summary>
internal sealed class TraceLines : TraceSink
{
    private readonly ReplShell shell;
    private TextTraceWriter writer;
    private TraceLevels levels;
    private string? shown;
    private long writtenBefore;

    /// <summary>For a shell, whose settings say what is shown.</summary>
    public TraceLines(ReplShell shell)
    {
        this.shell = shell;
        levels = shell.Settings.Trace;
        writer = new TextTraceWriter(shell.TraceStream, levels);
    }

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <inheritdoc/>
    public override long BytesWritten => writtenBefore + writer.BytesWritten + (shown?.Length ?? 0);

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        if (shell.Settings.Trace != levels)
        {
            Flush();
            levels = shell.Settings.Trace;
            writtenBefore += writer.BytesWritten;
            writer = new TextTraceWriter(shell.TraceStream, levels);
        }

        // A write has a line of its own, where those are shown.
        bool hasLine = e.Kind == TraceEventKind.SysExit && ReferenceEquals(e.Payload, shown) && (levels & TraceLevels.Syscalls) != 0;
        if (!hasLine)
        {
            ShowView();
        }

        shown = null;
        writer.Write(machine, in e);
        shell.Stops.See(machine, in e);
    }

    /// <inheritdoc/>
    public override void Output(Machine machine, int pid, int fd, string text)
    {
        ShowView();
        shown = text;
    }

    /// <summary>Everything so far to the user.</summary>
    public void Flush()
    {
        ShowView();
        writer.Flush();
    }

    /// <summary>What a view printed has no event: it is shown as it is. With the trace off, so is what processes write.</summary>
    private void ShowView()
    {
        if (shown is null)
        {
            return;
        }

        string text = shown;
        shown = null;
        writtenBefore += text.Length;
        Flush();
        shell.Host.Print(text);
    }
}
