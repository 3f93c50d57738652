// What the line editor asks the REPL: colours, whether an input is whole, and what Tab may complete.
using System.Globalization;
using KScript.Cli.LineEditing;
using KScript.Cli.Repl.Tour;
using KScript.Interpreter.Importing;
using KScript.Workbench.Live;
using KScript.Interpreter.Parsing;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>Colours and continuation.</summary>
internal sealed class ReplEditing : IHighlighter, IContinuation
{
    private static readonly HashSet<string> Calls = [.. Vocabulary.Statements.Concat(Vocabulary.Expressions).Select(word => word.Text)];

    /// <inheritdoc/>
    public IReadOnlyList<ColouredSpan> Highlight(string text)
    {
        int start = text.Length - text.TrimStart().Length;
        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        bool isCommand = start < text.Length && text[start] is ':' or '@';
        var spans = new List<ColouredSpan>();
        foreach (var (span, colour) in Colouring.Of(isCommand ? new string(' ', end) + text[end..] : text))
        {
            spans.Add(new ColouredSpan(span.Start, span.Length, KindOf(colour, text.AsSpan(span.Start, Math.Min(span.Length, text.Length - span.Start)))));
        }

        if (isCommand)
        {
            spans.Add(new ColouredSpan(start, end - start, SpanKind.Command));
        }

        return spans;
    }

    /// <inheritdoc/>
    public Continuation Check(string text) => new(ReplLoop.IsUnfinished(text), Colouring.DepthOf(text));

    private static SpanKind KindOf(TokenColour colour, ReadOnlySpan<char> text) => colour switch
    {
        TokenColour.Keyword => SpanKind.Keyword,
        TokenColour.Name => Calls.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) ? SpanKind.Call : SpanKind.Variable,
        TokenColour.Signal => SpanKind.Signal,
        TokenColour.Number => SpanKind.Number,
        TokenColour.String => SpanKind.String,
        TokenColour.Comment => SpanKind.Comment,
        TokenColour.Wrong => SpanKind.Error,
    };
}

/// <summary>Tab.</summary>
internal sealed class ReplCompleter(ReplShell shell) : ICompleter
{
    /// <summary>Calls whose argument is a pid, beside `wait` and `@`.</summary>
    private static readonly string[] PidWords =
    [
        "kill", "wait", "waitpid", "state", "ppid", "children", "alive", "reaped", "getpgid", "getsid", "setpgid", "sigqueue",
        ":use", ":signals", ":fds", ":vars", ":explain",
    ];

    private static readonly string[] SignalWords = ["block", "unblock", "sigsuspend", "sigwaitinfo", "sigwait", "signal", "on", "raise", "sigaction"];

    /// <inheritdoc/>
    public Completions Complete(string text, int cursor)
    {
        string before = text[..cursor];
        int start = cursor;
        while (start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] == '_'))
        {
            start--;
        }

        if (start > 0 && before[start - 1] is ':' or '@' && before[..(start - 1)].Trim().Length == 0)
        {
            return before[start - 1] == ':' ? new Completions(start - 1, Matching(before[(start - 1)..], ColonCommands())) : new Completions(start, Matching(before[start..], Pids()));
        }

        string typed = before[start..];
        return new Completions(start, Matching(typed, Proposals(before[..start])));
    }

    private IEnumerable<Word> Proposals(string before)
    {
        string statement = before[(before.LastIndexOfAny([';', '{', '}', '\n']) + 1)..].TrimStart();
        if (statement.StartsWith('@'))
        {
            int space = statement.IndexOf(' ', StringComparison.Ordinal);
            statement = space < 0 ? "" : statement[(space + 1)..].TrimStart();
        }

        string[] words = statement.Split([' ', '(', ',', '='], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return Vocabulary.Statements.Concat(Variables()).Concat(Functions());
        }

        string first = words[0], last = words[^1];
        return first switch
        {
            "sched" => words.Length == 1 ? Vocabulary.Policies : Vocabulary.Keys(words[1]),
            "machine" => Vocabulary.Keys(""),
            "import" => Library.Names.Select(name => new Word(name, "of the library", "")),
            ":trace" or ":set" when words.Length == 1 => first == ":set" ? SetKeys : Levels,
            ":set" when words[1] == "trace" => Levels,
            ":set" when words[1] == "lang" => [new Word("en", "English"), new Word("zh", "Chinese")],
            ":help" => ColonCommands().Select(word => word with { Text = word.Text[1..], Follows = "" }),
            ":break" or ":last" when words.Length == 1 => EventSpec.Words.Select(word => new Word(word.Word, word.Meaning)).Concat(Vocabulary.Expressions),
            ":tour" => TourCommand.Arguments.Select(word => new Word(word, "", "")),
            ":switch" or ":diff" or ":branch" => shell.Session.Branches.Select(branch => new Word(branch.Name, "", "")),
            _ when SignalWords.Contains(first) && words.Length == 1 => Vocabulary.Signals,
            "kill" when words.Length == 2 => Vocabulary.Signals,
            _ when PidWords.Contains(last) => Pids().Concat(Variables()).Concat(first == "wait" ? Vocabulary.WaitFlags : []),
            "wait" => Vocabulary.WaitFlags,
            _ => Vocabulary.Expressions.Concat(Variables()).Concat(Functions()).Concat(Vocabulary.Signals),
        };
    }

    /// <summary>What the session declares, and what it has imported.</summary>
    private IEnumerable<Word> Functions() =>
        DeclaredFunctions.Of(shell.Session).Select(function => new Word(function.Name, function.File is null ? function.Usage : $"{function.Usage}, of {function.File}", "("));

    private static readonly Word[] SetKeys = [new("trace", "which events are shown"), new("width", "columns of charts"), new("lang", "the language of the tour")];

    private static IEnumerable<Word> Levels => TraceLevelTable.Words.ToArray().Select(word => new Word(word, "", ""));

    private static IEnumerable<Word> ColonCommands() => ReplCommandTable.Rows.Select(row => new Word(":" + row.Name, row.Summary, row.Usage.Length == 0 ? "" : " "));

    private IEnumerable<Word> Variables() => shell.Session.VariableNames().Select(name => new Word(name, "variable", ""));

    private IEnumerable<Word> Pids() => shell.Session.View.Processes().Select(p =>
        new Word(p.Pid.ToString(CultureInfo.InvariantCulture), $"{p.Name}, {Waiting.Doing(shell.Session.View, p.Pid)}"));

    private static Candidate[] Matching(string typed, IEnumerable<Word> words) =>
    [
        .. words.Where(word => word.Text.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(word => word.Text)
            .Select(word => new Candidate(word.Text, word.About, word.Follows)),
    ];
}
