// Random scripts for the property tests: calls from the rows of SyscallTable with arguments that often mean something and
// sometimes are garbage; how they shrink.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

/// <summary>A script, what machine it runs on, and where copies of the machine are made.</summary>
internal sealed record RandomScript(string Settings, Act[] Acts, bool OwnInit, int SnapshotEvery)
{
    /// <summary>Half of them have terminals: what has none must cost, and mean, what it did.</summary>
    private bool HasTerminals => SnapshotEvery % 2 == 0;

    /// <summary>A machine that has just booted it.</summary>
    public Machine Boot()
    {
        var programs = new BootPrograms
        {
            Main = new ScriptedContext(Act.CompileAll(Acts)),
            Locks = RandomScripts.LockSpecs,
            Terminals = HasTerminals ? RandomScripts.TerminalSpecs : [],
            Init = OwnInit ? new ScriptedContext(Do.Repeat(int.MaxValue, Do.Wait(), Do.Sleep(1))) : null,
        };
        Machine m = Machine.Create(Scenario.Settings(Settings), new NameTable(), programs);
        m.Boot();
        return m;
    }

    public override string ToString() =>
        Act.Print(Settings, Acts) + (OwnInit ? "program init() { loop { wait } }\n" : "") + $"# a copy every {SnapshotEvery} steps\n";
}

/// <summary>Generators and shrinkers.</summary>
internal static class RandomScripts
{
    private static readonly string[] Machines =
    [
        "fcfs pid_max=9", "fcfs cpus=3 queues=percpu pid_max=25", "rr q=2 cpus=2 queues=percpu balance=5 migrate=1 pid_max=20", "mlfq q=2 boost=9 cpus=3 queues=percpu peek=4 pid_max=20",
        "rr q=3 cpus=2 align=true queues=percpu pid_max=20", "rr q=1 pid_max=12", "rr q=3 cpus=2 pid_max=20", "rr q=2 cpus=4 switch=1 pid_max=40",
        "rr q=5 syscall=2 switch=1 ips=3 pid_max=14", "mlfq q=1 queues=3 boost=5 pid_max=20",
        "mlfq q=2,3,4 allot=2,1,3 cpus=2 boost=7 syscall=1 pid_max=30", "mlfq q=2 rules=ostep boost=6 pid_max=12",
        "mlfq q=3 rules=ostep iobump=true stay=true cpus=2 boost=9 switch=1 pid_max=20", "mlfq q=2 preempted=head iobump=true cpus=3 pid_max=25",
        "sjf pid_max=15", "srtf alpha=300 guess=2 cpus=2 pid_max=20", "hrrn alpha=300 guess=2 cpus=2 pid_max=20", "lrtf alpha=300 guess=4 cpus=2 pid_max=20",
        "priority preemptive=true aging=2 q=3 cpus=2 pid_max=20", "priority aging=3 q=2 pid_max=15",
        "priority preemptive=true pid_max=20", "lottery q=2 compensate=true cpus=2 seed=3 pid_max=25", "lottery q=3 rules=ostep seed=1 pid_max=15", "stride q=2 cpus=2 switch=1 pid_max=25",
        "cfs latency=6 min_granularity=1 wakeup_granularity=1 pid_max=20", "cfs latency=4 min_granularity=2 cpus=3 switch=1 syscall=1 pid_max=25",
        "eevdf q=2 pid_max=20", "eevdf q=1 cpus=2 syscall=1 pid_max=25",
        "linux q=2 rr=2 pid_max=20", "linux q=1 rr=3 rt_runtime=3 rt_period=5 cpus=2 switch=1 pid_max=25", "linux rt_runtime=-1 rr=1 cpus=3 syscall=1 pid_max=25",
        "mlq pid_max=15", "mlq share=60,40 window=7 cpus=2 pid_max=20",
    ];

    private static readonly int[] Signals =
    [
        Signal.SIGHUP, Signal.SIGINT, Signal.SIGKILL, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGALRM, Signal.SIGTERM, Signal.SIGCHLD, Signal.SIGCONT,
        Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGABRT, Signal.SIGRTMIN, Signal.SIGRTMIN + 1, Signal.SIGRTMAX,
    ];

    /// <summary>Objects of every kind, for whoever takes one.</summary>
    internal static readonly LockSpec[] LockSpecs =
    [
        new("m", LockKind.Mutex), new("r", LockKind.Mutex, Flags: LockFlags.Robust), new("i", LockKind.Mutex, Flags: LockFlags.Inherits), new("s", LockKind.Semaphore, 1),
        new("c", LockKind.Condition), new("w", LockKind.ReadersWriter), new("b", LockKind.Barrier, 2),
    ];

    internal static readonly TerminalSpec[] TerminalSpecs = [new("tty0", TerminalSpec.Usual), new("tty1", LocalModes.ISIG | LocalModes.TOSTOP)];

    internal static readonly long[] Garbage =
    [
        long.MinValue, int.MinValue - 1L, int.MinValue, -1, 0, 1, 2, 3, 63, 64, 65, int.MaxValue, int.MaxValue + 1L, 1L << 40, long.MaxValue - 1, long.MaxValue,
    ];

    private static readonly Image[] Images =
    [
        new("short", Do.All(Do.Compute(2), Do.Exit(4))),
        new("sleeper", Do.All(Do.On(Signal.SIGTERM, Do.Exit(9)), Do.Sleep(5), Do.Wait(), Do.Exit(5))),
    ];

    private static readonly object[] Payloads = ["/tmp", "/", "/nowhere", "", new long[] { 0 }, new long[] { 1 }, new long[] { 0, 1, 2 }, new long[] { 99, -1 }, Array.Empty<long>()];

    /// <summary>For sched_setattr: one of each policy, and nonsense.</summary>
    private static readonly long[][] Attributes =
    [
        [0, 0, 3], [1, 0, 0, 5], [1, 1, 0, 9], [2, 0, 0, 5], [3, 0, -3], [5], [6, 1, 0, 0, 2, 5], [6, 1, 0, 0, 1, 3, 9], [6, 0, 0, 0, 3, 4], [], [6, 0, 0, 0, 9, 4], [7],
    ];

    public static Arbitrary<RandomScript> Arbitrary { get; } = Arb.From(Script(), Shrink);

    private static Gen<RandomScript> Script() =>
        from machine in Gen.Elements(Machines)
        from acts in Acts(depth: 3)
        from ownInit in Gen.Choose(0, 7)
        from every in Gen.Choose(5, 200)
        select new RandomScript(machine, acts, ownInit == 0, every);

    private static Gen<Act[]> Acts(int depth) =>
        from count in Gen.Choose(1, depth == 3 ? 14 : 7)
        from acts in OneAct(depth).ArrayOf(count)
        select acts;

    private static Gen<Act> OneAct(int depth)
    {
        Gen<Act> call = Gen.Elements(SyscallTable.Rows).SelectMany(ActOf);
        // Descriptors are given from 3 on: what acts on them finds them, where the scripts make enough of them.
        Gen<Act> file = Gen.Elements(FileCalls).SelectMany(static number => ActOf(SyscallTable.Find(number)!));
        Gen<Act> terminal = Gen.Elements(TerminalCalls).SelectMany(static number => ActOf(SyscallTable.Find(number)!));
        Gen<Act> trace = Common(SyscallNumber.Ptrace);
        Gen<Act> compute = Gen.Choose(0, 6).Select(static n => new Act(ActKind.Compute) { Arguments = [n] });
        Gen<Act> fork = Gen.Constant(new Act(ActKind.Call) { Row = SyscallTable.Find(SyscallNumber.Fork) });
        Gen<Act> wait = Common(SyscallNumber.Wait4);
        Gen<Act> kill = Common(SyscallNumber.Kill);
        Gen<Act> sleep = Gen.Elements(SyscallNumber.Nanosleep, SyscallNumber.Sleep, SyscallNumber.Io, SyscallNumber.Disk)
            .SelectMany(static n => ActOf(SyscallTable.Find(n)!));
        Gen<Act> fault = Gen.Elements(Signal.SIGSEGV, Signal.SIGFPE).Select(static s => new Act(ActKind.Fault) { Arguments = [s] });
        Gen<Act> until =
            from condition in Gen.Choose(0, 2)
            from operand in Gen.Choose(0, 30)
            select new Act(ActKind.Until) { Arguments = [condition, operand] };
        if (depth == 0)
        {
            return Gen.Frequency((8, call), (6, file), (3, terminal), (3, compute), (1, fork), (3, wait), (3, kill), (2, sleep), (2, trace));
        }

        Gen<Act> child = Acts(depth - 1).Select(static body => new Act(ActKind.Child) { Body = body });
        Gen<Act> thread = Acts(depth - 1).Select(static body => new Act(ActKind.Thread) { Body = body });
        Gen<Act> container =
            from pids in Gen.Elements(-1L, -1, 0, 2, 4)
            from body in Acts(depth - 1)
            select new Act(ActKind.Container) { Arguments = [pids], Body = body };
        Gen<Act> session =
            from tty in Gen.Choose(1, TerminalSpecs.Length)
            from body in Acts(depth - 1)
            select new Act(ActKind.Child) { Body = [CallOf(SyscallNumber.Setsid), CallOf(SyscallNumber.TakeTerminal, tty), .. body] };
        Gen<Act> repeat =
            from times in Gen.Choose(2, 9)
            from body in Acts(depth - 1)
            select new Act(ActKind.Repeat) { Arguments = [times], Body = body };
        Gen<Act> handler =
            from signal in Gen.Elements(Signals)
            from flags in Gen.Elements<uint>(0, 0, 1, 2, 4, 0x10000000, 0x10000000, 0x40000000, 0x80000000, 0x90000001)
            from body in Acts(0)
            select new Act(ActKind.Handler) { Arguments = [signal, flags], Body = body };
        return Gen.Frequency(
            (10, call), (9, file), (3, terminal), (2, session), (4, compute), (2, fork), (4, wait), (4, kill), (3, sleep), (1, fault), (1, until), (4, child), (4, thread), (2, container), (2, repeat), (3, handler),
            (4, trace));
    }

    private static Act CallOf(SyscallNumber number, params long[] arguments) => new(ActKind.Call) { Row = SyscallTable.Find(number), Arguments = arguments };

    /// <summary>Calls on terminals, and what else job control needs.</summary>
    private static readonly SyscallNumber[] TerminalCalls =
    [
        SyscallNumber.Type, SyscallNumber.Type, SyscallNumber.Type, SyscallNumber.Read, SyscallNumber.Read, SyscallNumber.Write, SyscallNumber.Tcsetpgrp,
        SyscallNumber.Tcsetpgrp, SyscallNumber.Setpgid, SyscallNumber.Setpgid, SyscallNumber.Setsid, SyscallNumber.TakeTerminal, SyscallNumber.Tcsetattr,
        SyscallNumber.Ioctl, SyscallNumber.Hangup, SyscallNumber.Tcgetpgrp, SyscallNumber.Open,
    ];

    private static readonly object[] Typed = ["ls\n", "a", "^C", "^Z", "^\\", "^D", "x^D", "^U^W^?", "one\ntwo\n", "", "^^", new string('k', 70_000)];

    /// <summary>Calls on files, those that make descriptors and move bytes more often.</summary>
    private static readonly SyscallNumber[] FileCalls =
    [
        SyscallNumber.Pipe, SyscallNumber.Pipe, SyscallNumber.Pipe, SyscallNumber.Pipe2, SyscallNumber.Socketpair, SyscallNumber.Open, SyscallNumber.Open,
        SyscallNumber.Read, SyscallNumber.Read, SyscallNumber.Read, SyscallNumber.Write, SyscallNumber.Write, SyscallNumber.Write, SyscallNumber.Write,
        SyscallNumber.Close, SyscallNumber.Close, SyscallNumber.Dup, SyscallNumber.Dup2, SyscallNumber.Fcntl, SyscallNumber.Fcntl, SyscallNumber.Poll, SyscallNumber.Poll,
        SyscallNumber.Ppoll, SyscallNumber.Eventfd, SyscallNumber.Signalfd, SyscallNumber.TimerfdCreate, SyscallNumber.TimerfdSettime, SyscallNumber.PidfdOpen,
        SyscallNumber.EpollCreate, SyscallNumber.EpollCtl, SyscallNumber.EpollWait, SyscallNumber.AioRead, SyscallNumber.AioReturn, SyscallNumber.AioSuspend,
        SyscallNumber.Flock, SyscallNumber.Mkfifo, SyscallNumber.Unlink, SyscallNumber.Lseek,
    ];

    /// <summary>The requests of ptrace, those by which tracees come to be and go on more often.</summary>
    private static readonly long[] PtraceRequests =
    [
        PtraceRequest.PTRACE_TRACEME, PtraceRequest.PTRACE_TRACEME, PtraceRequest.PTRACE_TRACEME, PtraceRequest.PTRACE_ATTACH, PtraceRequest.PTRACE_ATTACH,
        PtraceRequest.PTRACE_SEIZE, PtraceRequest.PTRACE_SEIZE, PtraceRequest.PTRACE_CONT, PtraceRequest.PTRACE_CONT, PtraceRequest.PTRACE_CONT,
        PtraceRequest.PTRACE_SYSCALL, PtraceRequest.PTRACE_SYSCALL, PtraceRequest.PTRACE_SYSCALL, PtraceRequest.PTRACE_DETACH, PtraceRequest.PTRACE_INTERRUPT,
        PtraceRequest.PTRACE_LISTEN, PtraceRequest.PTRACE_SETOPTIONS, PtraceRequest.PTRACE_SETOPTIONS, PtraceRequest.PTRACE_GETEVENTMSG,
        PtraceRequest.PTRACE_GETSIGINFO, PtraceRequest.PTRACE_GET_SYSCALL_INFO, PtraceRequest.PTRACE_KILL,
    ];

    private static readonly object[] Written = ["x", "hello", "12", "", new string('a', 4096), new string('b', 5000), new string('c', 70_000), "h\u00e9\u20ac"];

    private static readonly object[] Paths = ["/tmp/a", "/tmp/b", "/tmp/fifo", "/tmp/fifo", "/dev/null", "/tmp", "/nowhere", "", "/proc/2/stat", "/proc/self/children", "/dev/tty", "/tmp/a/b", "/dev/tty0", "/dev/tty0", "/dev/tty1"];

    private static readonly object[] Polled =
    [
        new long[] { 3 }, new long[] { 3, 4, 5, 6, 7 }, new long[] { 0, 1, 99, -1 }, Array.Empty<long>(), new long[][] { [3, 1], [4, 4] }, new long[][] { [4, 4], [5], [6, 63], [] },
    ];

    private static readonly object[] CgroupNames = ["a", "b", "a", "b", "a/b", "", "/", "nowhere"];

    private static Gen<Act> Common(SyscallNumber number) => ActOf(SyscallTable.Find(number)!);

    private static Gen<Act> ActOf(SyscallRow row) =>
        from count in Gen.Choose(Math.Max(0, row.Parameters.Length - 1), row.Parameters.Length)
        from arguments in Gen.CollectToArray(row.Parameters.Take(IsBare(row) ? 0 : count)
            .Where(p => !IsOfFile(row) || p.Kind is not (ParameterKind.Text or ParameterKind.List))
            .Select(p => row.Number == SyscallNumber.Clone && p.Kind == ParameterKind.Flags ? CloneFlagSets : Argument(row, p)))
        from payload in PayloadOf(row)
        select new Act(ActKind.Call) { Row = row, Arguments = Tame(row, arguments), Payload = payload };

    /// <summary>Calls whose only parameter is a name, which is a number of the program's.</summary>
    private static bool IsBare(SyscallRow row) => row.Number is SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.PthreadCreate;

    /// <summary>Sound sets of flags, and such as are not.</summary>
    private static Gen<long> CloneFlagSets { get; } = Gen.Elements(0L, 0x100, 0x4100, 0x8000, 0x8100, 0x10f00, 0x50f00, 0x14f00, 0x18f00, 0x10000, 0x800, 0x20200, 0x4000, 0x20000000, 0x20000000, 0x20008000, 0x20004100, 0x20010f00, -1);

    /// <summary>A handler must be a block of the program: random numbers are the two that are not.</summary>
    private static long[] Tame(SyscallRow row, long[] arguments)
    {
        if (row.Number == SyscallNumber.Sigaction && arguments.Length > 1)
        {
            arguments[1] &= 1;
        }

        return arguments;
    }

    private static Gen<object?> PayloadOf(SyscallRow row) => row.Number switch
    {
        SyscallNumber.Execve => Gen.Elements<object?>(Images[0], Images[1], null, "no image"),
        SyscallNumber.Type => Gen.Elements(Typed).Select(static p => (object?)p),
        SyscallNumber.Write => Gen.Elements(Written).Select(static p => (object?)p),
        SyscallNumber.Open or SyscallNumber.Mkdir or SyscallNumber.Mkfifo or SyscallNumber.Unlink or SyscallNumber.Rmdir => Gen.Elements(Paths).Select(static p => (object?)p),
        SyscallNumber.Poll or SyscallNumber.Ppoll or SyscallNumber.AioSuspend => Gen.Elements(Polled).Select(static p => (object?)p),
        SyscallNumber.Chdir or SyscallNumber.SchedSetaffinity => Gen.Elements(Payloads).Select(static p => (object?)p),
        SyscallNumber.CgroupCreate or SyscallNumber.CgroupRemove or SyscallNumber.CgroupAttach or SyscallNumber.CgroupMax or SyscallNumber.CgroupFreeze
            or SyscallNumber.CgroupThaw or SyscallNumber.CgroupKill => Gen.Elements(CgroupNames).Select(static p => (object?)p),
        SyscallNumber.SchedSetattr => Gen.Elements(Attributes).Select(static p => (object?)p),
        _ => Gen.Constant<object?>(null),
    };

    /// <summary>The payload of these is no number among the arguments, as their rows have it.</summary>
    private static bool IsOfFile(SyscallRow row) => row.Number >= SyscallNumber.Pipe || row.Number is SyscallNumber.Write;

    private static Gen<long> Argument(SyscallRow row, Parameter parameter)
    {
        Gen<long> usual = (row.Number, parameter.Name, parameter.Kind) switch
        {
            (SyscallNumber.Ptrace, "request", _) => Gen.Elements(PtraceRequests),
            (SyscallNumber.Ptrace, "pid", _) => Gen.Choose(1, 9).Select(static n => (long)n),
            (SyscallNumber.Ptrace, "addr", _) => Gen.Elements(0L, 0, 0, Signal.SIGTERM),
            (SyscallNumber.Ptrace, "data", _) => Gen.Elements(0L, 0, 0, Signal.SIGSTOP, Signal.SIGUSR1, Signal.SIGTERM, Signal.SIGCONT, 1, 0x7f, 0x4e, 0x100000),
            (SyscallNumber.Fcntl, "command", _) => Gen.Elements(0L, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 11, 1030, 1031, 1032),
            (SyscallNumber.Fcntl, "argument", _) => Gen.Elements(0L, 1, 2, 2048, 2048, 0x2000, 0x2800, 3, 4096, 100_000, -2),
            (SyscallNumber.Ioctl, "request", _) => Gen.Elements(0x540EL, 0x540F, 0x5410, 0x541B, 0x5422, 0x5422, 0x5429),
            (SyscallNumber.Tcsetattr, "when", _) => Gen.Choose(0, 2).Select(static n => (long)n),
            (SyscallNumber.Tcsetattr, "modes", _) => Gen.Elements(0L, 1, 2, 3, 0x100, 0x103, 0x183),
            (SyscallNumber.Setrlimit or SyscallNumber.Prlimit, "resource", _) => Gen.Choose(0, 15).Select(static n => (long)n),
            (SyscallNumber.Flock, "operation", _) => Gen.Elements(1L, 2, 5, 6, 8),
            (SyscallNumber.EpollCtl, "operation", _) => Gen.Elements(1L, 1, 1, 2, 3),
            (SyscallNumber.EpollCtl, "events", _) => Gen.Elements(1L, 4, 5),
            (SyscallNumber.Read, "count", _) => Gen.Elements(0L, 1, 3, 4096, 65536, 65536),
            (SyscallNumber.Unshare, "flags", _) or (SyscallNumber.Setns, "type", _) => Gen.Elements(0x20000000L, 0x20000000, 0x20000, 0),
            (SyscallNumber.Open, "flags", _) => Gen.Elements(0L, 1, 2, 0x40, 0x42, 0x442, 0x800, 0x801, 0x802, 0x80042, 0x242, 0xc2),
            ( >= SyscallNumber.Pipe, _, ParameterKind.Flags) => Gen.Elements(0L, 0, 2048, 0x80000, 0x80800, 1),
            (_, _, ParameterKind.Fd) => Gen.Frequency((6, Gen.Choose(3, 9)), (1, Gen.Choose(-1, 2))).Select(static n => (long)n),
            _ => Usual(parameter.Kind),
        };
        return Gen.Frequency((12, usual), (1, Gen.Elements(Garbage)));
    }

    private static Gen<long> Usual(ParameterKind kind) =>
        kind switch
        {
            ParameterKind.Pid => Gen.Choose(-9, 12).Select(static n => (long)n),
            ParameterKind.Signal => Gen.Elements(Signals).Select(static n => (long)n),
            ParameterKind.Ticks => Gen.Choose(0, 9).Select(static n => (long)n),
            ParameterKind.Flags => Gen.Elements(0L, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 15, 0x01000004, 0x01000005),
            ParameterKind.SignalSet => Gen.Elements(Signals).Two().Select(static s => (1L << (s.Item1 - 1)) | (1L << (s.Item2 - 1))),
            ParameterKind.Int => Gen.Choose(-2, 12).Select(static n => (long)n),
            ParameterKind.Lock => Gen.Choose(0, LockSpecs.Length + 1).Select(static n => (long)n),
            ParameterKind.Terminal => Gen.Choose(0, TerminalSpecs.Length + 1).Select(static n => (long)n),
            ParameterKind.Text or ParameterKind.Fd or ParameterKind.List => Gen.Choose(0, 3).Select(static n => (long)n),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    // Smaller scripts: without some acts, with a body in place of its act, with simpler acts, on a plainer machine.

    private static IEnumerable<RandomScript> Shrink(RandomScript script)
    {
        if (script.OwnInit)
        {
            yield return script with { OwnInit = false };
        }

        foreach (Act[] fewer in ShrinkAll(script.Acts))
        {
            yield return script with { Acts = fewer };
        }

        if (script.Settings != Machines[0])
        {
            yield return script with { Settings = Machines[0] };
            yield return script with { Settings = Machines[1] };
        }
    }

    private static IEnumerable<Act[]> ShrinkAll(Act[] acts)
    {
        for (int size = acts.Length; size > 0; size /= 2)
        {
            for (int from = 0; from + size <= acts.Length; from += size)
            {
                yield return [.. acts[..from], .. acts[(from + size)..]];
            }
        }

        for (int i = 0; i < acts.Length; i++)
        {
            foreach (Act[] simpler in ShrinkOne(acts[i]))
            {
                yield return [.. acts[..i], .. simpler, .. acts[(i + 1)..]];
            }
        }
    }

    private static IEnumerable<Act[]> ShrinkOne(Act act)
    {
        if (act.Kind == ActKind.Repeat)
        {
            yield return act.Body;
        }

        if (act.Kind == ActKind.Repeat && act.Arguments[0] > 2)
        {
            yield return [act with { Arguments = [2] }];
        }

        foreach (Act[] body in ShrinkAll(act.Body))
        {
            yield return [act with { Body = body }];
        }

        for (int i = 0; act.Kind is ActKind.Call or ActKind.Compute && i < act.Arguments.Length; i++)
        {
            if (act.Arguments[i] is not (0 or 1))
            {
                long[] simpler = (long[])act.Arguments.Clone();
                simpler[i] = act.Arguments[i] is > 2 and < 100 ? act.Arguments[i] - 1 : 1;
                yield return [act with { Arguments = simpler }];
            }
        }
    }
}
