// The trace as JSON Lines: one object an event, its fields as TraceSchema says, between a "begin" and an "end" object.
using System.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Traces;

/// <summary>Writes the trace as JSON Lines.</summary>
internal sealed class JsonTraceWriter : TraceSink
{
    private readonly Utf8Output output;
    private readonly TraceLevels levels;
    private TraceCounts counts;
    private bool hasLevels;
    private IReadOnlyList<LockSpec> specs = [];
    private IReadOnlyList<TerminalSpec> terminals = [];

    /// <summary>Writes events of the given levels to a stream, which it does not close.</summary>
    public JsonTraceWriter(Stream stream, TraceLevels levels)
    {
        output = new Utf8Output(stream);
        this.levels = levels;
    }

    /// <inheritdoc/>
    /// <remarks>The lifecycle is always wanted: the last object counts it.</remarks>
    public override TraceLevels Levels => levels | TraceLevels.Lifecycle;

    /// <summary>The first object: the format's version and the machine.</summary>
    public void Begin(Machine machine)
    {
        hasLevels = machine.Policy.QueueCount > 1;
        output.Write("{\"event\":\"begin\",\"format\":\"kscript-trace\",\"version\":"u8);
        output.Write(TraceSchema.Version);
        output.Write(",\"sched\":"u8);
        JsonText.Write(output, machine.Settings.PolicyText);
        output.Write(",\"cpus\":"u8);
        output.Write(machine.Settings.Cpus);
        output.Write("}\n"u8);
    }

    /// <summary>The last object: the counts; and everything to the stream.</summary>
    public void End(Machine machine)
    {
        output.Write("{\"event\":\"end\",\"t\":"u8);
        output.Write(machine.Now);
        output.Write(",\"tasks\":"u8);
        output.Write(counts.Tasks);
        output.Write(",\"reaped\":"u8);
        output.Write(counts.Reaped);
        output.Write(",\"zombies\":"u8);
        output.Write(counts.Zombies);
        output.Write(",\"orphaned\":"u8);
        output.Write(counts.Orphaned);
        output.Write("}\n"u8);
        output.Flush();
    }

    /// <summary>What is buffered, to the stream.</summary>
    public void Flush() => output.Flush();

    /// <inheritdoc/>
    public override long BytesWritten => output.Position;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        counts.Count(e);
        specs = machine.LockSpecs;
        terminals = machine.TerminalSpecs;
        if ((TraceLevels.Of(e.Kind, e.Number) & levels) == 0)
        {
            return;
        }

        output.Reserve(256);
        output.Put("{\"t\":"u8);
        output.Put(e.Time);
        output.Put(",\"cpu\":"u8);
        output.Put(e.Cpu);
        output.Put(",\"event\":\""u8);
        output.Put(TraceNames.Of(e.Kind));
        output.Put("\",\"pid\":"u8);
        output.Put(e.Pid);
        if (e.Tgid != e.Pid && e.Tgid != 0)
        {
            output.Put(",\"tgid\":"u8);
            output.Put(e.Tgid);
        }

        output.Put(",\"name\":"u8);
        JsonText.Write(output, machine.Names[e.Name]);
        foreach (var field in TraceSchema.FieldsOf(e.Kind))
        {
            output.Reserve(512);
            Field(machine, e, field);
        }

        output.Write("}\n"u8);
    }

    private void Field(Machine machine, in TraceEvent e, TraceField field)
    {
        switch (field)
        {
            case TraceField.State:
                if (e.State != '\0')
                {
                    output.Put(",\"state\":\""u8);
                    output.Put((byte)e.State);
                    output.Put((byte)'"');
                }

                break;
            case TraceField.Call:
                output.Put(",\"call\":\""u8);
                output.Put(CallShape.Of(e.Number).Name);
                output.Put((byte)'"');
                break;
            case TraceField.Arguments:
                Arguments(e);
                break;
            case TraceField.Result:
                Result(e);
                break;
            case TraceField.Error:
                if (e.Error != Errno.None)
                {
                    output.Put(",\"errno\":\""u8);
                    output.Put(TraceNames.Of(e.Error, out _));
                    output.Put((byte)'"');
                }

                break;
            case TraceField.Resumed:
                output.Put(e.Resumed ? ",\"resumed\":true"u8 : ""u8);
                break;
            case TraceField.Child:
                Other(machine, e, ",\"child_pid\":"u8, ",\"child_name\":"u8, false);
                break;
            case TraceField.Status:
                Status(e);
                break;
            case TraceField.Cpus:
                output.Put(",\"orig_cpu\":"u8);
                output.Put(e.A0);
                output.Put(",\"dest_cpu\":"u8);
                output.Put(e.A1);
                break;
            case TraceField.Ticks:
                output.Put(",\"ticks\":"u8);
                output.Put(e.A0);
                break;
            case TraceField.Deadline:
                if (e.A0 > 0)
                {
                    output.Put(",\"deadline\":"u8);
                    output.Put(e.A0);
                }

                break;
            case TraceField.Previous:
                Other(machine, e, ",\"prev_pid\":"u8, ",\"prev_name\":"u8, true);
                break;
            case TraceField.Was:
                Other(machine, e, ",\"was_pid\":"u8, ",\"was_name\":"u8, true);
                break;
            case TraceField.By:
                Other(machine, e, ",\"by_pid\":"u8, ",\"by_name\":"u8, false);
                break;
            case TraceField.Parent:
                Other(machine, e, ",\"parent_pid\":"u8, ",\"parent_name\":"u8, true);
                break;
            case TraceField.Sender:
                Other(machine, e, ",\"from_pid\":"u8, ",\"from_name\":"u8, false);
                break;
            case TraceField.Rule:
                if (e.Rule is not null)
                {
                    output.Put(",\"rule\":"u8);
                    JsonText.Write(output, e.Rule);
                }

                break;
            case TraceField.Level:
                if (hasLevels)
                {
                    output.Put(",\"level\":"u8);
                    output.Put(e.A0);
                }

                break;
            case TraceField.Levels:
                if (hasLevels)
                {
                    output.Put(",\"level_before\":"u8);
                    output.Put(e.A0);
                    output.Put(",\"level_after\":"u8);
                    output.Put(e.A1);
                }

                break;
            case TraceField.Program:
                output.Put(",\"program\":"u8);
                Value(e.Payload);
                break;
            case TraceField.Number:
                output.Put(",\"number\":"u8);
                output.Put(e.A0);
                break;
            case TraceField.Container:
                if (e.Payload is string { Length: > 0 })
                {
                    output.Put(",\"container\":"u8);
                    Value(e.Payload);
                }

                break;
            case TraceField.Killed:
                output.Put(",\"killed\":"u8);
                output.Put(e.A0);
                break;
            case TraceField.Cgroup:
                output.Put(",\"cgroup\":"u8);
                Value(e.Payload);
                break;
            case TraceField.Signal:
                if (SignalNames.Of(e.Signal) is { } name)
                {
                    output.Put(",\"signal\":"u8);
                    Quoted(name);
                }

                break;
            case TraceField.Outcome:
                output.Put(",\"outcome\":\""u8);
                output.Put(TraceNames.Of(e.Outcome));
                output.Put((byte)'"');
                break;
            case TraceField.Stop:
                output.Put(",\"stop\":\""u8);
                output.Put(TraceNames.Of((TraceStop)e.A0));
                output.Put((byte)'"');
                break;
            case TraceField.Text:
                output.Put(",\"text\":"u8);
                Value(e.Payload);
                break;
            default:
                throw new UnreachableException("a field without a writer");
        }
    }

    private void Other(Machine machine, in TraceEvent e, ReadOnlySpan<byte> pid, ReadOnlySpan<byte> name, bool always)
    {
        if (e.OtherPid > 0 || always)
        {
            output.Put(pid);
            output.Put(e.OtherPid);
            output.Put(name);
            JsonText.Write(output, machine.Names[e.OtherName]);
        }
    }

    private void Arguments(in TraceEvent e)
    {
        output.Put(",\"args\":{"u8);
        var shape = CallShape.Of(e);
        int count = shape.PrintedArguments(e);
        for (int i = 0; i < count; i++)
        {
            output.Reserve(256);
            output.Put(i > 0 ? ",\""u8 : "\""u8);
            output.Put(shape.Parameters[i].Key);
            output.Put("\":"u8);
            Argument(shape.Parameters[i], shape.Parameters[i].ValueIn(e), e.Payload);
        }

        output.Reserve(8);
        output.Put((byte)'}');
    }

    private void Argument(ParameterShape parameter, long value, object? payload)
    {
        if (parameter.Names is { } names)
        {
            Named(names, value);
            return;
        }

        switch (parameter.Kind)
        {
            case ParameterKind.Int or ParameterKind.Ticks or ParameterKind.Pid or ParameterKind.Fd or ParameterKind.Flags:
                output.Put(value);
                break;
            case ParameterKind.Signal:
                if (SignalNames.Of(value) is { } name)
                {
                    Quoted(name);
                }
                else
                {
                    output.Put(value);
                }

                break;
            case ParameterKind.SignalSet:
                Set((ulong)value);
                break;
            case ParameterKind.Lock when value > 0 && value <= specs.Count:
                JsonText.Write(output, specs[(int)value - 1].Name);
                break;
            case ParameterKind.Terminal when value > 0 && value <= terminals.Count:
                JsonText.Write(output, terminals[(int)value - 1].Name);
                break;
            case ParameterKind.Lock or ParameterKind.Terminal:
                output.Put(value);
                break;
            case ParameterKind.Text or ParameterKind.List:
                Value(payload);
                break;
            default:
                throw new UnreachableException("a kind of parameter without a writer");
        }
    }

    private void Named(ValueNames names, long value)
    {
        output.Put(names.AreFlags ? "["u8 : ""u8);
        bool first = true;
        foreach (ref readonly var row in names.Rows.AsSpan())
        {
            if (names.AreFlags ? (value & row.Value) != 0 : value == row.Value)
            {
                output.Put(first ? ""u8 : ","u8);
                Quoted(row.Name);
                value = names.AreFlags ? value & ~row.Value : value;
                first = false;
            }
        }

        bool rest = names.AreFlags ? value != 0 : first;
        if (rest)
        {
            output.Put(first ? ""u8 : ","u8);
            if (names.Other is { } other)
            {
                Quoted(other);
            }
            else
            {
                output.Put(value);
            }
        }

        output.Put(names.AreFlags ? "]"u8 : ""u8);
    }

    private void Set(ulong mask)
    {
        output.Put((byte)'[');
        bool first = true;
        for (; mask != 0; mask &= mask - 1)
        {
            output.Reserve(32);
            output.Put(first ? ""u8 : ","u8);
            Quoted(SignalNames.Of((int)ulong.TrailingZeroCount(mask) + 1)!);
            first = false;
        }

        output.Reserve(8);
        output.Put((byte)']');
    }

    private void Result(in TraceEvent e)
    {
        if (e.Number == SyscallNumber.Exit && e.Error == Errno.None)
        {
            return;
        }

        output.Put(",\"result\":"u8);
        bool isValue = CallShape.Of(e.Number).Result is ResultKind.Text or ResultKind.List or ResultKind.Any;
        if (e.Error != Errno.None)
        {
            output.Put("-1"u8);
        }
        else if (isValue && e.Answer is not null)
        {
            Value(e.Answer);
        }
        else
        {
            output.Put(e.Result);
        }
    }

    private void Status(in TraceEvent e)
    {
        if (e.Kind == TraceEventKind.SysExit && (e.OtherPid == 0 || e.Number is not (SyscallNumber.Wait4 or SyscallNumber.Waitid)))
        {
            return;
        }

        int status = e.Status;
        output.Put(",\"status\":"u8);
        output.Put(status);
        output.Put(",\"how\":"u8);
        if (WaitStatus.IsContinued(status))
        {
            output.Put("{\"continued\":true}"u8);
        }
        else if (WaitStatus.IsExited(status))
        {
            output.Put("{\"exited\":"u8);
            output.Put(WaitStatus.ExitCode(status));
            output.Put((byte)'}');
        }
        else
        {
            bool stopped = WaitStatus.IsStopped(status);
            output.Put(stopped ? "{\"stopped\":"u8 : "{\"killed\":"u8);
            Quoted(SignalNames.Of(WaitStatus.IsCallStop(status) ? Kernel.Signal.SIGTRAP : WaitStatus.ValueOf(status)) ?? "?"u8);
            output.Put(WaitStatus.IsCallStop(status) ? ",\"at\":\"call\""u8 : ""u8);
            if (WaitStatus.EventNameOf(status) is { } name)
            {
                output.Put(",\"event\":"u8);
                JsonText.Write(output, name);
            }

            output.Put(!stopped && WaitStatus.DumpedCore(status) ? ",\"core\":true}"u8 : "}"u8);
        }
    }

    private void Quoted(ReadOnlySpan<byte> name)
    {
        output.Put((byte)'"');
        output.Put(name);
        output.Put((byte)'"');
    }

    private void Numbers(long[] numbers)
    {
        output.Write("["u8);
        for (int i = 0; i < numbers.Length; i++)
        {
            output.Write(i > 0 ? ","u8 : ""u8);
            output.Write(numbers[i]);
        }

        output.Write("]"u8);
    }

    private void Value(object? payload)
    {
        switch (payload)
        {
            case string text:
                JsonText.Write(output, text);
                break;
            case long[] numbers:
                Numbers(numbers);
                break;
            case long[][] lists:
                output.Write("["u8);
                for (int i = 0; i < lists.Length; i++)
                {
                    output.Write(i > 0 ? ","u8 : ""u8);
                    Numbers(lists[i]);
                }

                output.Write("]"u8);
                break;
            case NamedValues record:
                output.Write("{"u8);
                for (int i = 0; i < record.Names.Length; i++)
                {
                    output.Write(i > 0 ? ","u8 : ""u8);
                    JsonText.Write(output, record.Names[i]);
                    output.Write(":"u8);
                    Value(record.Values[i]);
                }

                output.Write("}"u8);
                break;
            case object[] mixed:
                output.Write("["u8);
                for (int i = 0; i < mixed.Length; i++)
                {
                    output.Write(i > 0 ? ","u8 : ""u8);
                    Value(mixed[i]);
                }

                output.Write("]"u8);
                break;
            case long number:
                output.Write(number);
                break;
            case NamedNumbers record:
                output.Write("{"u8);
                for (int i = 0; i < record.Names.Length; i++)
                {
                    output.Write(i > 0 ? ","u8 : ""u8);
                    JsonText.Write(output, record.Names[i]);
                    output.Write(":"u8);
                    output.Write(record.Values[i]);
                }

                output.Write("}"u8);
                break;
            case null:
                output.Write("null"u8);
                break;
            default:
                // What exec gets is the program's own, and says its name.
                JsonText.Write(output, payload.ToString() ?? "");
                break;
        }

        output.Reserve(512);
    }
}
