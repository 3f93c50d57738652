// What a step touches, in classes: two steps are independent where neither writes what the other touches. Each system call's row has its own;
// a call without one touches the whole machine, so that a new call is slow to check and never wrong (docs/check.md).
namespace KScript.Kernel;

/// <summary>Classes of operations, as bits: of one step, or of all that a process may still do.</summary>
[Flags]
internal enum Footprint : ulong
{
    /// <summary>Of a call's row: it touches the whole machine. Of a step: nothing that others touch.</summary>
    None = 0,
    /// <summary>A child more: the caller's children, and numbers.</summary>
    Fork = 1,
    /// <summary>The caller ends: its parent's children and pending signals, its own children's parent.</summary>
    Exit = 1 << 1,
    /// <summary>A child is waited for: the caller's children.</summary>
    Wait = 1 << 2,
    /// <summary>A signal to any process.</summary>
    Kill = 1 << 3,
    /// <summary>The caller's dispositions.</summary>
    Disposition = 1 << 4,
    /// <summary>The caller's mask and pending signals.</summary>
    Mask = 1 << 5,
    /// <summary>A look at other processes: a view, getppid.</summary>
    Look = 1 << 6,
    /// <summary>Process groups and sessions.</summary>
    Groups = 1 << 7,
    /// <summary>Timers and devices.</summary>
    Time = 1 << 8,
    /// <summary>The alarm, which is a timer too.</summary>
    Alarm = 1 << 9,
    /// <summary>A condition that the machine looks at.</summary>
    Until = 1 << 10,
    /// <summary>Standard output and error.</summary>
    Output = 1 << 11,
    /// <summary>choose(): the caller's alone.</summary>
    Choose = 1 << 12,
    /// <summary>Another program in the same process: what it may do is in its future.</summary>
    Exec = 1 << 13,
    /// <summary>Nothing of anybody's: between points of its own process.</summary>
    Private = 1 << 14,
    /// <summary>Everything.</summary>
    Machine = 1 << 15,
    /// <summary>Reads of shared variables: bits 24 to 43, the last for all beyond.</summary>
    AnyCellRead = 0xFFFFFUL << 24,
    /// <summary>Writes to shared variables: bits 44 to 63.</summary>
    AnyCellWrite = 0xFFFFFUL << 44,
}
