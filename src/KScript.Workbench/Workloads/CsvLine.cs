// A line of a CSV file as cells (RFC 4180, but a cell ends with its line): where each stands, so that messages can point at it.
using KScript.Interpreter.Diagnostics;

namespace KScript.Workbench.Workloads;

/// <summary>A cell: where it stands, without the spaces around it, and whether it is in quotes.</summary>
internal readonly record struct CsvCell(Span Span, bool IsQuoted)
{
    /// <summary>Its text.</summary>
    public string Text(string file) => IsQuoted
        ? file.Substring(Span.Start + 1, Math.Max(0, Span.Length - 2)).Replace("\"\"", "\"", StringComparison.Ordinal)
        : file.Substring(Span.Start, Span.Length);
}

/// <summary>Splits lines.</summary>
internal static class CsvLine
{
    /// <summary>The end of the line that starts at an offset, its newline not counted.</summary>
    public static int EndOf(string text, int start)
    {
        int end = text.IndexOf('\n', start);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Whether a line has nothing but spaces or a comment.</summary>
    public static bool IsBlank(ReadOnlySpan<char> line)
    {
        line = line.TrimStart();
        return line.IsEmpty || line[0] == '#';
    }

    /// <summary>Fills in the cells of a line; false and a diagnostic where a quote is not closed.</summary>
    public static bool Split(string text, int start, int end, List<CsvCell> cells, DiagnosticBag diagnostics)
    {
        cells.Clear();
        if (end > start && text[end - 1] == '\r')
        {
            end--;
        }

        int at = start;
        while (true)
        {
            at = SkipSpaces(text, at, end);
            bool isQuoted = at < end && text[at] == '"';
            int stop = isQuoted ? CloseQuote(text, at, end) : text.AsSpan(at, end - at).IndexOf(',') is >= 0 and var comma ? at + comma : end;
            int next = isQuoted ? SkipSpaces(text, Math.Min(stop, end), end) : stop;
            if (stop > end || (next < end && text[next] != ','))
            {
                diagnostics.Error(DiagnosticTable.JobValue, new Span(at, end - at), "a quote that does not end its cell", "write \"…\" around the whole cell, and \"\" for a quote inside");
                return false;
            }

            int last = stop;
            while (!isQuoted && last > at && text[last - 1] is ' ' or '\t')
            {
                last--;
            }

            cells.Add(new CsvCell(new Span(at, last - at), isQuoted));
            if (next >= end)
            {
                return true;
            }

            at = next + 1;
        }
    }

    private static int SkipSpaces(string text, int at, int end)
    {
        while (at < end && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    // Just behind the closing quote; beyond the end where there is none.
    private static int CloseQuote(string text, int open, int end)
    {
        for (int i = open + 1; i < end; i++)
        {
            if (text[i] == '"')
            {
                if (i + 1 < end && text[i + 1] == '"')
                {
                    i++;
                    continue;
                }

                return i + 1;
            }
        }

        return end + 1;
    }
}
