// The functions that a session or a file declares, with the comment that stands above each: for help and completion.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;
using KScript.Interpreter.Parsing;

namespace KScript.Workbench.Live;

/// <summary>A function that was declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">"area(sides)".</param>
/// <param name="About">The comment above it, line by line, without its marks; empty: there is none.</param>
/// <param name="File">The imported file that it is of; null: it was typed, or stands in the script.</param>
internal sealed record DeclaredFunction(string Name, string Usage, IReadOnlyList<string> About, string? File);

/// <summary>Finds functions.</summary>
internal static class DeclaredFunctions
{
    /// <summary>Those of a session, imported ones included; of several of one name the last. By name.</summary>
    public static IReadOnlyList<DeclaredFunction> Of(LiveSession session)
    {
        var found = new SortedDictionary<string, DeclaredFunction>(StringComparer.Ordinal);
        foreach (LiveInput input in session.Inputs.Take(session.InputCount))
        {
            AddTo(found, input.File, input.Program.Source);
        }

        return [.. found.Values];
    }

    /// <summary>What a file of the library says of itself, and its functions; null: there is no such file.</summary>
    public static (IReadOnlyList<string> About, IReadOnlyList<DeclaredFunction> Functions)? OfLibrary(string name)
    {
        if (Library.Find(name) is not { Text: { } text } file)
        {
            return null;
        }

        var source = new SourceText(file.Name, text);
        var found = new SortedDictionary<string, DeclaredFunction>(StringComparer.Ordinal);
        AddTo(found, Parser.Parse(source).File, source);
        return ([.. text.Split('\n').TakeWhile(static line => line.StartsWith('#')).Select(WithoutMark)], [.. found.Values]);
    }

    private static void AddTo(SortedDictionary<string, DeclaredFunction> found, ScriptFile file, SourceText source)
    {
        foreach (FunctionDecl function in file.Statements.OfType<FunctionDecl>())
        {
            (SourceText place, int offset) = source.FileAt(function.Span.Start);
            string usage = $"{function.Name.Name}({string.Join(", ", function.Parameters.Select(static parameter => parameter.Name))})";
            found[function.Name.Name] = new DeclaredFunction(function.Name.Name, usage, CommentAbove(place.Text, offset), function.Origin?.Name);
        }
    }

    private static List<string> CommentAbove(string text, int offset)
    {
        var lines = new List<string>();
        int end = offset == 0 ? -1 : text.LastIndexOf('\n', offset - 1);
        while (end > 0)
        {
            int start = text.LastIndexOf('\n', end - 1) + 1;
            string line = text[start..end].Trim();
            if (!line.StartsWith('#'))
            {
                break;
            }

            lines.Insert(0, WithoutMark(line));
            end = start - 1;
        }

        return lines;
    }

    private static string WithoutMark(string line) => line.TrimStart('#').Trim();
}
