// Signal names as UTF-8, made once from SignalTable.
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Traces;

/// <summary>SIGTERM, SIGRTMIN+1 … as bytes.</summary>
internal static class SignalNames
{
    private static readonly byte[][] Full = Build();

    /// <summary>The name with SIG, or null for no signal.</summary>
    public static byte[]? Of(long signal) => signal is > 0 and <= Signal.SIGRTMAX ? Full[signal] : null;

    /// <summary>The name without SIG, as sets print it.</summary>
    public static ReadOnlySpan<byte> Short(int signal) => Full[signal].AsSpan(3);

    private static byte[][] Build()
    {
        var names = new byte[Signal.SIGRTMAX + 1][];
        for (int signal = 0; signal < names.Length; signal++)
        {
            names[signal] = Encoding.ASCII.GetBytes(SignalTable.NameOf(signal));
        }

        return names;
    }
}
