// Signal names as UTF-8, made once.
namespace KScript.Kernel;

/// <summary>SIGTERM, SIGRTMIN+1 … as bytes.</summary>
internal static class SignalNames
{
    /// <summary>The name with SIG, or null for no signal.</summary>
    public static byte[]? Of(long signal) => signal is > 0 and <= 64 ? Full[signal] : null;

    /// <summary>The name without SIG, as sets print it.</summary>
    public static ReadOnlySpan<byte> Short(int signal) => Full[signal].AsSpan(3);

    private static byte[][] Build()
    {
        var names = new byte[65][];
        names[0] = [];
        for (int signal = 1; signal <= 64; signal++)
        {
            names[signal] = System.Text.Encoding.ASCII.GetBytes(Name(signal));
        }

        return names;
    }

    private static readonly string[] Standard =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private static readonly byte[][] Full = Build();

    private static string Name(int signal) => signal switch
    {
        <= 31 => "SIG" + Standard[signal - 1],
        34 => "SIGRTMIN",
        64 => "SIGRTMAX",
        < 34 => "SIG" + signal.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "SIGRTMIN+" + (signal - 34).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
