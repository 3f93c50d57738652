// A process group as a row. What is done with groups is in Groups.cs.
namespace KScript.Kernel;

/// <summary>A process group. Its members include zombies; it lives as long as it has one.</summary>
internal struct GroupRow
{
    public int Pgid;
    public int Sid;
    /// <summary>Slot of a member; members form a list by GroupNext/GroupPrev.</summary>
    public int First;
    public int Count;
    /// <summary>How many members are in state T: an orphaned group with none needs no SIGHUP.</summary>
    public int Stopped;
}
