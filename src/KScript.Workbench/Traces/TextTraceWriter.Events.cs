// What stands in the event column: one case for each kind of event.
using System.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Traces;

internal sealed partial class TextTraceWriter
{
    /// <summary>
    /// Of a text that is longer than this and goes through a file only the beginning is shown, with three dots behind it, as strace does; what
    /// goes to standard output is shown whole.
    /// </summary>
    private const int LongestText = 400, ShownOfLongText = 32;

    private bool shortens;

    // A switch statement for speed; a test runs every kind through it.
    private void Event(Machine machine, in TraceEvent e)
    {
        switch (e.Kind)
        {
            case TraceEventKind.Boot:
                output.Put("boot"u8);
                break;
            case TraceEventKind.JobArrive:
                output.Put("job arrives"u8);
                if (e.A0 > 0)
                {
                    output.Put(", deadline "u8);
                    output.Put(e.A0);
                }

                break;
            case TraceEventKind.SysExit:
                Call(e);
                Result(e);
                break;
            case TraceEventKind.SysBlock:
                Call(e);
                output.Put(" ..."u8);
                break;
            case TraceEventKind.Compute:
                output.Put("compute "u8);
                output.Put(e.A0);
                break;
            case TraceEventKind.SchedSwitch:
                output.Put("sched_switch "u8);
                Label(machine, e.OtherPid, e.OtherTgid, e.OtherName);
                output.Put(" -> "u8);
                Label(machine, e.Pid, e.Tgid, e.Name);
                break;
            case TraceEventKind.SchedWakeup:
                output.Put("sched_wakeup"u8);
                Level(machine, e);
                break;
            case TraceEventKind.SchedPreempt:
                output.Put("sched_preempt"u8);
                With(machine, " -> "u8, e);
                break;
            case TraceEventKind.SchedSlice:
                output.Put("sched_slice"u8);
                SliceLevels(machine, e);
                break;
            case TraceEventKind.SchedBoost:
                output.Put("sched_boost"u8);
                break;
            case TraceEventKind.SchedMigrateTask:
                output.Put("sched_migrate_task cpu "u8);
                output.Put(e.A0);
                output.Put(" -> "u8);
                output.Put(e.A1);
                break;
            case TraceEventKind.ThreadExit:
                output.Put("thread ends"u8);
                break;
            case TraceEventKind.ThreadLeads:
                output.Put("takes over from "u8);
                Label(machine, e.OtherPid, e.OtherTgid, e.OtherName);
                break;
            case TraceEventKind.NamespaceEnter:
                output.Put("is "u8);
                output.Put(e.A0);
                output.Put(" in pid namespace"u8);
                Named(e);
                break;
            case TraceEventKind.NamespaceEnd:
                output.Put("ends its pid namespace"u8);
                Named(e);
                if (e.A0 > 0)
                {
                    output.Put(": kills "u8);
                    output.Put(e.A0);
                }

                break;
            case TraceEventKind.CgroupFreeze:
                output.Put("frozen in cgroup"u8);
                Named(e);
                break;
            case TraceEventKind.ProcessExit:
                Status(e.Status);
                break;
            case TraceEventKind.ProcessReap:
                output.Put("reaped"u8);
                With(machine, " by "u8, e);
                output.Put(" ("u8);
                Status(e.Status);
                output.Put((byte)')');
                break;
            case TraceEventKind.ProcessAdopt:
                output.Put("adopted"u8);
                With(machine, " by "u8, e);
                break;
            case TraceEventKind.ProcessExec:
                output.Put("new image "u8);
                Payload(e);
                break;
            case TraceEventKind.ProcessStop:
                output.Put("stopped"u8);
                Signal(" by "u8, e.Signal);
                break;
            case TraceEventKind.ProcessContinue:
                output.Put("continued"u8);
                Signal(" by "u8, e.Signal);
                break;
            case TraceEventKind.TraceBegin:
                output.Put("traced"u8);
                With(machine, " by "u8, e);
                break;
            case TraceEventKind.TraceEnd:
                output.Put("not traced any more"u8);
                With(machine, " by "u8, e);
                break;
            case TraceEventKind.TraceStop:
                output.Put("in "u8);
                output.Put(TraceNames.Of((TraceStop)e.A0));
                With(machine, " for "u8, e);
                output.Put(", "u8);
                Status(e.Status);
                break;
            case TraceEventKind.TraceResume:
                output.Put("let go on"u8);
                With(machine, " by "u8, e);
                Signal(" with "u8, e.Signal);
                break;
            case TraceEventKind.SignalGenerate:
                Signal(""u8, e.Signal);
                output.Put(" -> "u8);
                Label(machine, e.Pid, e.Tgid, e.Name);
                Outcome(e.Outcome);
                break;
            case TraceEventKind.SignalDeliver:
                Signal(""u8, e.Signal);
                output.Put(" delivered"u8);
                Outcome(e.Outcome);
                break;
            case TraceEventKind.SignalReturn:
                Signal(""u8, e.Signal);
                output.Put(e.Signal > 0 ? " handler returns"u8 : "handler returns"u8);
                break;
            case TraceEventKind.Fault:
                output.Put("fault"u8);
                Signal(" "u8, e.Signal);
                Because(e);
                break;
            case TraceEventKind.UntilBlock:
                output.Put("until ..."u8);
                break;
            case TraceEventKind.UntilDone:
                output.Put("until = true"u8);
                break;
            case TraceEventKind.Halt:
                output.Put("halt"u8);
                Because(e);
                break;
            default:
                throw new UnreachableException("an event without a text");
        }
    }

    private void Call(in TraceEvent e)
    {
        shortens = e.Number is SyscallNumber.Read or SyscallNumber.AioReturn or SyscallNumber.Type || (e.Number == SyscallNumber.Write && e.A0 > 2);
        var shape = CallShape.Of(e);
        output.Put(shape.Name);
        output.Put((byte)'(');
        int count = shape.PrintedArguments(e);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                output.Put(", "u8);
            }

            Argument(shape.Parameters[i], shape.Parameters[i].ValueIn(e), e.Payload);
        }

        output.Put((byte)')');
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
                    output.Put(name);
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
                Escaped(specs[(int)value - 1].Name);
                output.Reserve(1024);
                break;
            case ParameterKind.Terminal when value > 0 && value <= terminals.Count:
                Escaped(terminals[(int)value - 1].Name);
                output.Reserve(1024);
                break;
            case ParameterKind.Lock or ParameterKind.Terminal:
                output.Put(value);
                break;
            case ParameterKind.Text or ParameterKind.List:
                Value(payload);
                break;
            default:
                throw new UnreachableException("a kind of parameter without a text");
        }
    }

    private void Named(ValueNames names, long value)
    {
        if (names.AreFlags)
        {
            Flags(names, value);
            return;
        }

        foreach (ref readonly var row in names.Rows.AsSpan())
        {
            if (row.Value == value)
            {
                output.Put(row.Name);
                return;
            }
        }

        if (names.Other is { } other)
        {
            output.Put(other);
        }
        else
        {
            output.Put(value);
        }
    }

    private void Flags(ValueNames names, long value)
    {
        bool first = true;
        foreach (ref readonly var row in names.Rows.AsSpan())
        {
            if ((value & row.Value) != 0)
            {
                output.Put(first ? ""u8 : "|"u8);
                output.Put(row.Name);
                value &= ~row.Value;
                first = false;
            }
        }

        if (value != 0 || first)
        {
            output.Put(first ? ""u8 : "|"u8);
            output.Put(value);
        }
    }

    // As strace: the names without SIG, and a set of nearly all as what it lacks.
    private void Set(ulong mask)
    {
        if (ulong.PopCount(mask) > 32)
        {
            output.Put((byte)'~');
            mask = ~mask;
        }

        output.Put((byte)'[');
        bool first = true;
        while (mask != 0)
        {
            int signal = (int)ulong.TrailingZeroCount(mask) + 1;
            mask &= mask - 1;
            output.Put(first ? ""u8 : " "u8);
            output.Put(SignalNames.Short(signal));
            first = false;
        }

        output.Put((byte)']');
    }

    private void Result(in TraceEvent e)
    {
        if (e.Error != Errno.None)
        {
            output.Put(" = -1 "u8);
            output.Put(TraceNames.Of(e.Error, out var text));
            output.Put(" ("u8);
            output.Put(text);
            output.Put((byte)')');
            return;
        }

        // exit does not return.
        if (e.Number is SyscallNumber.Exit or SyscallNumber.PthreadExit)
        {
            return;
        }

        output.Put(" = "u8);
        var kind = CallShape.Of(e.Number).Result;
        if (kind is ResultKind.Text or ResultKind.List or ResultKind.Any && e.Answer is not null)
        {
            Value(e.Answer);
            return;
        }

        output.Put(e.Result);
        if (e.Number is SyscallNumber.Wait4 or SyscallNumber.Waitid && e.OtherPid > 0)
        {
            output.Put(" ("u8);
            Status(e.Status);
            output.Put((byte)')');
        }
    }

    // A raw status word in words.
    private void Status(int status)
    {
        if (WaitStatus.IsContinued(status))
        {
            output.Put("continued"u8);
        }
        else if (WaitStatus.IsExited(status))
        {
            output.Put("exited "u8);
            output.Put(WaitStatus.ExitCode(status));
        }
        else if (WaitStatus.IsStopped(status))
        {
            output.Put("stopped"u8);
            output.Put(WaitStatus.IsCallStop(status) ? " at a call"u8 : ""u8);
            Signal(" by "u8, WaitStatus.StopSignal(status));
            if (WaitStatus.EventNameOf(status) is { } name)
            {
                output.Put(" ("u8);
                Escaped(name);
                output.Put((byte)')');
            }
        }
        else
        {
            output.Put("killed"u8);
            Signal(" by "u8, WaitStatus.TermSignal(status));
            output.Put(WaitStatus.DumpedCore(status) ? ", core dumped"u8 : ""u8);
        }
    }

    private void Signal(ReadOnlySpan<byte> before, int signal)
    {
        if (SignalNames.Of(signal) is { } name)
        {
            output.Put(before);
            output.Put(name);
        }
    }

    private void Outcome(SignalOutcome outcome)
    {
        if (outcome != SignalOutcome.None)
        {
            output.Put(" ("u8);
            output.Put(TraceNames.Phrase(outcome));
            output.Put((byte)')');
        }
    }

    /// <summary>A blank and the name that the event is about, where it has one.</summary>
    private void Named(in TraceEvent e)
    {
        if (e.Payload is string { Length: > 0 })
        {
            output.Put((byte)' ');
            Payload(e);
        }
    }

    private void With(Machine machine, ReadOnlySpan<byte> before, in TraceEvent e)
    {
        if (e.OtherPid > 0)
        {
            output.Put(before);
            Label(machine, e.OtherPid, e.OtherTgid, e.OtherName);
        }
    }

    private void Level(Machine machine, in TraceEvent e)
    {
        if (machine.Policy.QueueCount > 1)
        {
            output.Put(" queue "u8);
            output.Put(e.A0);
        }
    }

    private void SliceLevels(Machine machine, in TraceEvent e)
    {
        if (machine.Policy.QueueCount > 1)
        {
            output.Put(" queue "u8);
            output.Put(e.A0);
            output.Put(" -> "u8);
            output.Put(e.A1);
        }
    }

    private void Payload(in TraceEvent e)
    {
        if (e.Payload is string text)
        {
            Escaped(text);
        }
    }

    private void Because(in TraceEvent e)
    {
        if (e.Payload is string text)
        {
            output.Put(" ("u8);
            Escaped(text);
            output.Reserve(1024);
            output.Put((byte)')');
        }
    }

    private void Numbers(long[] numbers)
    {
        output.Put((byte)'[');
        for (int i = 0; i < numbers.Length; i++)
        {
            output.Reserve(1024);
            output.Put(i > 0 ? ", "u8 : ""u8);
            output.Put(numbers[i]);
        }

        output.Put((byte)']');
    }

    private void Value(object? payload)
    {
        switch (payload)
        {
            case string text:
                output.Put((byte)'"');
                bool isCut = shortens && text.Length > LongestText;
                Escaped(isCut ? text[..ShownOfLongText] : text);
                output.Reserve(1024);
                output.Put(isCut ? "\"..."u8 : "\""u8);
                break;
            case long[] numbers:
                Numbers(numbers);
                break;
            case long[][] lists:
                output.Put((byte)'[');
                for (int i = 0; i < lists.Length; i++)
                {
                    output.Reserve(1024);
                    output.Put(i > 0 ? ", "u8 : ""u8);
                    Numbers(lists[i]);
                }

                output.Reserve(1024);
                output.Put((byte)']');
                break;
            case NamedNumbers or NamedValues:
                Escaped(payload.ToString()!);
                output.Reserve(1024);
                break;
            case null:
                output.Put("NULL"u8);
                break;
            default:
                // What exec gets is the program's own, and says its name.
                output.Put((byte)'"');
                Escaped(payload.ToString() ?? "");
                output.Reserve(1024);
                output.Put((byte)'"');
                break;
        }
    }

    /// <summary>A text with everything but printable ASCII escaped as C and strace do: \n \t \" \\ \x1b \u{e9}.</summary>
    private void Escaped(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            output.Reserve(16);
            if (c is >= ' ' and < '\x7f' and not ('"' or '\\'))
            {
                output.Put((byte)c);
            }
            else if (c < '\x80')
            {
                EscapedControl(c);
            }
            else
            {
                int code = c;
                if (char.IsSurrogatePair(text, i))
                {
                    code = char.ConvertToUtf32(text, i);
                    i++;
                }

                output.Put("\\u{"u8);
                Hex(code, 1);
                output.Put((byte)'}');
            }
        }
    }

    private void EscapedControl(char c)
    {
        switch (c)
        {
            case '\n':
                output.Put("\\n"u8);
                break;
            case '\t':
                output.Put("\\t"u8);
                break;
            case '\r':
                output.Put("\\r"u8);
                break;
            case '"' or '\\':
                output.Put((byte)'\\');
                output.Put((byte)c);
                break;
            default:
                output.Put("\\x"u8);
                Hex(c, 2);
                break;
        }
    }

    private void Hex(int value, int least)
    {
        int digits = Math.Max(least, (35 - System.Numerics.BitOperations.LeadingZeroCount((uint)value)) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        {
            output.Put("0123456789abcdef"u8[(value >> shift) & 15]);
        }
    }
}
