// One row a signal: its names and what it does by default (signal(7)).
namespace KScript.Kernel;

/// <summary>What a signal does to a process that has not touched it.</summary>
internal enum DefaultAction : byte
{
    /// <summary>The process ends.</summary>
    Terminate,
    /// <summary>It ends, with a core dump where limits allow (here: never).</summary>
    Core,
    /// <summary>Nothing.</summary>
    Ignore,
    /// <summary>The process stops.</summary>
    Stop,
    /// <summary>A stopped process goes on.</summary>
    Continue,
}

/// <summary>A row: number, name, other names, default action.</summary>
internal sealed record SignalRow(int Number, string Name, DefaultAction Action, params string[] Aliases);

/// <summary>The signals.</summary>
internal static class SignalTable
{
    /// <summary>The standard signals in order. Real-time ones have names too: SIGRTMIN+n.</summary>
    public static SignalRow[] Rows { get; } =
    [
        new(Signal.SIGHUP, "SIGHUP", DefaultAction.Terminate),
        new(Signal.SIGINT, "SIGINT", DefaultAction.Terminate),
        new(Signal.SIGQUIT, "SIGQUIT", DefaultAction.Core),
        new(Signal.SIGILL, "SIGILL", DefaultAction.Core),
        new(Signal.SIGTRAP, "SIGTRAP", DefaultAction.Core),
        new(Signal.SIGABRT, "SIGABRT", DefaultAction.Core, "SIGIOT"),
        new(Signal.SIGBUS, "SIGBUS", DefaultAction.Core),
        new(Signal.SIGFPE, "SIGFPE", DefaultAction.Core),
        new(Signal.SIGKILL, "SIGKILL", DefaultAction.Terminate),
        new(Signal.SIGUSR1, "SIGUSR1", DefaultAction.Terminate),
        new(Signal.SIGSEGV, "SIGSEGV", DefaultAction.Core),
        new(Signal.SIGUSR2, "SIGUSR2", DefaultAction.Terminate),
        new(Signal.SIGPIPE, "SIGPIPE", DefaultAction.Terminate),
        new(Signal.SIGALRM, "SIGALRM", DefaultAction.Terminate),
        new(Signal.SIGTERM, "SIGTERM", DefaultAction.Terminate),
        new(Signal.SIGSTKFLT, "SIGSTKFLT", DefaultAction.Terminate),
        new(Signal.SIGCHLD, "SIGCHLD", DefaultAction.Ignore, "SIGCLD"),
        new(Signal.SIGCONT, "SIGCONT", DefaultAction.Continue),
        new(Signal.SIGSTOP, "SIGSTOP", DefaultAction.Stop),
        new(Signal.SIGTSTP, "SIGTSTP", DefaultAction.Stop),
        new(Signal.SIGTTIN, "SIGTTIN", DefaultAction.Stop),
        new(Signal.SIGTTOU, "SIGTTOU", DefaultAction.Stop),
        new(Signal.SIGURG, "SIGURG", DefaultAction.Ignore),
        new(Signal.SIGXCPU, "SIGXCPU", DefaultAction.Core),
        new(Signal.SIGXFSZ, "SIGXFSZ", DefaultAction.Core),
        new(Signal.SIGVTALRM, "SIGVTALRM", DefaultAction.Terminate),
        new(Signal.SIGPROF, "SIGPROF", DefaultAction.Terminate),
        new(Signal.SIGWINCH, "SIGWINCH", DefaultAction.Ignore),
        new(Signal.SIGPOLL, "SIGPOLL", DefaultAction.Terminate, "SIGIO"),
        new(Signal.SIGPWR, "SIGPWR", DefaultAction.Terminate),
        new(Signal.SIGSYS, "SIGSYS", DefaultAction.Core),
    ];

    private static readonly string[] Names = MakeNames();

    /// <summary>What a signal does by default; real-time ones terminate.</summary>
    public static DefaultAction ActionOf(int signal) => signal is > 0 and <= 31 ? Rows[signal - 1].Action : DefaultAction.Terminate;

    /// <summary>"SIGCHLD", "SIGRTMIN+1"; for a number that is no signal, the number.</summary>
    public static string NameOf(int signal) => Signal.IsValid(signal)
        ? Names[signal]
        : signal.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The number of a name ("SIGCHLD", "SIGRTMIN", "SIGRTMAX").</summary>
    public static bool TryFind(string name, out int signal)
    {
        foreach (SignalRow row in Rows)
        {
            if (row.Name == name || Array.IndexOf(row.Aliases, name) >= 0)
            {
                signal = row.Number;
                return true;
            }
        }

        signal = name == "SIGRTMIN" ? Signal.SIGRTMIN : name == "SIGRTMAX" ? Signal.SIGRTMAX : 0;
        return signal != 0;
    }

    private static string[] MakeNames()
    {
        string[] names = new string[Signal.SIGRTMAX + 1];
        names[0] = "0";
        for (int signal = 1; signal <= Signal.SIGRTMAX; signal++)
        {
            string offset = (signal - Signal.SIGRTMIN).ToString(System.Globalization.CultureInfo.InvariantCulture);
            names[signal] = signal <= 31 ? Rows[signal - 1].Name
                : signal == Signal.SIGRTMIN ? "SIGRTMIN"
                : signal == Signal.SIGRTMAX ? "SIGRTMAX"
                : signal > Signal.SIGRTMIN ? "SIGRTMIN+" + offset
                : "SIG" + signal.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return names;
    }
}
