// The two forms of the trace, read by eye once and compared since; their schema; their speed in allocations.
using System.Text;
using System.Text.Json;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests;

public class TraceWriterTests
{
    [Fact]
    public async System.Threading.Tasks.Task Text_of_every_kind() => await Verify(Text(SampleEvents.OfEveryKind(), TraceLevels.All));

    [Fact]
    public async System.Threading.Tasks.Task Text_of_calls() => await Verify(Text(SampleEvents.OfCalls(), TraceLevels.All));

    [Fact]
    public async System.Threading.Tasks.Task Json_of_every_kind() => await Verify(Json(SampleEvents.OfEveryKind()));

    [Fact]
    public async System.Threading.Tasks.Task Json_of_calls() => await Verify(Json(SampleEvents.OfCalls()));

    [Fact]
    public void The_samples_hold_every_kind() =>
        Assert.Equal(Enum.GetValues<TraceEventKind>(), SampleEvents.OfEveryKind().Select(e => e.Kind).Distinct().Order());

    [Theory]
    [InlineData(TraceLevels.Syscalls)]
    [InlineData(TraceLevels.Sched)]
    [InlineData(TraceLevels.Signals)]
    [InlineData(TraceLevels.Lifecycle)]
    public async System.Threading.Tasks.Task A_level_shows_its_events(object levelValue) =>
        await Verify(Text(SampleEvents.OfEveryKind().Concat(SampleEvents.OfCalls()), (TraceLevels)levelValue)).UseParameters((TraceLevels)levelValue);

    [Fact]
    public void Text_is_ASCII_lines_of_LF()
    {
        string text = Text(SampleEvents.OfEveryKind().Concat(SampleEvents.OfCalls()), TraceLevels.All);
        Assert.All(text, c => Assert.True(c is '\n' or (>= ' ' and < '\x7f')));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_json_is_an_object()
    {
        foreach (string line in Json(SampleEvents.OfEveryKind().Concat(SampleEvents.OfCalls())).TrimEnd('\n').Split('\n'))
        {
            using var document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        }
    }

    [Fact]
    public void Json_has_the_fields_of_the_schema_and_no_others()
    {
        foreach (var e in SampleEvents.OfEveryKind().Concat(SampleEvents.OfCalls()))
        {
            using var document = JsonDocument.Parse(Json([e]).Split('\n')[1]);
            var allowed = TraceSchema.Common.Concat(TraceSchema.FieldsOf(e.Kind).Select(TraceSchema.Describe))
                .SelectMany(row => row.Keys.Split(", ")).ToHashSet();
            Assert.All(document.RootElement.EnumerateObject(), property => Assert.Contains(property.Name, allowed));
        }
    }

    [Fact]
    public void The_schema_shows_every_field_of_an_event()
    {
        var shown = TraceSchema.Common.Concat(Enum.GetValues<TraceField>().Select(TraceSchema.Describe)).SelectMany(row => row.Sources);
        Assert.Equal(typeof(TraceEvent).GetFields().Select(f => f.Name).Order(), shown.Distinct().Order());
    }

    [Fact]
    public void Every_field_is_used_by_a_kind()
    {
        var used = Enum.GetValues<TraceEventKind>().SelectMany(TraceSchema.FieldsOf);
        Assert.Equal(Enum.GetValues<TraceField>(), used.Distinct().Order());
    }

    [Fact]
    public void A_text_longer_than_the_buffer_is_written_whole()
    {
        string big = new('x', 200_000);
        var e = new TraceEvent { Kind = TraceEventKind.SysExit, Number = SyscallNumber.Write, Pid = 2, A0 = 1, ArgumentCount = 1, Payload = big, Result = 200_000 };
        Assert.Contains($"\"{big}\") = 200000\n", Text([e], TraceLevels.All), StringComparison.Ordinal);
        Assert.Contains($"\"{big}\"", Json([e]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_costs_no_allocation()
    {
        var machine = SampleEvents.NewMachine();
        // Half a surrogate pair makes the base library's encoder allocate; no script writes that in a loop.
        TraceEvent[] events = [.. SampleEvents.OfEveryKind(), .. SampleEvents.OfCalls().Where(e => e.Payload is not string s || !s.Contains('\ud800'))];
        foreach (TraceSink writer in new TraceSink[] { new TextTraceWriter(Stream.Null, TraceLevels.All), new JsonTraceWriter(Stream.Null, TraceLevels.All) })
        {
            WriteAll(writer, machine, events, 20);
            Assert.All(events, e =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                writer.Write(machine, e);
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            });
        }
    }

    private static void WriteAll(TraceSink writer, Machine machine, TraceEvent[] events, int times)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (ref readonly var e in events.AsSpan())
            {
                writer.Write(machine, e);
            }
        }
    }

    private static string Text(IEnumerable<TraceEvent> events, TraceLevels levels)
    {
        var machine = SampleEvents.NewMachine();
        var stream = new MemoryStream();
        var writer = new TextTraceWriter(stream, levels);
        writer.Begin(machine);
        WriteAll(writer, machine, [.. events], 1);
        writer.End(machine, RunEnd.Finished);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Json(IEnumerable<TraceEvent> events)
    {
        var machine = SampleEvents.NewMachine();
        var stream = new MemoryStream();
        var writer = new JsonTraceWriter(stream, TraceLevels.All);
        writer.Begin(machine);
        WriteAll(writer, machine, [.. events], 1);
        writer.End(machine);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
