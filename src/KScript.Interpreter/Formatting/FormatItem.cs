// What the formatter lays out: the tokens of a script as the filter sees them, with comments and joined lines, without
// newlines and semicolons, which the layout makes anew.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using static Antlr4.Runtime.TokenConstants;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Formatting;

/// <summary>What an item is.</summary>
internal enum FormatKind { Code, Comment, Join }

/// <summary>One item.</summary>
internal sealed class FormatItem(IToken token, FormatKind kind)
{
    public IToken Token { get; } = token;

    public FormatKind Kind { get; } = kind;

    /// <summary>A statement starts with it.</summary>
    public bool StartsStatement { get; private set; }

    /// <summary>A `{` whose block was on one line, or is empty.</summary>
    public bool IsOneLine { get; private set; }

    /// <summary>In `sched`, `machine`, `jobs` or the attributes of a `job`, where `=` and commas have no spaces.</summary>
    public bool InSettings { get; private set; }

    /// <summary>There is no space between it and what stood before.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>The line it starts on.</summary>
    public int Line => Token.Line;

    /// <summary>The line it ends on; no token spans lines but a join, which ends the one it is on.</summary>
    public int EndLine => Token.Line;

    /// <summary>The items of a script without errors.</summary>
    public static List<FormatItem> Read(SourceText source)
    {
        var all = Scanner.ScanWithComments(source);
        var code = all.FindAll(t => t.Type is not (COMMENT or JOINED));
        var filtered = TokenFilter.Run(code, source, new DiagnosticBag(), settings: false).Tokens;
        var items = MakeItems(all);
        MarkStatements(items, filtered);
        MarkBlocks(items);
        MarkSettings(items);
        return items;
    }

    private static List<FormatItem> MakeItems(List<IToken> all)
    {
        var items = new List<FormatItem>(all.Count);
        foreach (var token in all)
        {
            var kind = token.Type switch { COMMENT => FormatKind.Comment, JOINED => FormatKind.Join, _ => FormatKind.Code };
            if (token.Type is not (NEWLINE or SEMICOLON or EOF))
            {
                bool attached = items.Count > 0 && items[^1].Token.StopIndex + 1 == token.StartIndex;
                items.Add(new FormatItem(token, kind) { IsAttached = attached });
            }
        }

        return items;
    }

    private static void MarkStatements(List<FormatItem> items, List<IToken> filtered)
    {
        var starts = new HashSet<IToken>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < filtered.Count; i++)
        {
            if ((i == 0 || filtered[i - 1].Type is NEWLINE or LBRACE or BODY) && filtered[i].Type != RBRACE)
            {
                starts.Add(filtered[i]);
            }
        }

        foreach (var item in items)
        {
            item.StartsStatement = starts.Contains(item.Token);
        }

        // A line is joined only inside a statement.
        for (int i = items.Count - 1; i >= 0; i--)
        {
            bool inside = i > 0 && i + 1 < items.Count && items[i + 1].Kind == FormatKind.Code && !items[i + 1].StartsStatement && items[i + 1].Token.Type != RBRACE;
            if (items[i].Kind == FormatKind.Join && (!inside || items[i - 1].Kind == FormatKind.Comment || EndsBlockHeader(items[i + 1])))
            {
                items.RemoveAt(i);
            }
        }
    }

    /// <summary>What goes on the line before it anyway.</summary>
    private static bool EndsBlockHeader(FormatItem item) => item.Token.Type is LBRACE or BODY or ELSE;

    private static void MarkBlocks(List<FormatItem> items)
    {
        var open = new Stack<int>();
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Token.Type is LBRACE or BODY)
            {
                open.Push(i);
            }
            else if (items[i].Token.Type == RBRACE)
            {
                int start = open.Pop();
                items[start].IsOneLine = items[start].Line == items[i].Line || start == i - 1;
            }
        }
    }

    private static void MarkSettings(List<FormatItem> items)
    {
        bool inside = false;
        foreach (var item in items)
        {
            if (item.StartsStatement || item.Token.Type is LBRACE or BODY or CONTAINER or CGROUP)
            {
                inside = item.Token.Type is SCHED or MACHINE or JOB or JOBS or CONTAINER or CGROUP;
            }

            // What stands before the word is not its setting: let c = container web pids=20 { … }.
            item.InSettings = inside && item.Token.Type is not (CONTAINER or CGROUP);
        }
    }
}
