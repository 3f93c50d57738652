// posix_spawn: a child that begins with a program of its own. Nothing of the caller's memory is copied; between its birth and the program's
// first statement the child does what the attributes say, in the order of glibc (sysdeps/unix/sysv/linux/spawni.c).
namespace KScript.Kernel;

/// <summary>Which attributes count, with glibc's values (spawn.h).</summary>
[Flags]
internal enum SpawnFlags : long
{
    None = 0,
    /// <summary>The effective ids become the real ones: the model has one id, so that nothing changes.</summary>
    POSIX_SPAWN_RESETIDS = 1,
    /// <summary>The child joins the group pgroup; 0: leads one.</summary>
    POSIX_SPAWN_SETPGROUP = 2,
    /// <summary>The signals of sigdefault get their default disposition.</summary>
    POSIX_SPAWN_SETSIGDEF = 4,
    /// <summary>The mask is sigmask.</summary>
    POSIX_SPAWN_SETSIGMASK = 8,
    /// <summary>The child leads a session.</summary>
    POSIX_SPAWN_SETSID = 0x80,
}

/// <summary>What a file action does.</summary>
internal enum FileActionKind { Open, Close, Dup2 }

/// <summary>A file action.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Descriptor">open, close: the descriptor; dup2: the old one.</param>
/// <param name="Argument">open: the flags; dup2: the new descriptor.</param>
/// <param name="Mode">open: the permissions of a file that is made.</param>
/// <param name="Path">open: the path.</param>
internal sealed record FileAction(FileActionKind Kind, long Descriptor, long Argument = 0, long Mode = OpenCalls.DefaultMode, string Path = "");

/// <summary>What posix_spawn is asked for; immutable.</summary>
/// <param name="Image">What exec replaces the image with (<see cref="UserContext.TryExec"/>), or the path of a file.</param>
/// <param name="Program">The program as the caller names it.</param>
internal sealed record SpawnRequest(object Image, string Program)
{
    /// <summary>The group, with POSIX_SPAWN_SETPGROUP.</summary>
    public long Group { get; init; }

    /// <summary>The mask, with POSIX_SPAWN_SETSIGMASK.</summary>
    public ulong Mask { get; init; }

    /// <summary>The signals of POSIX_SPAWN_SETSIGDEF.</summary>
    public ulong Default { get; init; }

    /// <summary>The file actions, in order.</summary>
    public IReadOnlyList<FileAction> Actions { get; init; } = [];

    /// <summary>The attributes are none: an unknown name, or a value of another kind.</summary>
    public bool IsWrong { get; init; }

    /// <inheritdoc/>
    /// <remarks>What the trace shows.</remarks>
    public override string ToString() => Program;
}

/// <summary>posix_spawn.</summary>
internal static class PosixSpawn
{
    private const SpawnFlags Known = SpawnFlags.POSIX_SPAWN_RESETIDS | SpawnFlags.POSIX_SPAWN_SETPGROUP | SpawnFlags.POSIX_SPAWN_SETSIGDEF
        | SpawnFlags.POSIX_SPAWN_SETSIGMASK | SpawnFlags.POSIX_SPAWN_SETSID;

    private const int StatusOfFailure = 127;

    /// <summary>posix_spawn(program, attributes): A0 is the flags, the payload a <see cref="SpawnRequest"/>.</summary>
    /// <returns>The child's pid.</returns>
    /// <errors>
    /// EINVAL unknown flags or attributes, a negative group; EAGAIN, ENOMEM as fork; EPERM the group is none of the session, or the child leads
    /// a session already; of exec and of the file actions whatever they fail with: the child that failed is gone when the call returns, and has
    /// sent its SIGCHLD.
    /// </errors>
    /// <remarks>
    /// Differs from Linux: it gives -1 and sets errno as all calls do, where POSIX's function returns the error; and the open of a FIFO that would wait is ENXIO.
    /// </remarks>
    /// <source>POSIX.1-2017 posix_spawn(); posix_spawn(3)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        var flags = (SpawnFlags)trap.A0;
        SpawnRequest request = trap.Payload as SpawnRequest ?? new SpawnRequest(trap.Payload ?? "", trap.Payload?.ToString() ?? "");
        if ((flags & ~Known) != 0 || request.IsWrong)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        var place = NewTaskPlace.Of(m, task);
        Errno error = Fork.MayMake(m, task, in place, out int pid);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        int child = Fork.CopyTask(m, task, pid, task, in place);
        Descriptors.Fork(m, task, child);
        UserContext context = m.ForkContext(m.Contexts[task]!);
        m.Contexts.Write(child) = context;
        error = Prepare(m, child, flags, request);
        if (error == Errno.None)
        {
            error = request.Image is string path ? ExecutableFiles.WhyNot(m, child, path) : context.CanExec(request.Image) ? Errno.None : Errno.ENOENT;
        }

        if (error != Errno.None)
        {
            Discard(m, task, child);
            return SyscallResult.Fail(error);
        }

        Begin(m, child, context, request);
        m.Policy.Forked(m, task, child);
        Events.NoteOther(m, child, status: 0);
        Events.NoteNamespace(m, task, child);
        Dispatching.Enqueue(m, child, EnqueueReason.New);
        return SyscallResult.Of(Namespaces.NumberFor(m, task, pid));
    }

    /// <summary>What the child does before exec; the first error ends it.</summary>
    private static Errno Prepare(Machine m, int child, SpawnFlags flags, SpawnRequest request)
    {
        for (int signal = 1; signal <= Signal.SIGRTMAX && flags.HasFlag(SpawnFlags.POSIX_SPAWN_SETSIGDEF); signal++)
        {
            if ((request.Default & Signal.Bit(signal)) != 0 && signal is not (Signal.SIGKILL or Signal.SIGSTOP))
            {
                Do(m, child, Signals.Sigaction, signal, SignalHandler.Default, 0, 0);
            }
        }

        Errno error = flags.HasFlag(SpawnFlags.POSIX_SPAWN_SETSID) ? Do(m, child, Groups.Setsid) : Errno.None;
        if (error == Errno.None && flags.HasFlag(SpawnFlags.POSIX_SPAWN_SETPGROUP))
        {
            error = Do(m, child, Groups.Setpgid, 0, request.Group);
        }

        foreach (FileAction action in error == Errno.None ? request.Actions : [])
        {
            error = Do(m, child, action);
            if (error != Errno.None)
            {
                break;
            }
        }

        if (error == Errno.None && flags.HasFlag(SpawnFlags.POSIX_SPAWN_SETSIGMASK))
        {
            TaskTable.Extra(m, child).Mask = request.Mask & ~(Signal.Bit(Signal.SIGKILL) | Signal.Bit(Signal.SIGSTOP));
        }

        return error;
    }

    private static Errno Do(Machine m, int child, FileAction action)
    {
        switch (action.Kind)
        {
            case FileActionKind.Close:
                // One that is not open is no error, one that cannot be is.
                bool canBe = action.Descriptor >= 0 && action.Descriptor < Descriptors.LimitOf(m, child);
                return canBe && Descriptors.FileOf(m, child, action.Descriptor) != 0 ? Do(m, child, FileCalls.Close, action.Descriptor)
                    : canBe ? Errno.None : Errno.EBADF;
            case FileActionKind.Dup2:
                Errno error = Do(m, child, FileCalls.Dup2, action.Descriptor, action.Argument);
                if (error == Errno.None && action.Descriptor == action.Argument)
                {
                    // dup2 would leave the flag, and exec close it: here it is asked for to keep it (POSIX, RATIONALE).
                    Descriptors.Write(m, child, (int)action.Descriptor).CloseOnExec = false;
                }

                return error;
            default:
                return Open(m, child, action);
        }
    }

    private static Errno Open(Machine m, int child, FileAction action)
    {
        if (action.Descriptor < 0 || action.Descriptor >= Descriptors.LimitOf(m, child))
        {
            return Errno.EBADF;
        }

        if (Descriptors.FileOf(m, child, action.Descriptor) != 0)
        {
            Do(m, child, FileCalls.Close, action.Descriptor);
        }

        var trap = new Trap { Number = SyscallNumber.Open, ArgumentCount = 2, A0 = action.Argument, A1 = action.Mode, Payload = action.Path };
        SyscallResult opened = OpenCalls.Open(m, child, ref trap);
        if (opened.Outcome != SyscallOutcome.Value)
        {
            if (child < m.FileCalls.Capacity)
            {
                FileCalls.End(m, child);
            }

            return opened.Outcome == SyscallOutcome.Error ? (Errno)opened.Value : Errno.ENXIO;
        }

        if (opened.Value == action.Descriptor)
        {
            return Errno.None;
        }

        Errno error = Do(m, child, FileCalls.Dup2, opened.Value, action.Descriptor);
        Do(m, child, FileCalls.Close, opened.Value);
        return error;
    }

    private static Errno Do(Machine m, int child, SyscallHandler call, params ReadOnlySpan<long> arguments)
    {
        var trap = new Trap { ArgumentCount = arguments.Length };
        trap.A0 = arguments.Length > 0 ? arguments[0] : 0;
        trap.A1 = arguments.Length > 1 ? arguments[1] : 0;
        SyscallResult result = call(m, child, ref trap);
        return result.Outcome == SyscallOutcome.Error ? (Errno)result.Value : Errno.None;
    }

    /// <summary>exec in the child, which nobody has seen so far (Exec.cs).</summary>
    private static void Begin(Machine m, int child, UserContext context, SpawnRequest request)
    {
        context.TryExec(m, request.Image, out NameId name);
        AddressSpaces.Give(m, child, context.FreshMemory());
        ref TaskRow row = ref m.Tasks.Write(child);
        row.Name = name;
        row.Flags |= TaskFlags.DidExec;
        Signals.ResetHandlers(m, child);
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(child).Aborting = false;
            m.Extras.Write(child).NoDump = false;
        }

        Descriptors.Exec(m, child);
    }

    /// <summary>The child could not begin: it exits with 127, and the library reaps it before anybody else can. Its SIGCHLD remains.</summary>
    private static void Discard(Machine m, int task, int child)
    {
        Descriptors.Exit(m, child);
        Namespaces.LeaveByEnd(m, child);
        UserContext context = m.Contexts[child]!;
        m.Contexts.Write(child) = null;
        Signals.SendExitSignal(m, Threads.LeaderOf(m, task), child, Signal.SIGCHLD, SignalCode.CLD_EXITED, StatusOfFailure);
        m.Tasks.Write(child).State = TaskState.Zombie;
        m.S.Zombies++;
        Wait.Release(m, child);
        m.Recycle(context);
    }
}
