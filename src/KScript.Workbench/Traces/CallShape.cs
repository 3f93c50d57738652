// A system call as the trace sees it: its name and parameters as bytes, made from its row in SyscallTable on first use.
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Traces;

/// <summary>A parameter as the trace prints it.</summary>
/// <param name="Kind">How its value is decoded.</param>
/// <param name="Key">Its name, as the key in JSON.</param>
/// <param name="Names">The names of its values, or null.</param>
/// <param name="Default">Its value where it is left out, or null.</param>
/// <param name="Slot">Which of the event's numbers it is; -1: it is the payload.</param>
internal sealed record ParameterShape(ParameterKind Kind, byte[] Key, ValueNames? Names, long? Default, int Slot)
{
    // Who is meant and what is done is always said; what only refines the call is not, where it is as usual.
    private readonly bool refines = Kind switch
    {
        ParameterKind.Int => Names is null,
        ParameterKind.Flags or ParameterKind.Ticks or ParameterKind.SignalSet => true,
        ParameterKind.Pid or ParameterKind.Signal or ParameterKind.Text or ParameterKind.Fd or ParameterKind.List or ParameterKind.Lock or ParameterKind.Terminal => false,
    };

    /// <summary>Whether an argument at the end needs no mention: it was not given, or only refines and is as usual.</summary>
    public bool IsUnsaid(in TraceEvent e)
    {
        if (Slot < 0)
        {
            return e.Payload is null;
        }

        return Slot >= e.ArgumentCount || ValueIn(e) == Ptrace.LeftOut || (refines && ValueIn(e) == (Kind == ParameterKind.Flags ? 0 : Default));
    }

    /// <summary>Its value in an event.</summary>
    public long ValueIn(in TraceEvent e) => Slot switch
    {
        0 => e.A0,
        1 => e.A1,
        2 => e.A2,
        3 => e.A3,
        _ => 0,
    };
}

/// <summary>A call as the trace prints it.</summary>
internal sealed class CallShape
{
    private static readonly CallShape?[] Cache = new CallShape?[256];

    private static readonly CallShape?[] Ptraces = new CallShape?[6];
    private static readonly CallShape TraceMe = new(SyscallNumber.Ptrace) { Parameters = Of(SyscallNumber.Ptrace).Parameters[..1] };

    // What the last argument of ptrace is depends on the first; and what is third on how many there are.
    private CallShape(ParameterKind data, ValueNames? dataNames, bool hasAddress)
        : this(SyscallNumber.Ptrace)
    {
        ParameterShape last = Parameters[^1] with { Kind = data, Names = dataNames, Slot = hasAddress ? 3 : 2 };
        Parameters = hasAddress ? [.. Parameters[..3], last] : [.. Parameters[..2], last];
    }

    private CallShape(SyscallNumber number)
    {
        SyscallRow row = SyscallTable.Find(number) ?? throw new ArgumentOutOfRangeException(nameof(number));
        Name = Encoding.ASCII.GetBytes(row.Name);
        Result = row.Result;
        // The number of a child's name is no argument to show: it stands in the event as the child's.
        var parameters = number is SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.PthreadCreate ? [] : row.Parameters;
        Parameters = new ParameterShape[parameters.Length];
        int slot = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            bool isPayload = parameter.Kind is ParameterKind.Text or ParameterKind.List;
            Parameters[i] = new ParameterShape(
                parameter.Kind, Encoding.ASCII.GetBytes(parameter.Name), ValueNames.Of(row.Name, parameter.Name), parameter.Default, isPayload ? -1 : slot++);
        }
    }

    /// <summary>The call's name.</summary>
    public byte[] Name { get; }

    /// <summary>Its parameters.</summary>
    public ParameterShape[] Parameters { get; private init; }

    /// <summary>What it gives.</summary>
    public ResultKind Result { get; }

    /// <summary>The shape of a call.</summary>
    public static CallShape Of(SyscallNumber number) => Cache[(int)number] ??= new CallShape(number);

    /// <summary>The shape of the call of an event.</summary>
    public static CallShape Of(in TraceEvent e)
    {
        if (e.Number != SyscallNumber.Ptrace)
        {
            return Of(e.Number);
        }

        if (e.A0 == PtraceRequest.PTRACE_TRACEME)
        {
            return TraceMe;
        }

        bool isSignal = e.A0 is PtraceRequest.PTRACE_CONT or PtraceRequest.PTRACE_SYSCALL or PtraceRequest.PTRACE_DETACH;
        bool isOptions = e.A0 is PtraceRequest.PTRACE_SEIZE or PtraceRequest.PTRACE_SETOPTIONS;
        bool hasAddress = e.ArgumentCount > 3 && e.A3 != Ptrace.LeftOut;
        return Ptraces[(isSignal ? 2 : isOptions ? 4 : 0) + (hasAddress ? 1 : 0)] ??= new CallShape(
            isSignal ? ParameterKind.Signal : isOptions ? ParameterKind.Flags : ParameterKind.Int, isOptions ? ValueNames.PtraceOptions : null, hasAddress);
    }

    /// <summary>How many arguments of an event are worth printing: those at the end that are as usual are left out.</summary>
    public int PrintedArguments(in TraceEvent e)
    {
        int count = Parameters.Length;
        while (count > 0 && Parameters[count - 1].IsUnsaid(e))
        {
            count--;
        }

        return count;
    }
}
