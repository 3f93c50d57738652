// The tables of pid namespaces: what a namespace is, and the numbers that its processes have in it. A script without containers has no row
// in any of them. The verbs are in Namespaces.cs, NamespaceCalls.cs and NamespaceEnd.cs; calls speak in the caller's numbers by way of
// PidTranslation.cs.
namespace KScript.Kernel;

/// <summary>A pid namespace beside the machine's own, which has number 0 and no row (Linux: pid_namespace).</summary>
internal struct NamespaceRow
{
    /// <summary>Its name, that of the container; 0: none was given.</summary>
    public NameId Name;
    /// <summary>How deep it lies, 1 to <see cref="Namespaces.MostLevels"/>; 0: the row is free.</summary>
    public byte Level;
    /// <summary>Its init has ended, or ends: no process is made in it any more (Linux: without PIDNS_ADDING).</summary>
    public bool IsClosed;
    /// <summary>The namespace around it; 0: the machine's. Of a free row the next free one.</summary>
    public int Parent;
    /// <summary>The pid of its init in the machine's numbers, once there was one; else 0.</summary>
    public int InitPid;
    /// <summary>The number that was given out last in it.</summary>
    public int LastPid;
    /// <summary>How many numbers are in use in it, those of namespaces inside included (Linux: pid_allocated).</summary>
    public int Numbers;
    /// <summary>Who keeps it beside its numbers: tasks whose children go into it, and namespaces right inside.</summary>
    public int Users;
}

/// <summary>
/// The number of a process, group or session in one namespace (Linux: upid). Those of one process are a chain from the innermost outwards,
/// which begins in Machine.PidNumbers and lives as long as its number in the machine.
/// </summary>
internal struct NumberRow
{
    public int Namespace;
    /// <summary>The number in the namespace.</summary>
    public int Number;
    /// <summary>The number in the machine.</summary>
    public int Pid;
    /// <summary>The row of the namespace around; 0: that is the machine's.</summary>
    public int Outer;
    /// <summary>The next row of its bucket; of a free row the next free one.</summary>
    public int Next;
}
