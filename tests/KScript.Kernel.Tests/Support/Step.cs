// A program for tests as a table of steps: plain data, no compiler. Blocks are arrays of steps; jumps are relative, so that blocks
// can be put together by concatenation.

namespace KScript.Kernel.Tests;

/// <summary>What a step does.</summary>
internal enum StepKind : byte
{
    /// <summary>compute A0.</summary>
    Compute,
    /// <summary>The system call Number; its result is the program's result.</summary>
    Call,
    /// <summary>Goes on Target steps further.</summary>
    Jump,
    /// <summary>Goes on Target steps further if the result is not 0.</summary>
    JumpIfNotZero,
    /// <summary>Keeps the result in register A0.</summary>
    Store,
    /// <summary>Adds A1 to register A0, and goes on Target steps further if it is not 0 then.</summary>
    AddAndJump,
    /// <summary>sigaction of A0 with flags A2 and mask A3, whose handler begins two steps further on.</summary>
    Handle,
    /// <summary>The end of a handler.</summary>
    Return,
    /// <summary>A fault: signal A0, code A1.</summary>
    Fault,
    /// <summary>Waits for condition A0 with operand A1: see <see cref="ScriptedContext"/>.</summary>
    Until,
}

/// <summary>A step.</summary>
internal readonly record struct Step(StepKind Kind)
{
    public SyscallNumber Number { get; init; }
    public int Count { get; init; }
    public long A0 { get; init; }
    public long A1 { get; init; }
    public long A2 { get; init; }
    public long A3 { get; init; }
    public object? Payload { get; init; }
    public int Target { get; init; }

    /// <summary>Bit n: argument n is the number of a register.</summary>
    public byte Registers { get; init; }
}

/// <summary>An image that exec can start.</summary>
internal sealed record Image(string Name, Step[] Steps);

/// <summary>Makes blocks of steps: `using static`.</summary>
internal static class Do
{
    public static Step[] All(params Step[][] blocks) => [.. blocks.SelectMany(static b => b)];

    public static Step[] Compute(long ticks) => [new(StepKind.Compute) { A0 = ticks }];

    public static Step[] Call(SyscallNumber number, params long[] a) =>
    [
        new(StepKind.Call)
        {
            Number = number,
            Count = a.Length,
            A0 = a.ElementAtOrDefault(0),
            A1 = a.ElementAtOrDefault(1),
            A2 = a.ElementAtOrDefault(2),
            A3 = a.ElementAtOrDefault(3),
        },
    ];

    public static Step[] CallWith(SyscallNumber number, object payload, params long[] a) => [Call(number, a)[0] with { Payload = payload }];

    /// <summary>The same with the first argument from a register.</summary>
    public static Step[] CallOf(int register, SyscallNumber number, params long[] rest) =>
        [Call(number, [register, .. rest])[0] with { Registers = 1 }];

    public static Step[] Fork() => Call(SyscallNumber.Fork);

    /// <summary>Forks a child that executes a block and then exits; the parent goes on.</summary>
    public static Step[] Child(params Step[][] block) => All(Fork(), IfChild([.. block, Exit(0)]));

    /// <summary>Makes a child that is pid 1 of a new namespace, executes a block and then exits with 0.</summary>
    public static Step[] Container(long pids, params Step[][] block) => All(Call(SyscallNumber.Container, pids), IfChild([.. block, Exit(0)]));

    /// <summary>Makes a thread that executes a block and then ends; the caller goes on.</summary>
    public static Step[] Thread(params Step[][] block) => All(Call(SyscallNumber.PthreadCreate), IfChild([.. block, Call(SyscallNumber.PthreadExit, 0)]));

    /// <summary>What follows a fork is executed by the child alone.</summary>
    public static Step[] IfChild(params Step[][] block)
    {
        Step[] body = All(block);
        return [new(StepKind.JumpIfNotZero) { Target = body.Length + 1 }, .. body];
    }

    public static Step[] Wait(long pid = -1, long options = 0) => Call(SyscallNumber.Wait4, pid, options);

    public static Step[] Exit(long code) => Call(SyscallNumber.Exit, code);

    public static Step[] Sleep(long ticks) => Call(SyscallNumber.Nanosleep, ticks);

    public static Step[] Io(long ticks) => Call(SyscallNumber.Io, ticks);

    public static Step[] Kill(long pid, int signal) => Call(SyscallNumber.Kill, pid, signal);

    public static Step[] Store(int register) => [new(StepKind.Store) { A0 = register }];

    public static Step[] Until(Condition condition, long operand) => [new(StepKind.Until) { A0 = (long)condition, A1 = operand }];

    /// <summary>Sets a handler.</summary>
    public static Step[] On(int signal, Step[] handler, SigActionFlags flags = SigActionFlags.None, ulong mask = 0) =>
    [
        new(StepKind.Handle) { A0 = signal, A2 = (long)flags, A3 = (long)mask },
        new(StepKind.Jump) { Target = handler.Length + 2 },
        .. handler,
        new(StepKind.Return),
    ];

    public static Step[] Ignore(int signal) => Call(SyscallNumber.Sigaction, signal, 1);

    /// <summary>Executes a block several times; register 3 counts.</summary>
    public static Step[] Repeat(int times, params Step[][] block)
    {
        Step[] body = All(block);
        return
        [
            new(StepKind.AddAndJump) { A0 = 3, A1 = times, Target = 1 },
            .. body,
            new(StepKind.AddAndJump) { A0 = 3, A1 = -1, Target = -body.Length },
        ];
    }
}

/// <summary>What `until` may wait for.</summary>
internal enum Condition
{
    /// <summary>The time is at least the operand; depends on time alone.</summary>
    TimeReached,
    /// <summary>There are as many zombies as the operand.</summary>
    Zombies,
    /// <summary>The process with the operand's pid is gone.</summary>
    Gone,
    /// <summary>It cannot be evaluated while there are as many zombies as the operand, and does not hold else.</summary>
    Broken,
}
