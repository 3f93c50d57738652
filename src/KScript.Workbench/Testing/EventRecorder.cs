// Turns the machine's events into the records that tests look at, and keeps what processes wrote.
using System.Text;
using KScript.Kernel;

namespace KScript.Testing;

/// <summary>A sink that records.</summary>
internal sealed class EventRecorder : TraceSink
{
    private const int BytesOfEvent = 100;

    private readonly List<KernelEvent> events = [];
    private readonly StringBuilder all = new();
    private readonly Dictionary<(int Pid, int Fd), StringBuilder> written = [];

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <inheritdoc/>
    public override long BytesWritten => all.Length;

    /// <summary>What was recorded, in order.</summary>
    public IReadOnlyList<KernelEvent> Events => events;

    /// <summary>All that was written, in order.</summary>
    public string AllOutput => all.ToString();

    /// <summary>What a process wrote to one of its descriptors.</summary>
    public string OutputOf(int pid, int fd) => written.TryGetValue((pid, fd), out StringBuilder? text) ? text.ToString() : "";

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        if (Convert(e) is { } converted)
        {
            machine.Meter.Keep(BytesOfEvent);
            events.Add(converted with { Time = e.Time, Cpu = e.Cpu, Pid = e.Pid, Name = e.Pid == 0 ? "" : machine.Names[e.Name] });
        }
    }

    /// <inheritdoc/>
    public override void Output(Machine machine, int pid, int fd, string text)
    {
        machine.Meter.Keep(4L * text.Length);
        all.Append(text);
        if (!written.TryGetValue((pid, fd), out StringBuilder? of))
        {
            written.Add((pid, fd), of = new StringBuilder());
        }

        of.Append(text);
    }

    // What a test has no use for has no record: bursts, wake-ups, slices, the inside of `until`.
    private static KernelEvent? Convert(in TraceEvent e)
    {
        return e.Kind switch
        {
            TraceEventKind.SysExit => Call(e),
            TraceEventKind.SysBlock when e.MakesTask => new ProcessForked(e.OtherPid),
            TraceEventKind.SysBlock => new SystemCallBlocked(NameOf(e.Number)),
            TraceEventKind.ProcessExit => new ProcessExited(new ExitStatus(e.Status), e.State == 'Z'),
            TraceEventKind.ProcessReap => new ProcessReaped(e.OtherPid, new ExitStatus(e.Status)),
            TraceEventKind.ProcessAdopt => new ProcessAdopted(e.OtherPid),
            TraceEventKind.ProcessExec => new ProgramExecuted(e.Payload as string ?? ""),
            TraceEventKind.ProcessStop => new ProcessStopped(true),
            TraceEventKind.ProcessContinue => new ProcessStopped(false),
            TraceEventKind.TraceStop => new ProcessStopped(true),
            TraceEventKind.TraceResume => new ProcessStopped(false),
            TraceEventKind.SignalGenerate => new SignalSent(SignalTable.NameOf(e.Signal), e.OtherPid, FateOf(e.Outcome)),
            TraceEventKind.SignalDeliver => new SignalDelivered(SignalTable.NameOf(e.Signal), FateOf(e.Outcome)),
            TraceEventKind.SchedSwitch => new ContextSwitched(e.OtherPid, e.Rule),
            _ => null,
        };
    }

    private static KernelEvent Call(in TraceEvent e) => e.MakesTask
        ? new ProcessForked(e.OtherPid)
        : new SystemCallReturned(NameOf(e.Number), e.Error == Errno.None ? e.Result : -1, e.Error == Errno.None ? null : e.Error.ToString());

    private static string NameOf(SyscallNumber number) => SyscallTable.Find(number)?.Name ?? "";

    private static SignalFate FateOf(SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.Pending => SignalFate.Pending,
        SignalOutcome.Blocked => SignalFate.Blocked,
        SignalOutcome.Coalesced => SignalFate.Coalesced,
        SignalOutcome.Ignored => SignalFate.Ignored,
        SignalOutcome.Discarded => SignalFate.Discarded,
        SignalOutcome.Dead => SignalFate.Dead,
        SignalOutcome.Handler => SignalFate.Handler,
        SignalOutcome.Terminate => SignalFate.Terminated,
        SignalOutcome.Stop => SignalFate.Stopped,
        SignalOutcome.Continue => SignalFate.Continued,
        SignalOutcome.None => SignalFate.Pending,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
