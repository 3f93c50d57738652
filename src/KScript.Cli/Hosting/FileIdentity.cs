// Which file a path means, however it is spelled: device and inode, through links. So an output is told from the input that it would
// destroy.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>What kind of file a path leads to.</summary>
internal enum FileKind
{
    /// <summary>None is there.</summary>
    Missing,
    /// <summary>A file that has contents of its own.</summary>
    Regular,
    /// <summary>A folder.</summary>
    Folder,
    /// <summary>A pipe, a terminal, a device, a socket: what is written goes elsewhere, and cannot be replaced.</summary>
    Special,
}

/// <summary>A file, or the place where one would be.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Id">The same for two paths exactly where they mean one file.</param>
internal readonly record struct FileIdentity(FileKind Kind, string Id)
{
    private const uint FormatMask = 0xF000, Directory = 0x4000, RegularFile = 0x8000;
    private const int FollowFromHere = -100;
    private const uint WantedFields = 0x7FF;

    /// <summary>Of a path; links are followed.</summary>
    public static FileIdentity Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return ByPath(path);
        }

        var found = default(ExtendedStatus);
        return Native.Statx(FollowFromHere, path, 0, WantedFields, ref found) == 0
            ? new FileIdentity(KindOf(found.Mode), FormattableString.Invariant($"{found.DeviceMajor}:{found.DeviceMinor}:{found.Inode}"))
            : Missing(path);
    }

    /// <summary>Whether two paths mean one file.</summary>
    public static bool AreSame(string a, string b) => Of(a).Id == Of(b).Id;

    /// <summary>Whether a path leads to something below a folder, with all links followed. What is not there is not below.</summary>
    public static bool IsBelow(string path, string folder) =>
        RealPath(path) is { } file && RealPath(folder) is { } place && file.StartsWith(place.TrimEnd('/') + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path without links and dots (realpath(3)), or null where nothing is there.</summary>
    public static string? RealPath(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Exists(path) ? Path.GetFullPath(path) : null;
        }

        // PATH_MAX, and the byte at its end.
        byte[] resolved = new byte[4097];
        return Native.RealPath(path, ref resolved[0]) == 0 ? null : System.Text.Encoding.UTF8.GetString(resolved.AsSpan(0, Array.IndexOf(resolved, (byte)0)));
    }

    private static FileKind KindOf(ushort mode) => (mode & FormatMask) switch
    {
        RegularFile => FileKind.Regular,
        Directory => FileKind.Folder,
        _ => FileKind.Special,
    };

    // A file that is not there yet is the name that it would have in its folder.
    private static FileIdentity Missing(string path)
    {
        string full = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(full);
        var found = default(ExtendedStatus);
        string place = folder is not null && Native.Statx(FollowFromHere, folder, 0, WantedFields, ref found) == 0
            ? FormattableString.Invariant($"{found.DeviceMajor}:{found.DeviceMinor}:{found.Inode}")
            : folder ?? "";
        return new FileIdentity(FileKind.Missing, place + "/" + Path.GetFileName(full));
    }

    private static FileIdentity ByPath(string path)
    {
        var file = new FileInfo(path);
        string full = (file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) : null)?.FullName ?? file.FullName;
        var kind = System.IO.Directory.Exists(full) ? FileKind.Folder
            : !file.Exists ? FileKind.Missing
            : (file.Attributes & FileAttributes.Device) != 0 ? FileKind.Special : FileKind.Regular;
        return new FileIdentity(kind, OperatingSystem.IsWindows() ? full.ToUpperInvariant() : full);
    }

    /// <summary>struct statx (linux/stat.h): the same on every architecture, unlike struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct ExtendedStatus
    {
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "realpath")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint RealPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte resolved);

        [DllImport("libc", EntryPoint = "statx")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref ExtendedStatus status);
    }
}
