// Hints to the processor that memory will be needed soon. They change no state and no result; a machine with very many tasks waits for
// memory otherwise, for the next task's rows are never near the last one's. The only unsafe code: a hint takes an address.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace KScript.Kernel;

/// <summary>Fetches memory ahead of its use, where the processor has an instruction for it.</summary>
internal static class Prefetch
{
    /// <summary>A row in a table. One may lie across two cache lines: both ends are asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Row<T>(ref readonly T row)
    {
        if (Sse.IsSupported)
        {
            // The address may be stale by the time it is used, if the collector moves the page: then the hint is for nothing, and harmless.
            byte* address = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in row));
            Sse.Prefetch0(address);
            Sse.Prefetch0(address + Unsafe.SizeOf<T>() - 1);
        }
    }

    /// <summary>The beginning of an object, and its first fields.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Object(object? target)
    {
        if (Sse.IsSupported && target is not null)
        {
            byte* address = (byte*)Unsafe.As<object, nint>(ref target);
            Sse.Prefetch0(address);
            Sse.Prefetch0(address + 63);
        }
    }
}

internal sealed partial class Machine
{
    /// <summary>
    /// A task has just become the first of its queue, and will soon be chosen: what its dispatch reads is fetched. Two steps ahead for rows, so that
    /// the one after it is known without waiting, and one for the program, which a row points to.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FetchAhead(int first)
    {
        if (first == 0)
        {
            return;
        }

        Prefetch.Object(Contexts.Get(first));
        int second = Tasks[first].Next;
        if (second == 0)
        {
            return;
        }

        Tasks.Prefetch(second);
        Contexts.Prefetch(second);
        Entities.Prefetch(second);
        Nodes.Prefetch(second);
        Sched.Prefetch(second);
    }
}
