// The signals that are sent to the tool: SIGINT, SIGTERM and SIGHUP end it, with what is there kept. Whoever has something to keep says how
// it can be stopped and what is to be written if it does not stop in time; everybody else is simply ended.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>Ends the process in good order.</summary>
/// <remarks>
/// A command that can stop by itself gets a moment for that: its footer and its files are written, and Program.Main gives the exit code. One
/// that is busy beyond that, or waits for a file, is ended from here, after what it has buffered was written. A second signal waits for nothing.
/// </remarks>
internal static class ToolSignals
{
    private const int FileSizeSignal = 25;
    private const nint Ignore = 1;
    private const int FirstMilliseconds = 15;
    private const int GraceMilliseconds = 120;
    // For one that has stopped, and writes its last lines.
    private const int ConcludingMilliseconds = 2_000;

    private static readonly System.Threading.Lock Gate = new();
    private static readonly List<Stoppable> Running = [];
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private static volatile int exitCode;
    private static volatile bool isLeaving;
    private static volatile bool isConcluding;

    /// <summary>Whether a signal has come that ends the process.</summary>
    public static bool HasCome => exitCode != 0;

    /// <summary>Watches from a moment later on: a run of some milliseconds has nothing to lose, and handlers cost as much as it.</summary>
    public static void WatchSoon() => StartThread(static () =>
    {
        System.Threading.Thread.Sleep(FirstMilliseconds);
        Watch();
    });

    /// <summary>
    /// A file that grows beyond its limit (RLIMIT_FSIZE) is an error of write(2), EFBIG, and no death: setrlimit(2) says that this is so where SIGXFSZ
    /// is ignored.
    /// </summary>
    public static void IgnoreFileSizeSignal()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Native.Signal(FileSizeSignal, Ignore);
        }
    }

    /// <summary>From now on until it is disposed of, signals stop this.</summary>
    /// <param name="stop">Asks it to stop soon; called on another thread.</param>
    /// <param name="keep">Writes what it has, where it did not stop in time; called on another thread.</param>
    /// <param name="keepsInterrupts">SIGINT is its own affair.</param>
    public static IDisposable During(Action? stop, Action? keep, bool keepsInterrupts = false)
    {
        var stoppable = new Stoppable(stop, keep, keepsInterrupts);
        bool isLate;
        lock (Gate)
        {
            Running.Add(stoppable);
            isLate = HasCome;
        }

        if (isLate)
        {
            stop?.Invoke();
        }

        return stoppable;
    }

    /// <summary>What was running has ended, and writes its last lines: they get a little more time.</summary>
    public static void Conclude() => isConcluding = true;

    /// <summary>The exit code of the process: that of the command, or of the signal that ended it.</summary>
    public static int ExitCodeOr(int code) => HasCome ? exitCode : code;

    /// <summary>Once the process is being ended from another thread, this one has nothing more to say.</summary>
    public static void StayQuietIfLeaving()
    {
        if (isLeaving)
        {
            System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);
        }
    }

    private static void Watch()
    {
        foreach (var (signal, code) in new[] { (PosixSignal.SIGINT, ExitCode.Interrupted), (PosixSignal.SIGTERM, ExitCode.Terminated), (PosixSignal.SIGHUP, ExitCode.HungUp) })
        {
            if (!IsIgnored(signal))
            {
                Registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    Come(signal, code);
                }));
            }
        }
    }

    // nohup(1) and shells that start something in the background say so that it is to go on.
    private static bool IsIgnored(PosixSignal signal) => OperatingSystem.IsLinux() && signal == PosixSignal.SIGHUP && IgnoredMask() is { } mask && (mask & 1) != 0;

    // proc(5): SigIgn, a bit for each signal, SIGHUP the lowest.
    private static ulong? IgnoredMask()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith("SigIgn:", StringComparison.Ordinal)
                    && ulong.TryParse(line.AsSpan(7).Trim(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out ulong mask))
                {
                    return mask;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc: nothing is known of it.
        }

        return null;
    }

    private static void Come(PosixSignal signal, int code)
    {
        List<Stoppable> all;
        lock (Gate)
        {
            all = [.. Running];
            if (signal == PosixSignal.SIGINT && all.Exists(one => one.KeepsInterrupts))
            {
                return;
            }

            if (HasCome)
            {
                return;
            }

            exitCode = code;
        }

        all.ForEach(one => one.Stop?.Invoke());
        bool canStop = all.Exists(one => one.Stop is not null);
        StartThread(() =>
        {
            System.Threading.Thread.Sleep(canStop ? GraceMilliseconds : 0);
            System.Threading.Thread.Sleep(isConcluding ? ConcludingMilliseconds : 0);
            LeaveWith(code);
        });
    }

    private static void StartThread(Action action)
    {
        var thread = new System.Threading.Thread(() => action()) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Ends the process from this thread, whatever the others do, after what is to be kept was written.</summary>
    public static void LeaveWith(int code)
    {
        isLeaving = true;
        List<Stoppable> all;
        lock (Gate)
        {
            all = [.. Running];
        }

        foreach (Stoppable one in all)
        {
            try
            {
                one.Keep?.Invoke();
            }
#pragma warning disable CA1031 // Nothing that fails now may keep the process from ending, or the next from being written.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        Environment.Exit(code);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "signal")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Signal(int number, nint handler);
    }

    private sealed record Stoppable(Action? Stop, Action? Keep, bool KeepsInterrupts) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                Running.Remove(this);
            }
        }

        // By reference: two that do the same are two.
        public bool Equals(Stoppable? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
