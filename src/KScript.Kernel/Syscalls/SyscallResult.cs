// What the method of a system call answers. It is all that the method has to say: Machine.Call gives the program its result, blocks the
// caller, writes the trace and asks the scheduler.

namespace KScript.Kernel;

/// <summary>How a call came out.</summary>
internal enum SyscallOutcome : byte
{
    /// <summary>Done; the value, or the payload where there is one, is the result.</summary>
    Value,
    /// <summary>Failed; the value is the errno.</summary>
    Error,
    /// <summary>Blocks on <see cref="SyscallResult.WaitsOn"/>; the handler is called again when the task next runs.</summary>
    Block,
    /// <summary>Done, and there is nobody to tell: the caller has died, or runs another program (exit, execve).</summary>
    Handled,
    /// <summary>'Not yet' (wait nohang = 0): the value is the result, and the call costs a tick.</summary>
    NotYet,
    /// <summary>'Not yet' as a failure (EAGAIN of a file with O_NONBLOCK): the value is the errno, and the call costs a tick.</summary>
    NotYetError,
    /// <summary>A signal cut it short: what now is said by the row's <see cref="BlockingRule"/>.</summary>
    Restart,
}

/// <summary>The answer of a system-call handler.</summary>
/// <param name="Outcome">How it came out.</param>
/// <param name="Value">The result or the errno.</param>
internal readonly record struct SyscallResult(SyscallOutcome Outcome, long Value)
{
    /// <summary>The result where it is no number: a <c>string</c>, a <c>long[]</c>, a <c>long[][]</c> or <see cref="NamedNumbers"/>, never changed again; else null.</summary>
    public object? Payload { get; private init; }

    /// <summary>What a call that blocks waits for.</summary>
    public WaitsOn WaitsOn { get; private init; }

    /// <summary>Who is to leave a CPU, or to be put among the ready ones anew, once the call is over.</summary>
    internal Reschedule Reschedule
    {
        get => new(rescheduledTask, rescheduleReason);
        init => (rescheduledTask, rescheduleReason) = (value.Task, value.Reason);
    }

    /// <summary>It failed for some of those it was for, and was done for others (setpriority).</summary>
    public bool HasDonePart { get; init; }

    // Apart, so that they lie beside the outcome: an answer is returned for every call.
    private readonly int rescheduledTask;
    private readonly EnqueueReason rescheduleReason;

    /// <summary>Done with a value.</summary>
    public static SyscallResult Of(long value) => new(SyscallOutcome.Value, value);
    /// <summary>Done with a text or a list of numbers.</summary>
    public static SyscallResult Of(object payload) => new(SyscallOutcome.Value, 0) { Payload = payload };
    /// <summary>Failed.</summary>
    public static SyscallResult Fail(Errno error) => new(SyscallOutcome.Error, (long)error);
    /// <summary>Blocks until what it waits for wakes it; then the call is made again.</summary>
    public static SyscallResult Block(WaitsOn on) => new(SyscallOutcome.Block, 0) { WaitsOn = on };
    /// <summary>Done, and nobody to tell.</summary>
    public static SyscallResult Handled => new(SyscallOutcome.Handled, 0);
    /// <summary>Not yet, at the cost of a tick.</summary>
    public static SyscallResult NotYet(long value) => new(SyscallOutcome.NotYet, value);
    /// <summary>Not yet, at the cost of a tick, which a list says.</summary>
    public static SyscallResult NotYet(object payload) => new(SyscallOutcome.NotYet, 0) { Payload = payload };
    /// <summary>Not yet, at the cost of a tick, which is a failure.</summary>
    public static SyscallResult FailNotYet(Errno error) => new(SyscallOutcome.NotYetError, (long)error);
    /// <summary>Interrupted by a signal.</summary>
    /// <param name="on">What it goes on waiting for, where the signal ends nothing.</param>
    public static SyscallResult Restart(WaitsOn on) => new(SyscallOutcome.Restart, 0) { WaitsOn = on };
}

/// <summary>What a call wants of the scheduler: a running task whose place among the others it has changed. The default: nothing.</summary>
/// <param name="Task">Its slot; 0: nobody.</param>
/// <param name="Reason">Yielded: it leaves its CPU whoever is better; else it is enqueued under its new policy or priority, and its CPU chooses anew.</param>
internal readonly record struct Reschedule(int Task, EnqueueReason Reason);

/// <summary>Several values with names, as a call's result: a record of the language.</summary>
/// <param name="names">The names; never changed again.</param>
/// <param name="values">Their values, as many; never changed again. Each a <c>long</c>, a <c>string</c>, or an <c>object[]</c> of such.</param>
internal sealed class NamedValues(string[] names, object[] values)
{
    /// <summary>The names.</summary>
    public string[] Names { get; } = names;

    /// <summary>Their values.</summary>
    public object[] Values { get; } = values;

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", Names.Zip(Values, static (name, value) => $"{name}: {TextOf(value)}"))}}}";

    /// <summary>A value as it is printed.</summary>
    public static string TextOf(object value) => value switch
    {
        object[] list => $"[{string.Join(", ", list.Select(TextOf))}]",
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>Several numbers with names, as a call's result: a record of the language.</summary>
/// <param name="names">The names; never changed again.</param>
/// <param name="values">Their values, as many; never changed again.</param>
internal sealed class NamedNumbers(string[] names, long[] values)
{
    /// <summary>The names of a pipe's ends.</summary>
    public const string ReadEnd = "r", WriteEnd = "w";

    /// <summary>What pipe and socketpair give.</summary>
    public static readonly string[] Ends = [ReadEnd, WriteEnd], SocketEnds = ["a", "b"];

    /// <summary>The names.</summary>
    public string[] Names { get; } = names;

    /// <summary>Their values.</summary>
    public long[] Values { get; } = values;

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", Names.Zip(Values, static (name, value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {value}")))}}}";
}
