// What the calls of a run came to, in the order in which they ended, and which statements were reached: by this a trial is compared with
// what happened without it.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A call that is done.</summary>
/// <param name="At">When it ended.</param>
/// <param name="By">Whose it is.</param>
/// <param name="Call">Which call.</param>
/// <param name="Result">What it returned; -1 where it failed.</param>
/// <param name="Error">Why it failed; None: it did not.</param>
/// <param name="Where">The statement; null: not known.</param>
internal readonly record struct CallDone(Moment At, Life By, SyscallNumber Call, long Result, Errno Error, Span? Where)
{
    /// <summary>A signal cut it short.</summary>
    public bool IsCutShort => Error == Errno.EINTR || (Call == SyscallNumber.Sleep && Result > 0);

    /// <summary>Its result is a process: the one that was waited for or forked.</summary>
    public bool ReturnsProcess => Result > 0 && Call is SyscallNumber.Wait4 or SyscallNumber.Waitid or SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.Clone or SyscallNumber.PthreadCreate
        or SyscallNumber.Container or SyscallNumber.Enter or SyscallNumber.Cgroup or SyscallNumber.PosixSpawn;
}

/// <summary>The calls of a run.</summary>
internal sealed class Calls
{
    private readonly List<CallDone> done = [];
    private readonly Dictionary<int, (long Last, Span Where)> reached = [];

    /// <summary>All that are done, in order.</summary>
    public IReadOnlyList<CallDone> Done => done;

    /// <summary>Statements that something was done at, by their offsets: when last, in events.</summary>
    public IReadOnlyDictionary<int, (long Last, Span Where)> Reached => reached;

    /// <summary>A call is done.</summary>
    public void Add(in CallDone call)
    {
        done.Add(call);
        Reach(call.At, call.Where);
    }

    /// <summary>Something was done at a statement.</summary>
    public void Reach(Moment at, Span? where)
    {
        if (where is { Length: > 0 } span)
        {
            reached[span.Start] = (at.Event, span);
        }
    }
}
