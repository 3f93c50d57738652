// The machine: everything that can change, as plain data. Only the kernel's verbs (Fork.cs, Exit.cs, Wait.cs …) change it.
namespace KScript.Kernel;

/// <summary>One simulated machine.</summary>
public sealed partial class Machine
{
    /// <summary>What the script said of it.</summary>
    public MachineSettings Settings { get; } = new();

    /// <summary>Virtual time in ticks since boot.</summary>
    public long Now { get; internal set; }

    /// <summary>Names of tasks and programs.</summary>
    public NameTable Names { get; } = new();

    /// <summary>Memory that all tasks share; null where the program has none.</summary>
    public SharedMemory? Shared { get; internal set; }

    /// <summary>Events so far (lines of the trace at level `all`), whether or not a sink took them.</summary>
    public long EventCount { get; internal set; }
}
