// A cgroup as plain data: a name in a tree, how many tasks are in it, and whether they are frozen. A script without cgroups has no row, and
// counts nothing. The rules are those of cgroup v2 (cgroups(7), Documentation/admin-guide/cgroup-v2.rst).
namespace KScript.Kernel;

/// <summary>A cgroup; by its number, from 1. The root has number 0 and no row: it limits nothing.</summary>
internal struct CgroupRow
{
    public NameId Name;
    /// <summary>The cgroup around it; 0: the root. Of a free row the next free one.</summary>
    public int Parent;
    /// <summary>pids.max plus 1; 0: max.</summary>
    public long PidsMaxPlusOne;
    /// <summary>pids.current: tasks in it and in those inside, threads each, zombies until they are reaped.</summary>
    public int Tasks;
    /// <summary>Cgroups right inside.</summary>
    public int Children;
    /// <summary>cgroup.freeze says so.</summary>
    public bool IsFrozen;
    /// <summary>A container's: it goes with its last task.</summary>
    public bool IsTemporary;
    /// <summary>The row is in use.</summary>
    public bool IsUsed;
}
