// Collects what is found wrong in one script, up to a limit, and gives it back in the order of the source.
using KScript.Interpreter.Parsing;

namespace KScript.Interpreter.Diagnostics;

/// <summary>The findings of one run over a script.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> found = [];

    /// <summary>Errors so far.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>The limit is reached: whoever is looking may stop.</summary>
    public bool IsFull => ErrorCount >= ParserLimits.MaxErrors;

    /// <summary>Adds an error; beyond the limit it is dropped.</summary>
    public void Error(DiagnosticRow row, Span span, string message, string? hint = null) => Add(row, Severity.Error, span, message, hint);

    /// <summary>Adds a warning; beyond the limit it is dropped.</summary>
    public void Warning(DiagnosticRow row, Span span, string message, string? hint = null) => Add(row, Severity.Warning, span, message, hint);

    /// <summary>Adds what was found elsewhere.</summary>
    public void AddAll(IEnumerable<Diagnostic> others)
    {
        foreach (Diagnostic other in others)
        {
            ErrorCount += other.Severity == Severity.Error ? 1 : 0;
            found.Add(other);
        }
    }

    /// <summary>The lines on which something was found so far.</summary>
    public List<int> Lines(SourceText source)
    {
        var lines = new List<int>(found.Count);
        foreach (var diagnostic in found)
        {
            lines.Add(source.Position(diagnostic.Span.Start).Line);
        }

        return lines;
    }

    /// <summary>All of them, by position; at the same position in the order they were found.</summary>
    public List<Diagnostic> ToList()
    {
        var sorted = new List<Diagnostic>(found);
        // Insertion sort: it is stable, and there are at most a few dozen.
        for (int i = 1; i < sorted.Count; i++)
        {
            var item = sorted[i];
            int j = i;
            for (; j > 0 && sorted[j - 1].Span.Start > item.Span.Start; j--)
            {
                sorted[j] = sorted[j - 1];
            }

            sorted[j] = item;
        }

        return sorted;
    }

    private void Add(DiagnosticRow row, Severity severity, Span span, string message, string? hint)
    {
        if (IsFull)
        {
            return;
        }

        if (severity == Severity.Error)
        {
            ErrorCount++;
        }

        found.Add(new Diagnostic(row.Code, severity, span, message, hint));
        if (IsFull)
        {
            found.Add(new Diagnostic(DiagnosticTable.TooManyErrors.Code, Severity.Error, span,
                $"{ParserLimits.MaxErrors} errors; the rest of the file was not looked at"));
        }
    }
}
