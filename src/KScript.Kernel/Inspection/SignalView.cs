// Reading a process's signals from outside: dispositions, the mask, what is pending. A copy, valid at the time it was made.
namespace KScript.Kernel;

/// <summary>A signal as one process has it.</summary>
/// <param name="Signal">Its number.</param>
/// <param name="Handler">As <see cref="SignalHandler"/>: default, ignore, or the program's own number of a handler.</param>
/// <param name="Flags">The flags of its sigaction.</param>
/// <param name="Mask">What the handler blocks beside the signal itself; bit n-1 is signal n.</param>
/// <param name="IsBlocked">Whether the mask blocks it.</param>
/// <param name="IsPending">Whether it is pending.</param>
/// <param name="Queued">How many siginfos of it are queued: at most one, unless it is a real-time signal.</param>
internal readonly record struct SignalView(int Signal, long Handler, SigActionFlags Flags, ulong Mask, bool IsBlocked, bool IsPending, int Queued)
{
    /// <summary>Whether it is pending for the process as a whole (ShdPnd of /proc/PID/status).</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether it is pending for the process's thread (SigPnd): raised, a fault, sent with tgkill.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether the process has never touched it, and nobody has sent it.</summary>
    public bool IsPlain => Handler == SignalHandler.Default && Flags == SigActionFlags.None && Mask == 0 && !IsBlocked && !IsPending;
}

internal sealed partial class Machine
{
    /// <summary>All signals of a process, by number; empty for no such process.</summary>
    public IReadOnlyList<SignalView> SignalsOfProcess(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        if (slot == 0)
        {
            return [];
        }

        int[] queued = QueuedSignals(slot);
        ulong blocked = Signals.MaskOf(this, slot), pending = Signals.PendingOf(this, slot);
        var list = new SignalView[Signal.SIGRTMAX];
        for (int signal = 1; signal <= list.Length; signal++)
        {
            SigAction action = Signals.ActionOf(this, slot, signal);
            ulong bit = Signal.Bit(signal);
            list[signal - 1] = new SignalView(signal, action.Handler, action.Flags, action.Mask, (blocked & bit) != 0, (pending & bit) != 0, queued[signal])
            {
                IsShared = (Signals.PendingIn(this, slot, own: false) & bit) != 0,
                IsOwn = (Signals.PendingIn(this, slot, own: true) & bit) != 0,
            };
        }

        return list;
    }

    private int[] QueuedSignals(int slot)
    {
        int[] counts = new int[Signal.SIGRTMAX + 1];
        for (int entry = TaskTable.ReadExtra(this, slot).QueueHead; entry != 0; entry = SigQueue[entry].Next)
        {
            for (int row = entry; row != 0; row = SigQueue[row].NextSame)
            {
                counts[SigQueue[row].Info.Signo]++;
            }
        }

        return counts;
    }
}
