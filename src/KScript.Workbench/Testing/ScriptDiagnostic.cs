// What is wrong with a script, as the tool prints it.
using KScript.Interpreter.Diagnostics;

namespace KScript.Testing;

/// <summary>An error or a warning of the compiler.</summary>
/// <param name="Code">Its code: KS0012.</param>
/// <param name="IsError">Whether it keeps the script from running; else it is a warning.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What would mend it, or null.</param>
public sealed record ScriptDiagnostic(string Code, bool IsError, int Line, int Column, string Message, string? Hint)
{
    private string Text { get; init; } = "";

    internal static ScriptDiagnostic Of(SourceText source, Diagnostic diagnostic)
    {
        (int line, int column) = source.Position(diagnostic.Span.Start);
        return new ScriptDiagnostic(diagnostic.Code, diagnostic.Severity == Severity.Error, line, column, diagnostic.Message, diagnostic.Hint)
        {
            Text = DiagnosticWriter.ToText(source, [diagnostic]),
        };
    }

    /// <summary>As the tool prints it: place, message, the line with a caret, the hint.</summary>
    public override string ToString() => Text;
}

/// <summary>An `assert`, `always` or `finally` that does not hold, a type error, a limit.</summary>
/// <param name="Message">What failed.</param>
/// <param name="Time">When, in ticks.</param>
/// <param name="Pid">In which process; 0: a claim about the whole machine.</param>
/// <param name="Line">The line of the statement, from 1.</param>
/// <param name="Text">As the tool prints it, with the values on both sides and the process table.</param>
public sealed record ScriptFailure(string Message, long Time, int Pid, int Line, string Text)
{
    /// <summary>As the tool prints it.</summary>
    public override string ToString() => Text;
}
