// Just enough of a language to try the editor on: a few words, braces, numbers.
using System.Globalization;
using System.Text;
using KScript.Cli.LineEditing;

namespace LineEditingDriver;

internal sealed class ToyLanguage : IHighlighter, ICompleter, IContinuation
{
    private static readonly Candidate[] Words =
    [
        new("fork", "a child that runs a block", " "),
        new("forkbomb", "forks for ever", " "),
        new("sleep", "waits for some ticks", " "),
        new("signal", "what a signal does", " "),
        new("until", "waits for a condition", " "),
        new("quantum", "the slice of a scheduler", "="),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<ColouredSpan> Highlight(string text)
    {
        List<ColouredSpan> spans = [];
        int start = 0;
        foreach (string word in text.Split(' ', '\n'))
        {
            if (Array.Exists(Words, row => row.Text == word))
            {
                spans.Add(new ColouredSpan(start, word.Length, SpanKind.Keyword));
            }
            else if (int.TryParse(word, CultureInfo.InvariantCulture, out _))
            {
                spans.Add(new ColouredSpan(start, word.Length, SpanKind.Number));
            }

            start += word.Length + 1;
        }

        return spans;
    }

    /// <inheritdoc/>
    public Completions Complete(string text, int cursor)
    {
        int start = text.LastIndexOfAny([' ', '\n'], Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1;
        string word = text[start..cursor];
        return new Completions(start, [.. Words.Where(row => row.Text.StartsWith(word, StringComparison.Ordinal))]);
    }

    /// <inheritdoc/>
    public Continuation Check(string text)
    {
        int depth = text.Count(letter => letter == '{') - text.Count(letter => letter == '}');
        return new Continuation(depth > 0, depth);
    }

    /// <summary>A text on one line of ASCII.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '\n' => "\\n",
                '"' => "\\\"",
                < ' ' or (>= '\x7F' and < '\xA0') or '\uFFFD' => $"\\u{(int)letter:X4}",
                _ => letter,
            });
        }

        return quoted.Append('"').ToString();
    }
}
