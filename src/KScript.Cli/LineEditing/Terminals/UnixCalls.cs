// The C library as the terminal needs it. Arguments are blittable: no marshalling code has to be made at run time.
// The numbers are those of Linux and of macOS (and the BSDs), where they differ.
using System.Runtime.InteropServices;

namespace KScript.Cli.LineEditing;

internal static class UnixCalls
{
    /// <summary>No struct termios is larger (60 bytes on Linux, 72 on macOS).</summary>
    public const int TermiosSize = 256;

    /// <summary>Read: there is nothing after all.</summary>
    public const int Again = -2;

    private const int Eintr = 4;
    private const int Drain = 1;
    private const short PollIn = 1;
    private const short PollOut = 4;

    private static readonly bool IsLinux = OperatingSystem.IsLinux();
    private static readonly int Eagain = IsLinux ? 11 : 35;
    private static readonly int Sigtstp = IsLinux ? 20 : 18;
    private static readonly nuint GetWindowSize = IsLinux ? 0x5413u : 0x40087468u;
    private static readonly nuint CloseOnExec = IsLinux ? 0x5451u : 0x20006601u;

    public static bool IsTerminal(int descriptor) => Native.IsATty(descriptor) == 1;

    public static void GetMode(int descriptor, byte[] mode) => Check("tcgetattr", Native.GetMode(descriptor, ref mode[0]));

    public static void MakeRaw(byte[] mode) => Native.MakeRaw(ref mode[0]);

    public static void SetMode(int descriptor, byte[] mode)
    {
        while (!TrySetMode(descriptor, mode))
        {
            if (Marshal.GetLastPInvokeError() != Eintr)
            {
                throw Failure("tcsetattr");
            }
        }
    }

    public static bool TrySetMode(int descriptor, byte[] mode) => Native.SetMode(descriptor, Drain, ref mode[0]) == 0;

    /// <summary>The size of a terminal; 0 by 0 where it has none.</summary>
    public static TerminalSize Size(int descriptor)
    {
        var size = default(WindowSize);
        return Control(descriptor, GetWindowSize, ref size) == 0 ? new TerminalSize(size.Columns, size.Rows) : default;
    }

    /// <summary>A pipe that children do not inherit: its end to read from, and to write to.</summary>
    public static (int Read, int Write) Pipe()
    {
        var ends = default(PipeEnds);
        Check("pipe", Native.Pipe(ref ends));
        var none = default(WindowSize);
        Control(ends.Read, CloseOnExec, ref none);
        Control(ends.Write, CloseOnExec, ref none);
        return (ends.Read, ends.Write);
    }

    public static void Close(int descriptor) => _ = Native.Close(descriptor);

    /// <summary>Waits until one of two descriptors has something to read, or is at its end.</summary>
    public static (bool First, bool Second) Poll(int first, int second, int milliseconds)
    {
        var both = new PollPair { First = new PollEntry(first, PollIn), Second = new PollEntry(second, PollIn) };
        if (Native.Poll(ref both, 2, milliseconds) < 0 && Marshal.GetLastPInvokeError() != Eintr)
        {
            throw Failure("poll");
        }

        return (both.First.Result != 0, both.Second.Result != 0);
    }

    /// <summary>Reads what is there. 0: the end; <see cref="Again"/>: nothing.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        nint got = Native.Read(descriptor, ref buffer[0], buffer.Length);
        if (got >= 0)
        {
            return (int)got;
        }

        // EIO is a terminal that was hung up: the end of the input.
        int error = Marshal.GetLastPInvokeError();
        return error == Eintr || error == Eagain ? Again : 0;
    }

    /// <summary>Writes all of it.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written = Native.Write(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Eagain)
            {
                WaitToWrite(descriptor);
            }
            else if (error != Eintr)
            {
                throw Failure("write");
            }
        }
    }

    /// <summary>Writes where failure does not matter any more.</summary>
    public static void TryWrite(int descriptor, ReadOnlySpan<byte> bytes) =>
        Native.Write(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length);

    /// <summary>SIGTSTP to the process group, as the terminal does for Ctrl-Z; returns when it goes on.</summary>
    public static void StopGroup() => _ = Native.Kill(0, Sigtstp);

    private static void WaitToWrite(int descriptor)
    {
        var entry = new PollPair { First = new PollEntry(descriptor, PollOut) };
        _ = Native.Poll(ref entry, 1, -1);
    }

    // ioctl is variadic: on Apple's arm64 such arguments are on the stack, where they are if the registers before are used up.
    private static int Control(int descriptor, nuint request, ref WindowSize argument) =>
        !IsLinux && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? Native.ControlOnStack(descriptor, request, 0, 0, 0, 0, 0, 0, ref argument)
            : Native.Control(descriptor, request, ref argument);

    private static void Check(string call, int result)
    {
        if (result < 0)
        {
            throw Failure(call);
        }
    }

    private static IOException Failure(string call) =>
        new($"the terminal cannot be used: {call} fails: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PipeEnds
    {
        public int Read;
        public int Write;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry(int descriptor, short events)
    {
        public int Descriptor = descriptor;
        public short Events = events;
        public short Result;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollPair
    {
        public PollEntry First;
        public PollEntry Second;
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "isatty")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int IsATty(int descriptor);

        [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int GetMode(int descriptor, ref byte mode);

        [DllImport("libc", EntryPoint = "cfmakeraw")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern void MakeRaw(ref byte mode);

        [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int SetMode(int descriptor, int when, ref byte mode);

        [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int descriptor, nuint request, ref WindowSize argument);

        [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int ControlOnStack(int descriptor, nuint request, nint a, nint b, nint c, nint d, nint e, nint f, ref WindowSize argument);

        [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Pipe(ref PipeEnds ends);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);

        [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Poll(ref PollPair entries, nuint count, int milliseconds);

        [DllImport("libc", EntryPoint = "read", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Read(int descriptor, ref byte buffer, nint count);

        [DllImport("libc", EntryPoint = "write", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Write(int descriptor, ref byte buffer, nint count);

        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);
    }
}
