// The ends of a run that a script means, and that are then no failure: `allow deadlock`, `allow death SIGSEGV`.
using KScript.Kernel;

namespace KScript.Interpreter.Bytecode;

/// <summary>What is allowed.</summary>
/// <param name="Deadlock">Processes may be blocked for ever at the end.</param>
/// <param name="Deaths">The signals that main may die of, and a fault may end a child with: bit n-1 is signal n.</param>
internal readonly record struct AllowedEnds(bool Deadlock, ulong Deaths)
{
    /// <summary>The words behind `allow`.</summary>
    public const string Words = "`deadlock`, or `death` with the name of a signal or without";

    /// <summary>Whether a death by a signal is meant.</summary>
    public bool AllowsDeath(int signal) => (Deaths & (1UL << (signal - 1))) != 0;

    /// <summary>Both.</summary>
    public AllowedEnds With(AllowedEnds other) => new(Deadlock || other.Deadlock, Deaths | other.Deaths);

    /// <summary>Reads what stands behind `allow`.</summary>
    /// <param name="what">The first word.</param>
    /// <param name="signal">The second, or null.</param>
    /// <returns>Null: it is not one of <see cref="Words"/>.</returns>
    public static AllowedEnds? Parse(string what, string? signal) => (what, signal) switch
    {
        ("deadlock", null) => new AllowedEnds(true, 0),
        ("death", null) => new AllowedEnds(false, ulong.MaxValue),
        ("death", { } name) when ConstantTable.TryGet(name, out long number) && number is > 0 and <= Signal.SIGRTMAX && name.StartsWith("SIG", StringComparison.Ordinal) =>
            new AllowedEnds(false, 1UL << ((int)number - 1)),
        _ => null,
    };
}
