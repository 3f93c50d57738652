// The user side of a task: all that the kernel knows of a program. The VM of the language is one such
// program; a scripted stand-in in a test is another. Machine.cs holds one context per live task.
namespace KScript.Kernel;

/// <summary>What a program running on a CPU did next.</summary>
internal enum TrapKind : byte
{
    /// <summary>It uses the CPU for <see cref="Trap.A0"/> ticks (0 or less: nothing).</summary>
    Compute,
    /// <summary>A system call: <see cref="Trap.Number"/> with its arguments.</summary>
    Syscall,
    /// <summary>A synchronous fault: signal <see cref="Trap.A0"/> with si_code <see cref="Trap.A1"/>; forced as Linux does.</summary>
    Fault,
    /// <summary>The statements it was given are used up.</summary>
    BudgetExhausted,
    /// <summary>It did what costs much, and it is time to look at the limits (<see cref="RunMeter.IsDue"/>); it has statements left.</summary>
    Look,
    /// <summary>A signal handler returned: restore the mask <see cref="Trap.A0"/> (sigreturn).</summary>
    SignalReturn,
    /// <summary>It waits until a condition of its own holds (<see cref="UserContext.EvaluateCondition"/>).</summary>
    Until,
    /// <summary>It has done all it was told and waits for input from outside (Machine.Prompts.cs).</summary>
    Prompt,
    /// <summary>The whole run stops: <see cref="Trap.Payload"/> says why (a failed assert, a type error, a limit).</summary>
    Halt,
    /// <summary>
    /// It stands before a visible operation that is no call (<see cref="Machine.Points"/>): there are <see cref="Trap.A0"/> ways to do it;
    /// <see cref="Trap.A1"/> is a <see cref="PointReason"/>. Never in a run.
    /// </summary>
    Point,
}

/// <summary>What a look at a condition came to.</summary>
internal enum ConditionOutcome : byte
{
    /// <summary>It does not hold (yet).</summary>
    Fails,
    /// <summary>It holds.</summary>
    Holds,
    /// <summary>It cannot be evaluated: the whole run stops, as with <see cref="TrapKind.Halt"/>.</summary>
    Halts,
    /// <summary>A limit of the run cut it short: what it comes to is not known, and it begins anew when the run goes on.</summary>
    Cut,
}

/// <summary>A trap: written by <see cref="UserContext.Run"/>, read by the kernel. One per machine, reused.</summary>
internal struct Trap
{
    /// <summary>The system call, where the kind is <see cref="TrapKind.Syscall"/>.</summary>
    public SyscallNumber Number;
    /// <summary>How many of A0..A5 were given.</summary>
    public int ArgumentCount;
    /// <summary>First argument.</summary>
    public long A0;
    /// <summary>Second argument.</summary>
    public long A1;
    /// <summary>Third argument.</summary>
    public long A2;
    /// <summary>Fourth argument.</summary>
    public long A3;
    /// <summary>Fifth argument.</summary>
    public long A4;
    /// <summary>Text, a list of numbers (<c>long[]</c>), or what exec replaces the image with; immutable.</summary>
    public object? Payload;
}

/// <summary>What siginfo_t says of a signal or a changed child (sigaction(2), waitid(2)).</summary>
internal readonly record struct SigInfo(int Signo, int Code, int Pid, int Status, long Value, int Uid = 0)
{
    /// <summary>A signal that the kernel itself sends.</summary>
    public static SigInfo FromKernel(int signal) => new(signal, SignalCode.SI_KERNEL, 0, 0, 0);
}

/// <summary>
/// A user program in execution: registers, stack and private memory as plain data. It answers one question:
/// the task runs on a CPU; what is its next trap?
/// </summary>
/// <remarks>
/// A system call does not advance the program: until <see cref="SetResult"/> or <see cref="SetError"/> is called, running
/// again gives the same trap again. That is how a call is restarted after a handler (SA_RESTART), and how
/// `machine syscall=N` lets the effect come after its cost.
/// </remarks>
internal abstract class UserContext
{
    /// <summary>The token of the machine that may change this context; others copy it first (Machine.Own).</summary>
    internal object? Owner;

    /// <summary>The hash of what <see cref="WriteState"/> writes while nobody has owned the context to change it since; 0: not known.</summary>
    internal ulong Hash;

    /// <summary>
    /// Ticks left of a compute that was cut short; part of the state, 0: none. The kernel keeps it. It belongs to the frame that
    /// computes: <see cref="EnterHandler"/> saves it with that frame and sets it to 0, and the handler's return restores it.
    /// </summary>
    public long BurstLeft { get; set; }

    /// <summary>Runs to the next trap.</summary>
    /// <param name="machine">The machine, for views (<c>state(pid)</c>) and shared memory.</param>
    /// <param name="task">The slot of the running task.</param>
    /// <param name="budget">Statements it may execute now; counted down.</param>
    /// <param name="trap">Filled as <see cref="TrapKind"/> says.</param>
    public abstract TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap);

    /// <summary>Completes the pending system call (or until) with a value that is no error.</summary>
    public abstract void SetResult(long value);

    /// <summary>Completes the pending system call with text or a list of numbers.</summary>
    /// <param name="payload">A <c>string</c> or a <c>long[]</c>, never changed again.</param>
    public abstract void SetResult(object payload);

    /// <summary>Completes the pending system call with -1 and errno.</summary>
    public abstract void SetError(Errno error);

    /// <summary>Sets errno alone: for a call that is completed with a value and has an errno all the same (sleep cut short).</summary>
    public virtual void SetErrno(Errno error)
    {
    }

    /// <summary>What the last wait said (the raw word); kept over a handler.</summary>
    public abstract void SetStatus(int status);

    /// <summary>The CPU time, in ticks, of the child that the last wait told of; kept over a handler.</summary>
    public virtual void SetUsage(long ticks)
    {
    }

    /// <summary>The siginfo of the last waitid, sigwaitinfo or sigtimedwait.</summary>
    public abstract void SetInfo(in SigInfo info);

    /// <summary>
    /// Pushes a frame for a signal handler on top of the present one. When it returns, the context traps with
    /// <see cref="TrapKind.SignalReturn"/> and A0 = <paramref name="savedMask"/>; errno, status and info are as before.
    /// </summary>
    /// <param name="signal">The signal's number.</param>
    /// <param name="handler">What sigaction was given as the handler.</param>
    /// <param name="savedMask">The mask to restore.</param>
    /// <param name="info">The signal's siginfo.</param>
    public abstract void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo info);

    /// <summary>Whether there is the program that an exec asks for.</summary>
    /// <param name="payload">The payload of the exec trap.</param>
    public abstract bool CanExec(object? payload);

    /// <summary>Replaces the image (execve): memory, stack, atexit, stdio buffers go. False: no such program (ENOENT).</summary>
    /// <param name="machine">The machine, for interning the program's name.</param>
    /// <param name="payload">The payload of the exec trap.</param>
    /// <param name="name">The new comm.</param>
    public abstract bool TryExec(Machine machine, object? payload, out NameId name);

    /// <summary>Looks at the condition of the pending <see cref="TrapKind.Until"/>; changes nothing.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="task">Its slot.</param>
    /// <param name="trap">Gets the payload of a <see cref="TrapKind.Halt"/>, where the condition cannot be evaluated.</param>
    public abstract ConditionOutcome EvaluateCondition(Machine machine, int task, ref Trap trap);

    /// <summary>Whether the pending condition can change by the passing of time alone.</summary>
    public abstract bool ConditionDependsOnTime { get; }

    /// <summary>Whether it stands at a <see cref="TrapKind.Prompt"/>, with or without input.</summary>
    public virtual bool AwaitsInput => false;

    /// <summary>Whether it was given something at its prompt that it has not begun.</summary>
    public virtual bool HasInput => false;

    /// <summary>Whether a signal handler runs in it.</summary>
    public virtual bool IsInHandler => false;

    /// <summary>A copy for fork or for a machine that does not own this one. Everything is copied that may change.</summary>
    /// <param name="reuse">A dead context whose memory may be used, or null.</param>
    public abstract UserContext Copy(UserContext? reuse);

    /// <summary>A copy for the child of the fork that is pending; it may leave out what the child cannot reach.</summary>
    /// <param name="reuse">A dead context whose memory may be used, or null.</param>
    public virtual UserContext Fork(UserContext? reuse) => Copy(reuse);

    /// <summary>Bytes that it takes by itself, without what values in it hold.</summary>
    public virtual long Size => 0;

    /// <summary>Why it cannot enter a handler (<see cref="EnterHandler"/>): what the run is halted with; null: it can.</summary>
    /// <param name="task">Its slot.</param>
    public virtual object? WhyNoHandler(int task) => null;

    /// <summary>Counts the memory it takes.</summary>
    public virtual void Measure(MemoryCount memory)
    {
    }

    /// <summary>A copy for the new task of the pthread_create, clone or vfork that is pending: it goes on in the block that stands there.</summary>
    /// <param name="reuse">A dead context whose memory may be used, or null.</param>
    public virtual UserContext Branch(UserContext? reuse) => Fork(reuse);

    /// <summary>The memory of its image as it is at the start, as far as several tasks may share it; null: it is all in registers.</summary>
    public virtual SharedMemory? FreshMemory() => null;

    /// <summary>Writes everything that is state, in a fixed order (hash, comparison, dump).</summary>
    public abstract void WriteState(StateWriter writer);
}

/// <summary>Memory that several tasks have: that of all processes which every image sees (mmap MAP_SHARED), or that of one process's threads.</summary>
internal abstract class SharedMemory
{
    /// <summary>The token of the machine that may change this memory.</summary>
    internal object? Owner;

    /// <summary>The hash of what <see cref="WriteState"/> writes while nobody has changed the memory since; 0: not known.</summary>
    internal ulong Hash;

    /// <summary>A copy for another machine.</summary>
    public abstract SharedMemory Copy();

    /// <summary>Bytes that it takes by itself, without what values in it hold.</summary>
    public virtual long Size => 0;

    /// <summary>Counts the memory it takes.</summary>
    public abstract void Measure(MemoryCount memory);

    /// <summary>Writes everything that is state.</summary>
    public abstract void WriteState(StateWriter writer);
}

/// <summary>A name (comm) in the machine's table of names.</summary>
internal readonly record struct NameId(ushort Value);
