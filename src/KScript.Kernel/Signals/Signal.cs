// Signal numbers and codes, with Linux's values for x86-64 (signal(7), sigaction(2)); SignalTable.cs says what each does.
namespace KScript.Kernel;

/// <summary>Signal numbers.</summary>
internal static class Signal
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGILL = 4;
    public const int SIGTRAP = 5;
    public const int SIGABRT = 6;
    public const int SIGBUS = 7;
    public const int SIGFPE = 8;
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 10;
    public const int SIGSEGV = 11;
    public const int SIGUSR2 = 12;
    public const int SIGPIPE = 13;
    public const int SIGALRM = 14;
    public const int SIGTERM = 15;
    public const int SIGSTKFLT = 16;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGTSTP = 20;
    public const int SIGTTIN = 21;
    public const int SIGTTOU = 22;
    public const int SIGURG = 23;
    public const int SIGXCPU = 24;
    public const int SIGXFSZ = 25;
    public const int SIGVTALRM = 26;
    public const int SIGPROF = 27;
    public const int SIGWINCH = 28;
    public const int SIGPOLL = 29;
    public const int SIGPWR = 30;
    public const int SIGSYS = 31;
    /// <summary>From this number on signals queue.</summary>
    public const int FirstRealTime = 32;
    /// <summary>The first real-time signal that programs may use (glibc keeps 32 and 33 for itself).</summary>
    public const int SIGRTMIN = 34;
    /// <summary>The last real-time signal.</summary>
    public const int SIGRTMAX = 64;

    /// <summary>The bit of a signal in a mask.</summary>
    public static ulong Bit(int signal) => 1UL << (signal - 1);

    /// <summary>1..64.</summary>
    public static bool IsValid(long signal) => signal is >= 1 and <= SIGRTMAX;
}

/// <summary>si_code values (sigaction(2)).</summary>
internal static class SignalCode
{
    public const int SI_USER = 0;
    public const int SI_KERNEL = 0x80;
    public const int SI_QUEUE = -1;
    public const int SI_TKILL = -6;
    public const int SI_ASYNCIO = -4;
    public const int CLD_EXITED = 1;
    public const int CLD_KILLED = 2;
    public const int CLD_DUMPED = 3;
    public const int CLD_TRAPPED = 4;
    public const int CLD_STOPPED = 5;
    public const int CLD_CONTINUED = 6;
    public const int FPE_INTDIV = 1;
    public const int SEGV_MAPERR = 1;
}

/// <summary>Handlers that are no function.</summary>
internal static class SignalHandler
{
    /// <summary>SIG_DFL.</summary>
    public const long Default = 0;
    /// <summary>SIG_IGN.</summary>
    public const long Ignore = 1;
    /// <summary>SIG_HOLD, which sigset alone takes: no disposition, but a place in the mask. Linux's number, 2, is a program's handler here.</summary>
    public const long Hold = -1;
}
