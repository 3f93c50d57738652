// Events of every kind, and of the calls whose arguments are decoded, for the tests of the writers.
namespace KScript.Workbench.Tests;

internal static class SampleEvents
{
    /// <summary>A machine with the names that the events use.</summary>
    public static Machine NewMachine()
    {
        var names = new NameTable();
        foreach (string name in new[] { "init", "main", "A", "B" })
        {
            names.Intern(name);
        }

        // Levels show for a policy that has them.
        return Machine.Create(new MachineSettings { Policy = "mlfq", PolicyText = "mlfq q=3" }, names, new BootPrograms());
    }

    private static readonly NameId Init = new(1);
    private static readonly NameId Main = new(2);
    private static readonly NameId A = new(3);
    private static readonly NameId B = new(4);

    /// <summary>At least one of each kind.</summary>
    public static IEnumerable<TraceEvent> OfEveryKind()
    {
        yield return Of(TraceEventKind.Boot, 1, Init) with { State = 'S' };
        yield return Of(TraceEventKind.Boot, 2, Main) with { State = 'R' };
        yield return Of(TraceEventKind.JobArrive, 3, A) with { OtherPid = 1, OtherName = Init, State = 'R', Cpu = -1 };
        yield return Of(TraceEventKind.SchedSwitch, 2, Main) with { Rule = "rr: head of the queue" };
        yield return Of(TraceEventKind.SysExit, 2, Main) with { Number = SyscallNumber.Fork, Result = 4, OtherPid = 4, OtherName = B };
        yield return Of(TraceEventKind.SysBlock, 2, Main) with { Number = SyscallNumber.Wait4, A0 = -1, ArgumentCount = 2, State = 'S' };
        yield return Of(TraceEventKind.SchedSwitch, 4, B) with { OtherPid = 2, OtherName = Main };
        yield return Of(TraceEventKind.Compute, 4, B) with { A0 = 3 };
        yield return Of(TraceEventKind.SchedSlice, 4, B) with { A0 = 0, A1 = 1, State = 'R', Rule = "mlfq/4: slice used up", Time = 3 };
        yield return Of(TraceEventKind.SchedPreempt, 4, B) with { OtherPid = 3, OtherName = A, State = 'R', Rule = "mlfq/2: a higher queue", Time = 3 };
        yield return Of(TraceEventKind.SchedMigrateTask, 4, B) with { A0 = 1, A1 = 0, Rule = "steal/1: idle, from the fullest queue", Time = 9 };
        yield return Of(TraceEventKind.SchedBoost, 0, default) with { Rule = "mlfq/5: boost", Cpu = -1, Time = 10 };
        yield return Of(TraceEventKind.ProcessExit, 4, B) with { Status = 7 << 8, State = 'Z', Time = 10 };
        yield return Of(TraceEventKind.SignalGenerate, 2, Main) with { OtherPid = 4, OtherName = B, Signal = 17, Outcome = SignalOutcome.Pending, Time = 10 };
        yield return Of(TraceEventKind.SignalGenerate, 2, Main) with { Signal = 14, Outcome = SignalOutcome.Coalesced, Cpu = -1, Time = 10 };
        yield return Of(TraceEventKind.SchedWakeup, 2, Main) with { A0 = 1, State = 'R', Time = 10 };
        yield return Of(TraceEventKind.SignalDeliver, 2, Main) with { Signal = 17, Outcome = SignalOutcome.Handler, Time = 10 };
        yield return Of(TraceEventKind.SignalReturn, 2, Main) with { Signal = 17, Time = 10 };
        yield return Of(TraceEventKind.SysExit, 2, Main) with { Number = SyscallNumber.Wait4, A0 = -1, ArgumentCount = 2, Result = 4, OtherPid = 4, OtherName = B, Status = 7 << 8, Resumed = true, Time = 10 };
        yield return Of(TraceEventKind.ProcessReap, 4, B) with { OtherPid = 2, OtherName = Main, Status = 7 << 8, State = 'X', Time = 10 };
        yield return Of(TraceEventKind.ProcessAdopt, 3, A) with { OtherPid = 1, OtherName = Init, Time = 11 };
        yield return Of(TraceEventKind.ProcessExec, 3, A) with { Payload = "shell", Time = 11 };
        yield return Of(TraceEventKind.ProcessStop, 3, A) with { Signal = 19, State = 'T', Time = 12 };
        yield return Of(TraceEventKind.ProcessContinue, 3, A) with { State = 'R', Time = 13 };
        yield return Of(TraceEventKind.TraceBegin, 3, A) with { OtherPid = 2, OtherName = Main, Time = 13 };
        yield return Of(TraceEventKind.TraceStop, 3, A) with { A0 = (long)TraceStop.Event, OtherPid = 2, OtherName = Main, Status = 0x1057f, State = 't', Time = 13 };
        yield return Of(TraceEventKind.TraceStop, 3, A) with { A0 = (long)TraceStop.CallEntry, OtherPid = 2, OtherName = Main, Status = 0x857f, State = 't', Time = 13 };
        yield return Of(TraceEventKind.TraceResume, 3, A) with { OtherPid = 2, OtherName = Main, Signal = 10, State = 'R', Time = 13 };
        yield return Of(TraceEventKind.TraceEnd, 3, A) with { OtherPid = 2, OtherName = Main, Time = 13 };
        yield return Of(TraceEventKind.Fault, 3, A) with { Signal = 8, Payload = "division by zero", Time = 14 };
        yield return Of(TraceEventKind.ThreadExit, 5, A) with { Tgid = 3, State = 'X', Time = 14 };
        yield return Of(TraceEventKind.ThreadLeads, 3, A) with { OtherPid = 6, OtherTgid = 3, OtherName = A, Time = 14 };
        yield return Of(TraceEventKind.NamespaceEnter, 3, A) with { A0 = 1, Payload = "web", Time = 14 };
        yield return Of(TraceEventKind.NamespaceEnter, 4, B) with { A0 = 2, Payload = "", Time = 14 };
        yield return Of(TraceEventKind.NamespaceEnd, 3, A) with { A0 = 2, Payload = "web", State = 'S', Time = 14 };
        yield return Of(TraceEventKind.NamespaceEnd, 4, B) with { Payload = "", Time = 14 };
        yield return Of(TraceEventKind.CgroupFreeze, 3, A) with { Payload = "web/db", State = 'S', Time = 14 };
        yield return Of(TraceEventKind.UntilBlock, 2, Main) with { State = 'S', Time = 15 };
        yield return Of(TraceEventKind.UntilDone, 2, Main) with { State = 'R', Time = 16, Cpu = 11 };
        yield return Of(TraceEventKind.ProcessExit, 3, A) with { Status = 8 | 0x80, State = 'X', Time = 123456789 };
        yield return Of(TraceEventKind.SchedSwitch, 0, default) with { OtherPid = 3, OtherName = A, Time = 123456789 };
        yield return Of(TraceEventKind.Halt, 2, Main) with { Payload = "assert failed", Time = 123456789 };
    }

    /// <summary>Calls with arguments and results of every sort.</summary>
    public static IEnumerable<TraceEvent> OfCalls()
    {
        yield return Call(SyscallNumber.Wait4) with { A0 = -1, A1 = 1, ArgumentCount = 2 };
        yield return Call(SyscallNumber.Wait4) with { A0 = -1, A1 = 3 | (1L << 40), ArgumentCount = 2, Error = Errno.EINVAL };
        yield return Call(SyscallNumber.Wait4) with { A0 = -1, ArgumentCount = 2, Error = Errno.ECHILD };
        yield return Call(SyscallNumber.Kill) with { A0 = 3, A1 = 15, ArgumentCount = 2 };
        yield return Call(SyscallNumber.Kill) with { A0 = 3, ArgumentCount = 2, Error = Errno.ESRCH };
        yield return Call(SyscallNumber.Write) with { A0 = 1, ArgumentCount = 1, Payload = "hello\n", Result = 6 };
        yield return Call(SyscallNumber.Write) with { A0 = 1, ArgumentCount = 1, Payload = "h\u00e9 \"q\" \\ \u0001 \u20ac \U0001f600\ud800", Result = 20 };
        yield return Call(SyscallNumber.Sigprocmask) with { A1 = (1 << 1) | (1 << 14), ArgumentCount = 2 };
        yield return Call(SyscallNumber.Sigprocmask) with { A0 = 2, A1 = ~(1L << 33), ArgumentCount = 2 };
        yield return Call(SyscallNumber.Nanosleep) with { A0 = 20, ArgumentCount = 1 };
        yield return Call(SyscallNumber.Exit) with { A0 = 7, ArgumentCount = 1 };
    }

    private static TraceEvent Call(SyscallNumber number) => Of(TraceEventKind.SysExit, 2, Main) with { Number = number };

    private static TraceEvent Of(TraceEventKind kind, int pid, NameId name) => new() { Kind = kind, Pid = pid, Name = name };
}
