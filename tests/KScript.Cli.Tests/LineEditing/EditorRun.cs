// The editor with a terminal of memory: what is typed is laid down in advance, in the pieces that reads are to give,
// with looks at the screen between them.
using System.Text;
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

internal sealed class FakeTerminal(int columns, int rows) : ITerminal
{
    private readonly Queue<(byte[] Bytes, Action? Action)> steps = [];
    private byte[] rest = [];
    private bool isResized;
    private bool isDiscarded;
    private bool isInterrupted;

    public VtScreen Screen { get; } = new(columns, rows);

    public StringBuilder Written { get; } = new();

    public int Writes { get; private set; }

    public bool IsRaw { get; private set; }

    public bool HasColours { get; init; } = true;

    public TerminalSize Size { get; private set; } = new(columns, rows);

    /// <summary>Bytes that one read gives.</summary>
    public void Send(byte[] bytes) => steps.Enqueue((bytes, null));

    /// <summary>Something to do when all before was dealt with, and the screen drawn.</summary>
    public void Then(Action action) => steps.Enqueue(([], action));

    public void Resize(int newColumns, int newRows)
    {
        Screen.Resize(newColumns);
        Size = new TerminalSize(newColumns, newRows);
        isResized = true;
    }

    /// <summary>Ctrl-C while the terminal makes a signal of it; the news may come when the next line has begun.</summary>
    public void Interrupt(bool isLate)
    {
        isInterrupted = isLate;
        isDiscarded = !isLate;
    }

    public bool TakeDiscard()
    {
        bool was = isDiscarded;
        isDiscarded = false;
        return was;
    }

    public void Enter() => IsRaw = true;

    public void Leave() => IsRaw = false;

    public void Suspend()
    {
    }

    public void Dispose()
    {
    }

    public void Write(ReadOnlySpan<char> text)
    {
        Writes++;
        Written.Append(text);
        Screen.Write(text.ToString());
    }

    public TerminalInput Read(Span<byte> buffer, int milliseconds, out int count)
    {
        count = 0;
        if (isInterrupted)
        {
            isInterrupted = false;
            isDiscarded = true;
            return TerminalInput.Interrupted;
        }

        while (rest.Length == 0)
        {
            if (isResized)
            {
                isResized = false;
                return TerminalInput.Resized;
            }

            if (steps.Count == 0)
            {
                return milliseconds < 0 ? TerminalInput.Ended : TerminalInput.Timeout;
            }

            // Whoever looks at the screen takes longer than a sequence does.
            if (milliseconds >= 0 && steps.Peek().Action is not null)
            {
                return TerminalInput.Timeout;
            }

            var step = steps.Dequeue();
            rest = step.Bytes;
            step.Action?.Invoke();
        }

        count = Math.Min(buffer.Length, rest.Length);
        rest.AsSpan(0, count).CopyTo(buffer);
        rest = rest[count..];
        return TerminalInput.Bytes;
    }
}

internal sealed class EditorRun : IDisposable
{
    public EditorRun(int columns = 40, int rows = 10, History? history = null, bool hasColours = true)
    {
        Terminal = new FakeTerminal(columns, rows) { HasColours = hasColours };
        Options = new LineReaderOptions { Continuation = new Braces(), Completer = new Words() };
        History = history ?? new History();
    }

    public FakeTerminal Terminal { get; }

    public LineReaderOptions Options { get; set; }

    public History History { get; }

    public VtScreen Screen => Terminal.Screen;

    private sealed class Braces : IContinuation
    {
        public Continuation Check(string text)
        {
            int depth = text.Count(letter => letter == '{') - text.Count(letter => letter == '}');
            return new Continuation(depth > 0, depth);
        }
    }

    private sealed class Words : ICompleter
    {
        private static readonly Candidate[] All =
            [new("wait", "waits", " "), new("waitid", "waits for one", "("), new("write", "", " "), new("yield", "gives way", " ")];

        public Completions Complete(string text, int cursor)
        {
            int start = text.LastIndexOfAny([' ', '\n'], Math.Max(0, cursor - 1), cursor) + 1;
            return new Completions(start, [.. All.Where(word => word.Text.StartsWith(text[start..cursor], StringComparison.Ordinal))]);
        }
    }

    /// <summary>Keys, each string in one read.</summary>
    public EditorRun Type(params string[] pieces)
    {
        foreach (string piece in pieces)
        {
            Terminal.Send(Encoding.UTF8.GetBytes(piece));
        }

        return this;
    }

    /// <summary>What is to be on the screen then; the bar is the cursor.</summary>
    public EditorRun See(params string[] rows)
    {
        Terminal.Then(() => Assert.Equal(rows, WithCursor()));
        return this;
    }

    public EditorRun Resize(int columns)
    {
        Terminal.Then(() => Terminal.Resize(columns, 10));
        return this;
    }

    /// <summary>Reads lines until the input is at its end.</summary>
    public List<LineResult> Read()
    {
        using var editor = new LineEditor(Terminal, History, Options);
        List<LineResult> results = [];
        do
        {
            results.Add(editor.Read("> "));
            Assert.False(Terminal.IsRaw);
        }
        while (results[^1].Outcome != LineOutcome.End);

        return results;
    }

    /// <summary>The only line of the run.</summary>
    public string ReadLine() => Assert.Single(Read(), result => result.Outcome == LineOutcome.Line).Text;

    public void Dispose() => Terminal.Dispose();

    private string[] WithCursor()
    {
        string[] rows = Screen.Rows;
        Array.Resize(ref rows, Math.Max(rows.Length, Screen.CursorRow + 1));
        string line = rows[Screen.CursorRow] ?? "";
        int at = 0;
        int width = 0;
        for (; width < Screen.CursorColumn && at < line.Length; at += Clusters.LengthAt(line, at))
        {
            width += Clusters.WidthAt(line, at, Clusters.LengthAt(line, at));
        }

        rows[Screen.CursorRow] = line[..at] + new string(' ', Math.Max(0, Screen.CursorColumn - width)) + "|" + line[at..];
        return [.. rows.Select(row => row ?? "")];
    }
}
