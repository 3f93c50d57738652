// A bug of the kernel itself, found by a check: never a script's mistake. Nobody catches it but the command line, which adds the
// last events and how to reproduce it.
namespace KScript.Kernel;

/// <summary>A rule that must always hold was broken.</summary>
internal sealed class KernelPanicException : Exception
{
    /// <summary>A broken invariant.</summary>
    /// <param name="invariant">Its name.</param>
    /// <param name="explanation">What was found.</param>
    public KernelPanicException(string invariant, string explanation)
        : base($"{invariant}: {explanation}")
    {
        Invariant = invariant;
    }

    /// <summary>The name of the rule (<see cref="Invariants"/>).</summary>
    public string Invariant { get; }
}
