// The one text form of the trace: a line an event, ASCII, LF, fixed columns (docs/trace-format.md describes it).
// The prefix of a line comes from caches (the time's eight characters, `name[pid]` padded), so that an ordinary event
// costs a few copies. TextTraceWriter.Events.cs says what stands in the event column of each kind.
using System.Globalization;
using KScript.Kernel;
using KScript.Workbench.Metrics;

namespace KScript.Workbench.Traces;

/// <summary>Writes the trace as text.</summary>
internal sealed partial class TextTraceWriter : TraceSink
{
    private const int TimeWidth = 8;
    private const int CpuWidth = 4;
    private const int TaskWidth = 14;
    private const int EventWidth = 36;
    private const int LabelBytes = 32;
    private const int Labels = 4096;

    private readonly Utf8Output output;
    private readonly TraceLevels levels;
    private readonly byte[] timeBytes = new byte[32];
    private readonly byte[] labels = new byte[Labels * LabelBytes];
    private readonly LabelKey[] labelKeys = new LabelKey[Labels];
    private long cachedTime = -1;
    private int timeLength;
    private TraceCounts counts;
    private IReadOnlyList<LockSpec> specs = [];
    private IReadOnlyList<TerminalSpec> terminals = [];
    private string? view;

    /// <summary>Writes events of the given levels to a stream, which it does not close.</summary>
    public TextTraceWriter(Stream stream, TraceLevels levels)
    {
        output = new Utf8Output(stream);
        this.levels = levels;
    }

    private struct LabelKey
    {
        public int Pid;
        public int Tgid;
        public ushort Name;
        public byte Length;
    }

    /// <inheritdoc/>
    /// <remarks>The lifecycle is always wanted: the footer counts it.</remarks>
    public override TraceLevels Levels => levels | TraceLevels.Lifecycle;

    /// <summary>The header: the format's version, the machine, the titles of the columns.</summary>
    public void Begin(Machine machine)
    {
        var settings = machine.Settings;
        output.Write("# kscript-trace 1  sched="u8);
        output.Write(settings.PolicyText);
        output.Write("  cpus="u8);
        output.Write(settings.Cpus);
        output.Write("\n    time cpu task           event                               state\n"u8);
    }

    /// <summary>The footer, what is left behind, and everything to the stream.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="end">Why the run ended.</param>
    public void End(Machine machine, RunEnd end)
    {
        WriteView();
        output.Write("# end t="u8);
        output.Write(machine.Now);
        output.Write("  tasks="u8);
        output.Write(counts.Tasks);
        output.Write("  reaped="u8);
        output.Write(counts.Reaped);
        output.Write("  zombies="u8);
        output.Write(counts.Zombies);
        output.Write("  orphaned="u8);
        output.Write(counts.Orphaned);
        output.Write("\n"u8);
        RunSummary.Write(output, machine, end);
        output.Flush();
    }

    /// <summary>What is buffered, to the stream: before a prompt, or when a run is cut short.</summary>
    public void Flush() => output.Flush();

    /// <inheritdoc/>
    public override long BytesWritten => output.Position;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        counts.Count(e);
        specs = machine.LockSpecs;
        terminals = machine.TerminalSpecs;
        if (view is not null)
        {
            ViewOrWrite(e);
        }

        if ((TraceLevels.Of(e.Kind, e.Number) & levels) == 0)
        {
            return;
        }

        output.Reserve(1024);
        Prefix(machine, e);
        long mark = output.Position;
        output.Paint64();
        Event(machine, e);
        Tail(e, mark);
        output.Put((byte)'\n');
    }

    /// <inheritdoc/>
    /// <remarks>What a process writes has an event; what a view (`ps`) prints has none, and stands in the trace as comment lines.</remarks>
    public override void Output(Machine machine, int pid, int fd, string text)
    {
        WriteView();
        view = (levels & TraceLevels.Syscalls) != 0 ? text : null;
    }

    private void ViewOrWrite(in TraceEvent e)
    {
        bool isWrite = e.Kind == TraceEventKind.SysExit && ReferenceEquals(e.Payload, view);
        if (isWrite)
        {
            view = null;
        }
        else
        {
            WriteView();
        }
    }

    private void WriteView()
    {
        string? text = view;
        view = null;
        foreach (var range in text.AsSpan().TrimEnd('\n').Split('\n'))
        {
            if (text is not null)
            {
                output.Write("#   "u8);
                Escaped(text[range]);
                output.Write("\n"u8);
            }
        }
    }

    private void Prefix(Machine machine, in TraceEvent e)
    {
        if (e.Time != cachedTime)
        {
            CacheTime(e.Time);
        }

        output.Put32(timeBytes, timeLength);
        if (e.Cpu is >= 0 and < 10)
        {
            output.Put("   "u8);
            output.Put((byte)('0' + e.Cpu));
        }
        else
        {
            RightAligned(e.Cpu);
        }

        output.Put((byte)' ');
        output.Paint64();
        long mark = output.Position;
        Actor(machine, e);
        output.ToColumn(mark, TaskWidth + 1, 1);
    }

    // Who stands in the task column: the task the event is about, but the sender where a signal is sent.
    private void Actor(Machine machine, in TraceEvent e)
    {
        bool sent = e.Kind == TraceEventKind.SignalGenerate;
        int pid = sent ? e.OtherPid : e.Pid;
        if (pid > 0)
        {
            Label(machine, pid, sent ? e.OtherTgid : e.Tgid, sent ? e.OtherName : e.Name);
        }
        else if (e.Kind == TraceEventKind.SchedSwitch)
        {
            output.Put("idle[0]"u8);
        }
        else
        {
            output.Put("kernel"u8);
        }
    }

    // After the event: the state letter, then the policy's reason.
    private void Tail(in TraceEvent e, long mark)
    {
        output.Reserve(64);
        string? rule = e.Rule;
        if (e.State == '\0' && rule is null)
        {
            return;
        }

        output.ToColumn(mark, EventWidth, 2);
        if (e.State != '\0')
        {
            output.Put((byte)e.State);
        }

        if (rule is not null)
        {
            output.Put(e.State == '\0' ? "   "u8 : "  "u8);
            Constant(rule);
        }
    }

    // A policy's reason is a constant text in ASCII.
    private void Constant(string text)
    {
        output.Reserve(text.Length);
        output.Advance(System.Text.Encoding.ASCII.GetBytes(text, output.Room(text.Length)));
    }

    private void CacheTime(long time)
    {
        cachedTime = time;
        Span<byte> digits = stackalloc byte[20];
        time.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        int pad = Math.Max(0, TimeWidth - length);
        Utf8Output.Blank(timeBytes.AsSpan(0, pad));
        digits[..length].CopyTo(timeBytes.AsSpan(pad));
        timeLength = pad + length;
    }

    private void RightAligned(int cpu)
    {
        if (cpu < 0)
        {
            output.Put("   -"u8);
            return;
        }

        output.Put(cpu < 100 ? "  "u8 : cpu < 1000 ? " "u8 : " "u8);
        output.Put(cpu);
    }

    /// <summary>`name[pid]`, from the cache, of a thread that is not its process's first `name[pid/tid]`; `idle[0]` for 0. Room must be reserved.</summary>
    private void Label(Machine machine, int pid, int tgid, NameId name)
    {
        int slot = pid & (Labels - 1);
        ref var key = ref labelKeys[slot];
        if (key.Pid != pid || key.Tgid != tgid || key.Name != name.Value || key.Length == 0)
        {
            CacheLabel(machine, pid, tgid, name, ref key, slot);
        }

        output.Put32(labels.AsSpan(slot * LabelBytes, LabelBytes), key.Length);
    }

    private void CacheLabel(Machine machine, int pid, int tgid, NameId name, ref LabelKey key, int slot)
    {
        // What is behind the label stays a space: a label is copied whole, over painted columns.
        Utf8Output.Blank(labels.AsSpan(slot * LabelBytes, LabelBytes));

        // Names are cut so that a label always fits; the full name stands where the program is started.
        var bytes = labels.AsSpan(slot * LabelBytes, LabelBytes);
        int length = 0;
        string text = pid == 0 ? "idle" : machine.Names[name];
        foreach (char c in text)
        {
            if (length == LabelBytes - (tgid == pid || tgid == 0 ? 9 : 17))
            {
                break;
            }

            bytes[length++] = c is > ' ' and < '\x7f' ? (byte)c : (byte)'?';
        }

        bytes[length++] = (byte)'[';
        if (tgid != pid && tgid != 0)
        {
            tgid.TryFormat(bytes[length..], out int process, provider: CultureInfo.InvariantCulture);
            length += process;
            bytes[length++] = (byte)'/';
        }

        pid.TryFormat(bytes[length..], out int digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        bytes[length++] = (byte)']';
        key = new LabelKey { Pid = pid, Tgid = tgid, Name = name.Value, Length = (byte)length };
    }
}
