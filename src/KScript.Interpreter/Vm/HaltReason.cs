// Why a run stops before its end: the payload of a Halt trap. Session turns it into a message.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Vm;

/// <summary>Why a process stopped the run.</summary>
/// <param name="Task">The slot of the process.</param>
/// <param name="Statement">What it was at.</param>
/// <param name="Message">What is wrong, in a sentence without a full stop.</param>
internal abstract record HaltReason(int Task, Span Statement, string Message)
{
    /// <summary>The message: what the trace shows.</summary>
    public sealed override string ToString() => Message;
}

/// <summary>An operation on a value of the wrong kind: the script's fault.</summary>
internal sealed record TypeErrorHalt(int Task, Span Statement, string Message) : HaltReason(Task, Statement, Message);

/// <summary>An `assert`, `always` or `finally` failed.</summary>
/// <param name="Task">The slot of the process; -1 for a property of the machine.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Message">What the script says of it, or a text made from the condition.</param>
/// <param name="Assertion">Where its parts stand.</param>
/// <param name="Left">The value of the left side, where it is a comparison.</param>
/// <param name="Right">The value of the right side.</param>
internal sealed record AssertionHalt(int Task, Span Statement, string Message, Assertion Assertion, string? Left, string? Right)
    : HaltReason(Task, Statement, Message)
{
    /// <summary>The values of the condition's parts, those that were looked at: the part, its left side (or itself), its right side.</summary>
    public IReadOnlyList<(AssertionPart Part, string Left, string? Right)> Parts { get; init; } = [];
}

/// <summary>A bound was reached.</summary>
/// <param name="Task">The slot of the process.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Limit">Which bound.</param>
/// <param name="Maximum">The bound.</param>
internal sealed record LimitHalt(int Task, Span Statement, string Limit, long Maximum)
    : HaltReason(Task, Statement, $"{Limit}: more than {Maximum}");

/// <summary>An expression that a user wants to see cannot be evaluated (VmContext.Look). Runs never throw it: there a halt is a trap.</summary>
internal sealed class HaltException(HaltReason reason) : Exception(reason.Message)
{
    /// <summary>The reason.</summary>
    public HaltReason Reason { get; } = reason;
}

/// <summary>The bounds of a program's memory, each with a name.</summary>
internal static class VmLimits
{
    /// <summary>Calls within calls.</summary>
    public const int CallDepth = 10_000;

    /// <summary>Elements of a list.</summary>
    public const int ListLength = 1_000_000;

    /// <summary>Characters of a text.</summary>
    public const int TextLength = 16 * 1024 * 1024;

    /// <summary>Characters of a value in a message; what is longer is cut.</summary>
    public const int ShownLength = 10_000;

    /// <summary>Elements, or as many times 64 characters, that one comparison looks at.</summary>
    public const long Comparisons = 10_000_000;

    /// <summary>atexit blocks of a process.</summary>
    public const int AtExitBlocks = 10_000;

    /// <summary>Statements that the condition of an `until` or a property may take.</summary>
    public const int ConditionStatements = 10_000_000;
}
