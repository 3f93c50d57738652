// Stops at system calls, before and after each, while the tracer lets its tracee go on with PTRACE_SYSCALL; and what
// PTRACE_GET_SYSCALL_INFO tells of them.
namespace KScript.Kernel;

/// <summary>What PTRACE_GET_SYSCALL_INFO says of the kind of stop, with Linux's values.</summary>
internal static class SyscallInfoOp
{
    /// <summary>The tracee is in no stop at a call that PTRACE_O_TRACESYSGOOD marks.</summary>
    public const long PTRACE_SYSCALL_INFO_NONE = 0;
    /// <summary>Before a call.</summary>
    public const long PTRACE_SYSCALL_INFO_ENTRY = 1;
    /// <summary>After one.</summary>
    public const long PTRACE_SYSCALL_INFO_EXIT = 2;
}

/// <summary>Stops before and after calls.</summary>
internal static class SyscallStops
{
    private const int GoodBit = 0x80;

    private static readonly string[] NoneNames = ["op"];
    private static readonly string[] EntryNames = ["op", "nr", "name", "args"];
    private static readonly string[] ExitNames = ["op", "nr", "name", "rval", "is_error"];

    private static int CodeOf(Machine m, int task) =>
        Signal.SIGTRAP | ((m.Tracing[task].Options & PtraceOptions.PTRACE_O_TRACESYSGOOD) != 0 ? GoodBit : 0);

    private static void Stop(Machine m, int cpu, int task, TraceStop stop)
    {
        int code = CodeOf(m, task);
        long message = stop == TraceStop.CallEntry ? SyscallInfoOp.PTRACE_SYSCALL_INFO_ENTRY : SyscallInfoOp.PTRACE_SYSCALL_INFO_EXIT;
        TraceStops.Enter(m, cpu, task, stop, code, message, TraceStops.TrapInfo(m, task, Signal.SIGTRAP, code));
        TraceStops.Tell(m, task, SignalCode.CLD_TRAPPED, code & WaitStatus.SignalBits);
    }

    /// <summary>A tracee is about to make a call, or to begin one anew. True: it has stopped.</summary>
    public static bool StopsAtEntry(Machine m, int cpu, int task, SyscallNumber call)
    {
        TracingRow row = m.Tracing[task];
        if (!row.StopsAtCalls || row.Entered || Signals.IsDying(m, task))
        {
            return false;
        }

        ref TracingRow to = ref m.Tracing.Write(task);
        to.Entered = true;
        to.ToldOfInterruption = false;
        to.Call = call;
        Stop(m, cpu, task, TraceStop.CallEntry);
        return true;
    }

    /// <summary>
    /// Whether a tracee is in the kernel for a call before which it stopped: nothing acts before the call has had its effect.
    /// </summary>
    public static bool IsInCall(Machine m, int task) => Tracing.IsTraced(m, task) && m.Tracing[task].Entered && !Signals.IsDying(m, task);

    /// <summary>A tracee's call is done: it stops before its program goes on, if it is to.</summary>
    /// <param name="m">The machine.</param>
    /// <param name="task">Who.</param>
    /// <param name="call">Which call.</param>
    /// <param name="result">What it gave, or minus the errno.</param>
    public static void Done(Machine m, int task, SyscallNumber call, long result)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        if (row.StopsAtCalls)
        {
            row.Call = call;
            row.CallResult = result;
            row.Due |= TraceDue.CallExit;
            m.Tasks.Write(task).Flags |= TaskFlags.TraceDue;
        }
    }

    /// <summary>A tracee's call is over, whatever it gives.</summary>
    public static void Over(Machine m, int task)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Entered = row.ToldOfInterruption = false;
    }

    /// <summary>
    /// What a call has given: of a text or a list as many as it has of bytes or elements; of a failed call minus the errno.
    /// </summary>
    public static long ResultOf(in SyscallResult result) => result.Payload switch
    {
        _ when result.Outcome is SyscallOutcome.Error or SyscallOutcome.NotYetError => -result.Value,
        string text => ByteText.Count(text),
        long[] list => list.Length,
        long[][] lists => lists.Length,
        null => result.Value,
        _ => 0,
    };

    /// <summary>The stop after a call.</summary>
    public static void AtExit(Machine m, int cpu, int task) => Stop(m, cpu, task, TraceStop.CallExit);

    /// <summary>
    /// A signal has broken off the call in which a tracee waits: it stops with what Linux's calls give then, before the signal acts.
    /// True: it has stopped.
    /// </summary>
    public static bool StopsForInterruption(Machine m, int cpu, int task, RestartCode code)
    {
        TracingRow row = m.Tracing[task];
        if (!row.StopsAtCalls || row.ToldOfInterruption || (m.Tasks[task].Flags & TaskFlags.SignalPending) == 0 || Signals.IsDying(m, task))
        {
            return false;
        }

        ref TracingRow to = ref m.Tracing.Write(task);
        to.Entered = false;
        to.ToldOfInterruption = true;
        to.Call = m.Tasks[task].Call;
        to.CallResult = -NumberOf(code);
        Stop(m, cpu, task, TraceStop.CallExit);
        Signals.CutShort(m, task);
        return true;
    }

    /// <summary>Linux's number of a restart code (include/linux/errno.h).</summary>
    private static long NumberOf(RestartCode code) => code switch
    {
        RestartCode.ERESTARTSYS => 512,
        RestartCode.ERESTARTNOINTR => 513,
        RestartCode.ERESTARTNOHAND => 514,
        RestartCode.ERESTART_RESTARTBLOCK => 516,
        RestartCode.EINTR => (long)Errno.EINTR,
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>
    /// What a tracer may know of the call at which its tracee stands: before it the number, the name and the arguments, after it what it
    /// gave (Linux: ptrace_get_syscall_info).
    /// </summary>
    public static SyscallResult Info(Machine m, int task)
    {
        TracingRow row = m.Tracing[task];
        if (row.Code != (Signal.SIGTRAP | GoodBit))
        {
            return SyscallResult.Of(new NamedValues(NoneNames, [SyscallInfoOp.PTRACE_SYSCALL_INFO_NONE]));
        }

        string name = SyscallTable.Find(row.Call)?.Name ?? "";
        if (row.Stop == TraceStop.CallExit)
        {
            return SyscallResult.Of(new NamedValues(
                ExitNames, [SyscallInfoOp.PTRACE_SYSCALL_INFO_EXIT, (long)row.Call, name, row.CallResult, IsError(row.CallResult) ? 1L : 0L]));
        }

        // It stands before its call: its program says again which one.
        Trap call = default;
        int budget = 1;
        m.Contexts[task]!.Run(m, task, ref budget, ref call);
        return SyscallResult.Of(new NamedValues(
            EntryNames, [SyscallInfoOp.PTRACE_SYSCALL_INFO_ENTRY, (long)row.Call, name, ArgumentsOf(in call)]));
    }

    private const long HighestError = 4095;

    private static bool IsError(long result) => result is < 0 and >= -HighestError;

    private static object[] ArgumentsOf(in Trap call)
    {
        var list = new List<object>();
        bool saysName = call.Number is SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.PthreadCreate;
        int slot = 0;
        foreach (Parameter parameter in saysName ? [] : SyscallTable.Find(call.Number)?.Parameters ?? [])
        {
            if (parameter.Kind is ParameterKind.Text or ParameterKind.List)
            {
                list.Add(call.Payload switch
                {
                    long[] numbers => Array.ConvertAll(numbers, static number => (object)number),
                    null => "",
                    var other => other.ToString() ?? "",
                });
            }
            else if (slot < call.ArgumentCount && ValueIn(in call, slot) is var value and not Ptrace.LeftOut)
            {
                // A handler is a place in the program, whose number means nothing to others.
                bool isHandler = parameter.Name is "handler" or "disposition" && value > SignalHandler.Ignore;
                list.Add(isHandler ? "handler" : (object)value);
                slot++;
            }
        }

        return [.. list];
    }

    private static long ValueIn(in Trap call, int slot) => slot switch
    {
        0 => call.A0,
        1 => call.A1,
        2 => call.A2,
        3 => call.A3,
        _ => call.A4,
    };
}
