// The events of a session as the user sees them between the prompts: trace lines, and what views print as it is.
using System.Text;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>Writes events to the shell's user.</summary>
internal sealed class TraceLines : TraceSink
{
    private const int FlushAt = 32 * 1024;

    private readonly ReplShell shell;
    private readonly MemoryStream buffer;
    private TextTraceWriter writer;
    private TraceLevels levels;
    private string? shown;

    /// <summary>For a shell, whose settings say what is shown; text is gathered in the buffer, which lives as long as the shell.</summary>
    public TraceLines(ReplShell shell, MemoryStream buffer)
    {
        this.buffer = buffer;
        this.shell = shell;
        levels = shell.Settings.Trace;
        writer = new TextTraceWriter(buffer, levels);
    }

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        if (shell.Settings.Trace != levels)
        {
            Flush();
            levels = shell.Settings.Trace;
            writer = new TextTraceWriter(buffer, levels);
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
        if (buffer.Length > FlushAt)
        {
            Flush();
        }
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
        if (buffer.Length > 0)
        {
            string text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
            buffer.SetLength(0);
            shell.Host.Print(text);
        }
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
        Flush();
        shell.Host.Print(text);
    }
}
