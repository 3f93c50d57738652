// Where a process stands in the file system: umask and working directory (Linux: fs_struct).
namespace KScript.Kernel;

/// <summary>umask, chdir, getcwd.</summary>
internal static class FileSystemContext
{
    private const int DefaultUmask = 0x12;

    /// <summary>umask(mask): sets the file mode creation mask.</summary>
    /// <returns>The old one.</returns>
    /// <source>POSIX.1-2017 umask()</source>
    public static SyscallResult Umask(Machine m, int task, ref Trap trap)
    {
        int old = TaskTable.ReadOfProcess(m, task).UmaskPlusOne;
        TaskTable.OfProcess(m, task).UmaskPlusOne = (int)(trap.A0 & 0x1ff) + 1;
        return SyscallResult.Of(old == 0 ? DefaultUmask : old - 1);
    }

    private static readonly string[] Directories = ["/", "/bin", "/dev", "/etc", "/home", "/proc", "/root", "/tmp", "/usr", "/var"];

    /// <summary>chdir(path): one of the few directories that the machine has.</summary>
    /// <errors>ENOENT no such directory.</errors>
    /// <source>POSIX.1-2017 chdir()</source>
    public static SyscallResult Chdir(Machine m, int task, ref Trap trap)
    {
        if (trap.Payload is not string path || Array.IndexOf(Directories, path) < 0)
        {
            return SyscallResult.Fail(Errno.ENOENT);
        }

        TaskTable.OfProcess(m, task).Directory = path;
        return SyscallResult.Of(0);
    }

    /// <summary>getcwd: the working directory.</summary>
    public static SyscallResult Getcwd(Machine m, int task, ref Trap trap) =>
        SyscallResult.Of(TaskTable.ReadOfProcess(m, task).Directory ?? "/");
}
