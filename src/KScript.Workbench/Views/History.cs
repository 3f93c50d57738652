// What a machine has done up to now, for the tables that look back: gantt, trace, top. A machine keeps no history itself; a
// Session attaches this sink where the script uses such a table, `kscript run --show` and the REPL where they need one.
using System.Text;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Views;

/// <summary>Records the parts that were asked for.</summary>
internal sealed class History : TraceSink
{
    /// <summary>How many of the last events are kept.</summary>
    public const int MostEvents = 1000;

    /// <summary>How many changes of what a CPU runs are kept; beyond that the older half is forgotten.</summary>
    public const int MostScheduleEntries = 1_000_000;

    /// <summary>Characters that are kept of what an event carries.</summary>
    private const int MostOfPayload = 4096;

    private readonly TraceEvent[] events;
    private readonly LoadMeter? load;
    private long eventCount;

    /// <summary>A recorder; attach it before the machine boots.</summary>
    public History(MachineSettings settings, HistoryParts parts)
    {
        Parts = parts;
        Schedule = (parts & HistoryParts.Schedule) != 0 ? new RunStatistics(settings, keepSchedule: true, MostScheduleEntries) { Phases = new TaskPhases() } : null;
        Figures = (parts & HistoryParts.Figures) == 0 ? null : Schedule ?? new RunStatistics(settings, keepSchedule: false);
        load = (parts & HistoryParts.Load) != 0 ? new LoadMeter(settings.Cpus) : null;
        events = new TraceEvent[(parts & HistoryParts.Events) != 0 ? MostEvents : 0];
    }

    private History(History from)
    {
        Parts = from.Parts;
        Schedule = from.Schedule?.Copy();
        Figures = ReferenceEquals(from.Figures, from.Schedule) ? Schedule : from.Figures?.Copy();
        load = from.load?.Copy();
        events = [.. from.events];
        eventCount = from.eventCount;
    }

    /// <summary>What is recorded.</summary>
    public HistoryParts Parts { get; }

    /// <summary>Who ran when, or null.</summary>
    public RunStatistics? Schedule { get; }

    /// <summary>The figures of the run, or null.</summary>
    public RunStatistics? Figures { get; }

    /// <summary>How busy the machine was, or null.</summary>
    public LoadMeter? Load => load;

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <summary>A copy that goes its own way: to keep beside a snapshot of the machine. Costs as much as it holds.</summary>
    public History Copy() => new(this);

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        Schedule?.Write(machine, in e);
        if (Figures is not null && Figures != Schedule)
        {
            Figures.Write(machine, in e);
        }

        load?.Write(in e);
        if (events.Length > 0)
        {
            ref TraceEvent kept = ref events[eventCount++ % events.Length];
            kept = e;
            if (e.Payload is string { Length: > MostOfPayload } text)
            {
                kept.Payload = string.Concat(text.AsSpan(0, MostOfPayload), "...");
            }
        }
    }

    /// <summary>The last events as lines of the trace, the titles of its columns above them.</summary>
    /// <param name="machine">The machine that they are of.</param>
    /// <param name="count">How many, 1 to <see cref="MostEvents"/>.</param>
    public string LastLines(Machine machine, int count)
    {
        using var stream = new MemoryStream();
        var writer = new TextTraceWriter(stream, TraceLevels.All);
        writer.Begin(machine);
        for (long i = Math.Max(0, eventCount - Math.Min(count, events.Length)); i < eventCount; i++)
        {
            writer.Write(machine, in events[i % events.Length]);
        }

        writer.Flush();
        string text = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        // Without the line that names the format.
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
