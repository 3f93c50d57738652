// Tests that need tmux say so when they are left out; .ci/run installs it.
using Xunit;

namespace KScript.TerminalHarness;

/// <summary>A test through a terminal; left out where there is no tmux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmuxFactAttribute : FactAttribute
{
    public TmuxFactAttribute() => Skip = TmuxScreen.IsAvailable ? null : TmuxScreen.Missing;
}

/// <summary>A table of tests through a terminal; left out where there is no tmux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmuxTheoryAttribute : TheoryAttribute
{
    public TmuxTheoryAttribute() => Skip = TmuxScreen.IsAvailable ? null : TmuxScreen.Missing;
}
