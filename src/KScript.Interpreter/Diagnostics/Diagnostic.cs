// What is wrong with a script: where, what, and how to mend it. DiagnosticTable.cs has the codes, DiagnosticWriter.cs the
// one text form, SourceText.cs the text that spans are in.
namespace KScript.Interpreter.Diagnostics;

/// <summary>A stretch of the source: offset and length in UTF-16 units.</summary>
internal readonly record struct Span(int Start, int Length)
{
    /// <summary>Just behind its last character.</summary>
    public int End => Start + Length;

    /// <summary>From the start of one to the end of another.</summary>
    public static Span Between(Span first, Span last) => new(first.Start, Math.Max(0, last.End - first.Start));
}

/// <summary>How bad it is.</summary>
internal enum Severity { Error, Warning }

/// <summary>One finding. Codes are KS0001 …, each with a row in <c>DiagnosticTable</c> and a golden test.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Span">The exact stretch that the caret underlines.</param>
/// <param name="Message">What is wrong, in a sentence without a full stop.</param>
/// <param name="Hint">What would mend it, or null.</param>
internal sealed record Diagnostic(string Code, Severity Severity, Span Span, string Message, string? Hint = null);
