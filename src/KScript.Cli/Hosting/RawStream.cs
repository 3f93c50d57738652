// A file descriptor as a stream, by read(2) and write(2). System.Console would do, but costs start-up time, and it
// swallows EPIPE, so that `kscript run big.ks | head` would simulate on for nobody.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>The reader of our output is gone.</summary>
internal sealed class OutputClosedException : IOException
{
    public OutputClosedException()
        : base("the reader of the output is gone")
    {
    }

    public OutputClosedException(string message)
        : base(message)
    {
    }

    public OutputClosedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>Unbuffered, blocking; for Unix.</summary>
internal sealed partial class RawStream : Stream
{
    private const int Eintr = 4;
    private const int Epipe = 32;
    private const int Ebadf = 9;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const nuint GetWindowSize = 0x5413;
    private readonly int descriptor;

    public RawStream(int descriptor) => this.descriptor = descriptor;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Standard input, output or error; where it was closed when the process began, a stream that fails as one on a closed descriptor does (EBADF).
    /// The runtime's own files take the numbers that are free: nobody's script must be read from those, and nothing be written to them. They are
    /// told by their flag: what comes through execve(2) cannot have FD_CLOEXEC.
    /// </summary>
    public static RawStream Standard(int descriptor)
    {
        int flags = Native.Control(descriptor, GetDescriptorFlags);
        return new RawStream(flags < 0 || (flags & CloseOnExec) != 0 ? -1 : descriptor);
    }

    /// <summary>
    /// The descriptor that a path such as /dev/stdout or /dev/fd/63 names, or null. Opened by its path a file would be written from its start
    /// on, over what others have written through the descriptor.
    /// </summary>
    public static RawStream? OfDescriptorPath(string path)
    {
        int descriptor = path switch
        {
            "/dev/stdin" => 0,
            "/dev/stdout" => 1,
            "/dev/stderr" => 2,
            _ when NumberAfter(path, "/dev/fd/") is { } number => number,
            _ when NumberAfter(path, "/proc/self/fd/") is { } number => number,
            _ => -1,
        };
        return descriptor < 0 || OperatingSystem.IsWindows() ? null : Standard(descriptor);
    }

    private static int? NumberAfter(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && int.TryParse(path.AsSpan(folder.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => Native.IsATty(descriptor) == 1;

    /// <summary>Columns of a terminal (tty_ioctl(4): TIOCGWINSZ); 0 where it does not say. For Linux: elsewhere the number is another.</summary>
    public static int ColumnsOf(int descriptor)
    {
        var size = default(WindowSize);
        return Native.Ioctl(descriptor, GetWindowSize, ref size) == 0 ? size.Columns : 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        while (true)
        {
            nint got = Native.Read(descriptor, ref buffer[0], buffer.Length);
            if (got >= 0)
            {
                return (int)got;
            }

            Check();
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            nint written = Native.Write(descriptor, ref buffer[offset], count);
            if (written < 0)
            {
                Check();
                continue;
            }

            offset += (int)written;
            count -= (int)written;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Returns where the call is to be made again.
    private static void Check()
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == Epipe)
        {
            throw new OutputClosedException();
        }

        if (error != Eintr)
        {
            throw new IOException(error == Ebadf ? "it is closed" : Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    private static class Native
    {
        // Blittable arguments only: no marshalling code has to be made at run time.
        [DllImport("libc", EntryPoint = "read", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Read(int descriptor, ref byte buffer, nint count);

        [DllImport("libc", EntryPoint = "write", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Write(int descriptor, ref byte buffer, nint count);

        // Variadic: with no third argument it is called as any other function, on Apple's arm64, too.
        [DllImport("libc", EntryPoint = "fcntl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int descriptor, int command);

        [DllImport("libc", EntryPoint = "ioctl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Ioctl(int descriptor, nuint request, ref WindowSize size);

        [DllImport("libc", EntryPoint = "isatty")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int IsATty(int descriptor);
    }
}
