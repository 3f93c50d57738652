// The terminal of a Unix process: file descriptors 0 and 1, in raw mode while a line is read.
//
// Why not System.Console: ReadKey decodes sequences before we see them (ESC b is Alt-B only if nothing else is
// queued, a bracketed paste arrives in pieces), its echo and terminfo handling change the mode between keys, and it
// cannot wait for a key and a resize at once. So bytes are read with read(2) after poll(2), which sleeps until there
// is something: a key, or a byte in a pipe that the handlers of SIGWINCH and SIGCONT write. The mode is set with
// tcgetattr, cfmakeraw and tcsetattr on a block of bytes that only the C library looks into, so that it does not
// matter that struct termios is another one on each system. TCSADRAIN, not TCSAFLUSH: what was typed ahead stays.
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace KScript.Cli.LineEditing;

[UnsupportedOSPlatform("windows")]
internal sealed class UnixTerminal : ITerminal
{
    private const int In = 0;
    private const int Out = 1;
    private const string EnablePaste = "\e[?2004h";
    private const string DisablePaste = "\e[?2004l";

    private static readonly PosixSignal[] Deadly = [PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly byte[] saved = new byte[UnixCalls.TermiosSize];
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly System.Threading.Lock gate = new();
    private readonly int wakeRead;
    private readonly int wakeWrite;
    private bool isRaw;
    private int resized;
    private int resumed;
    private int interrupted;
    private int discarded;
    private bool suspends;

    public UnixTerminal()
    {
        (wakeRead, wakeWrite) = UnixCalls.Pipe();
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Wake(ref resized)));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, OnResume));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => context.Cancel = true));
        foreach (var signal in Deadly)
        {
            // Only to restore the terminal; what the signal does is left as it is.
            registrations.Add(PosixSignalRegistration.Create(signal, _ => Leave()));
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnExit;
    }

    /// <summary>Whether standard input and output are a terminal.</summary>
    public static bool IsTerminal => UnixCalls.IsTerminal(In) && UnixCalls.IsTerminal(Out);

    /// <inheritdoc/>
    public bool HasColours { get; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <inheritdoc/>
    public TerminalSize Size => UnixCalls.Size(Out);

    /// <inheritdoc/>
    public void Enter()
    {
        lock (gate)
        {
            if (!isRaw)
            {
                UnixCalls.GetMode(In, saved);
            }

            byte[] raw = (byte[])saved.Clone();
            UnixCalls.MakeRaw(raw);
            UnixCalls.SetMode(In, raw);
            isRaw = true;
            Write(EnablePaste);
        }
    }

    /// <inheritdoc/>
    public void Leave()
    {
        lock (gate)
        {
            if (isRaw)
            {
                isRaw = false;
                UnixCalls.TryWrite(Out, Encoding.ASCII.GetBytes(DisablePaste));
                UnixCalls.TrySetMode(In, saved);
            }
        }
    }

    /// <inheritdoc/>
    public bool TakeDiscard() => System.Threading.Interlocked.Exchange(ref discarded, 0) == 1;

    /// <inheritdoc/>
    public TerminalInput Read(Span<byte> buffer, int milliseconds, out int count)
    {
        count = 0;
        while (true)
        {
            var ready = UnixCalls.Poll(In, wakeRead, milliseconds);
            if (ready.Second && WokenBy() is { } notice)
            {
                return notice;
            }

            if (ready.First)
            {
                int got = UnixCalls.Read(In, buffer);
                if (got != UnixCalls.Again)
                {
                    count = Math.Max(0, got);
                    return got > 0 ? TerminalInput.Bytes : TerminalInput.Ended;
                }
            }
            else if (!ready.Second && milliseconds >= 0)
            {
                return TerminalInput.Timeout;
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        UnixCalls.Write(Out, bytes);
    }

    /// <inheritdoc/>
    public void Suspend()
    {
        Leave();
        suspends = true;
        UnixCalls.StopGroup();
        Enter();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnExit;
        registrations.ForEach(registration => registration.Dispose());
        UnixCalls.Close(wakeRead);
        UnixCalls.Close(wakeWrite);
    }

    private void OnExit(object? sender, EventArgs arguments) => Leave();

    private void OnResume(PosixSignalContext context)
    {
        // The runtime would set the mode that it knows, after us.
        context.Cancel = isRaw;
        Wake(ref resumed);
    }

    // Between lines the keyboard makes signals of Ctrl-C and Ctrl-\. What runs then may listen too; here they are only kept from ending us.
    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        System.Threading.Interlocked.Exchange(ref discarded, 1);
        if (isRaw)
        {
            Wake(ref interrupted);
        }
    }

    // On the thread of the signals. One byte in the pipe for each notice that nobody has taken yet: it cannot fill up.
    private void Wake(ref int notice)
    {
        if (System.Threading.Interlocked.Exchange(ref notice, 1) == 0)
        {
            UnixCalls.TryWrite(wakeWrite, [0]);
        }
    }

    private TerminalInput? WokenBy()
    {
        Span<byte> bytes = stackalloc byte[1];
        UnixCalls.Read(wakeRead, bytes);
        if (System.Threading.Interlocked.Exchange(ref interrupted, 0) == 1)
        {
            return TerminalInput.Interrupted;
        }

        bool hasResumed = System.Threading.Interlocked.Exchange(ref resumed, 0) == 1;
        bool hasResized = System.Threading.Interlocked.Exchange(ref resized, 0) == 1;
        if (hasResumed && !suspends)
        {
            return TerminalInput.Resumed;
        }

        if (hasResumed)
        {
            // After our own Suspend all is drawn already.
            suspends = false;
        }

        return hasResized ? TerminalInput.Resized : null;
    }
}
