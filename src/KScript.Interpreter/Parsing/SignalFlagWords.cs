// The words for flags of sigaction that the language has after `signal SIG handler` and `on SIG`.
using KScript.Kernel;

namespace KScript.Interpreter.Parsing;

/// <summary>Flags of sigaction as words.</summary>
internal static class SignalFlagWords
{
    /// <summary>Each flag with its word, in the order in which they are shown. `siginfo` is only shown: what a handler takes says it.</summary>
    public static (SigActionFlags Flag, string Word)[] All { get; } =
    [
        (SigActionFlags.NoChildStop, "nocldstop"),
        (SigActionFlags.NoChildWait, "nocldwait"),
        (SigActionFlags.SigInfo, "siginfo"),
        (SigActionFlags.Restart, "restart"),
        (SigActionFlags.NoDefer, "nodefer"),
        (SigActionFlags.ResetHand, "resethand"),
    ];

    /// <summary>The flag that a word sets; None for a word of another kind.</summary>
    public static SigActionFlags Of(string word) => Array.Find(All, row => row.Word == word).Flag;
}
