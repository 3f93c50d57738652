// The two written forms of diagnostics. Text: `FILE:LINE:COL: error KS0012: message`, the source line, a caret under the
// exact span, and a hint. JSON: one array of objects. Tabs, wide characters and very long lines keep the caret in its place.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KScript.Interpreter.Diagnostics;

/// <summary>Writes diagnostics.</summary>
internal static class DiagnosticWriter
{
    /// <summary>Cells of the source line that are shown; of a longer one the part around the span.</summary>
    private const int MaxCells = 140;

    private const string Margin = "    ";

    /// <summary>All of them as text, each ending with a newline.</summary>
    public static string ToText(SourceText source, IEnumerable<Diagnostic> diagnostics)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        foreach (var diagnostic in diagnostics)
        {
            WriteText(writer, source, diagnostic);
        }

        return writer.ToString();
    }

    /// <summary>One as text.</summary>
    public static void WriteText(TextWriter writer, SourceText source, Diagnostic diagnostic)
    {
        var (file, start) = source.FileAt(Math.Min(diagnostic.Span.Start, source.Text.Length));
        var (line, column) = file.Position(start);
        string severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
        writer.Write($"{VisibleText.OfName(file.Name)}:{line}:{column}: {severity} {diagnostic.Code}: {VisibleText.Of(diagnostic.Message)}\n");
        WriteExcerpt(writer, file.Line(line), column - 1, diagnostic.Span.Length);
        if (diagnostic.Hint is { } hint)
        {
            writer.Write($"{Margin}hint: {VisibleText.Of(hint)}\n");
        }
    }

    /// <summary>All of them as a JSON array.</summary>
    public static string ToJson(SourceText source, IEnumerable<Diagnostic> diagnostics)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var diagnostic in diagnostics)
            {
                WriteJson(json, source, diagnostic);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteJson(Utf8JsonWriter json, SourceText source, Diagnostic diagnostic)
    {
        var (line, column) = source.Position(Math.Min(diagnostic.Span.Start, source.Text.Length));
        var (endLine, endColumn) = source.Position(Math.Min(diagnostic.Span.End, source.Text.Length));
        json.WriteStartObject();
        json.WriteString("file", source.FileAt(diagnostic.Span.Start).File.Name);
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
        json.WriteNumber("end_line", endLine);
        json.WriteNumber("end_column", endColumn);
        json.WriteString("severity", diagnostic.Severity == Severity.Error ? "error" : "warning");
        json.WriteString("code", diagnostic.Code);
        json.WriteString("message", diagnostic.Message);
        json.WriteString("hint", diagnostic.Hint);
        json.WriteEndObject();
    }

    /// <summary>The line and the caret below it.</summary>
    private static void WriteExcerpt(TextWriter writer, string line, int start, int length)
    {
        int from = Math.Min(start, line.Length);
        int to = Math.Min(line.Length, from + length);
        int first = FirstShown(line, from);
        int last = LastShown(line, first);
        var shown = new StringBuilder(Margin);
        var marks = new StringBuilder(Margin);
        Lead(first > 0, shown, marks);
        for (int i = first; i < last;)
        {
            i += Append(line, i, from, to, shown, marks);
        }

        if (last < line.Length)
        {
            shown.Append('…');
        }

        if (from == to)
        {
            marks.Append('^');
        }

        writer.Write($"{shown.ToString().TrimEnd()}\n{marks.ToString().TrimEnd()}\n");
    }

    private static void Lead(bool cut, StringBuilder shown, StringBuilder marks)
    {
        if (cut)
        {
            shown.Append('…');
            marks.Append(' ');
        }
    }

    /// <summary>Appends one character to the line, and what stands below it; gives how many UTF-16 units it has.</summary>
    private static int Append(string line, int index, int from, int to, StringBuilder shown, StringBuilder marks)
    {
        if (!Rune.TryGetRuneAt(line, index, out var rune))
        {
            rune = Rune.ReplacementChar;
        }

        int units = char.IsSurrogatePair(line, index) ? 2 : 1;
        bool inside = index < to && index + units > from;
        if (rune.Value == '\t' && !inside)
        {
            shown.Append('\t');
            AppendIf(index < from, marks, "\t");
            return units;
        }

        var printable = rune.Value == '\t' ? new Rune(' ') : VisibleText.IsUnsafe(rune.Value) ? Rune.ReplacementChar : rune;
        shown.Append(printable.ToString());
        int cells = Cells(printable);
        if (inside)
        {
            AppendMarks(marks, cells, isFirst: index <= from);
        }
        else if (index < from)
        {
            marks.Append(' ', cells);
        }

        return units;
    }

    private static void AppendIf(bool condition, StringBuilder builder, string text)
    {
        if (condition)
        {
            builder.Append(text);
        }
    }

    private static void AppendMarks(StringBuilder marks, int cells, bool isFirst)
    {
        if (isFirst)
        {
            marks.Append('^');
            cells = Math.Max(0, cells - 1);
        }

        marks.Append('~', cells);
    }

    private static int FirstShown(string line, int from)
    {
        int first = line.Length <= MaxCells || from < MaxCells - 20 ? 0 : from - 60;
        return first > 0 && char.IsLowSurrogate(line[first]) ? first - 1 : first;
    }

    private static int LastShown(string line, int first)
    {
        int last = Math.Min(line.Length, first + MaxCells);
        return last < line.Length && char.IsLowSurrogate(line[last]) ? last + 1 : last;
    }

    /// <summary>How many cells of a terminal a character takes.</summary>
    private static int Cells(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return IsWide(rune.Value) ? 2 : 1;
    }

    /// <summary>East Asian wide and full-width characters, and emoji.</summary>
    private static bool IsWide(int c) => c is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
        or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF)
        or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD);
}
