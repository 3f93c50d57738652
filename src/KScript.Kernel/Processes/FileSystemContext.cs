// Where a process stands in the file system: umask and working directory (Linux: fs_struct). chdir is with the tree (Files/FileTree.cs).
namespace KScript.Kernel;

/// <summary>umask, getcwd.</summary>
internal static class FileSystemContext
{
    private const int DefaultUmask = 0x12;

    /// <summary>umask(mask): sets the file mode creation mask.</summary>
    /// <returns>The old one.</returns>
    /// <source>POSIX.1-2017 umask()</source>
    public static SyscallResult Umask(Machine m, int task, ref Trap trap)
    {
        int old = UmaskOf(m, task);
        TaskTable.OfProcess(m, task).UmaskPlusOne = (int)(trap.A0 & 0x1ff) + 1;
        return SyscallResult.Of(old);
    }

    /// <summary>The umask of a task.</summary>
    public static int UmaskOf(Machine m, int task)
    {
        int mask = TaskTable.ReadOfProcess(m, task).UmaskPlusOne;
        return mask == 0 ? DefaultUmask : mask - 1;
    }

    /// <summary>getcwd: the working directory.</summary>
    public static SyscallResult Getcwd(Machine m, int task, ref Trap trap) =>
        SyscallResult.Of(TaskTable.ReadOfProcess(m, task).Directory ?? "/");
}
