// The line editor: keys in, a line out. What each key does is in KeyTable.cs; the commands are in the other parts of
// this class, the text in EditBuffer.cs, the screen in Screen/. The screen is drawn when all input that has come is
// dealt with, so that a paste is drawn once.
namespace KScript.Cli.LineEditing;

internal sealed partial class LineEditor : ILineReader
{
    private readonly ITerminal terminal;
    private readonly LineReaderOptions options;
    private readonly KeyDecoder decoder;
    private readonly ScreenWriter screen;
    private readonly FrameBuilder frames = new();
    private readonly EditBuffer buffer = new();
    private readonly KillRing kills = new();

    private string prompt = "";
    private TerminalSize size;
    private LineResult? result;
    private Chain previous;
    private HistoryWalk walk;
    private HistorySearch? search;
    private CompletionMenu? menu;

    public LineEditor(ITerminal terminal, History history, LineReaderOptions options)
    {
        this.terminal = terminal;
        this.options = options;
        History = history;
        decoder = new KeyDecoder(terminal);
        screen = new ScreenWriter(terminal);
        walk = new HistoryWalk(history);
    }

    /// <inheritdoc/>
    public History History { get; }

    /// <inheritdoc/>
    public LineResult Read(string prompt)
    {
        Begin(prompt);
        terminal.Enter();
        decoder.BeginLine();
        DiscardTypedAhead();
        try
        {
            screen.Start();
            while (result is null)
            {
                if (!decoder.HasInput)
                {
                    Draw();
                }

                Handle(decoder.Next());
            }

            DrawResult(result.Value.Outcome);
        }
        finally
        {
            terminal.Leave();
        }

        if (result is { Outcome: LineOutcome.Line, Text: var text })
        {
            History.Add(text);
        }

        return result.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        terminal.Dispose();
        History.Flush();
    }

    // Also where the signal is told only after the next line has begun.
    private void DiscardTypedAhead()
    {
        if (terminal.TakeDiscard())
        {
            decoder.DiscardTypedAhead();
        }
    }

    private void Begin(string newPrompt)
    {
        prompt = newPrompt;
        result = null;
        previous = Chain.None;
        search = null;
        menu = null;
        walk = new HistoryWalk(History);
        buffer.Reset();
        frames.Reset();
        size = SizeNow();
    }

    private void Handle(InputEvent input)
    {
        switch (input.Kind)
        {
            case InputKind.Key:
                Press(input.Key);
                break;
            case InputKind.Text when search is not null:
                search.Type(input.Text);
                break;
            case InputKind.Text:
                Type(input.Text);
                break;
            case InputKind.Paste:
                EndSearch();
                menu = null;
                previous = Chain.None;
                buffer.Insert(input.Text);
                break;
            case InputKind.Resized:
                // The next drawing looks.
                break;
            case InputKind.Resumed:
                terminal.Enter();
                size = SizeNow();
                screen.Start();
                break;
            case InputKind.Interrupted:
                DiscardTypedAhead();
                Interrupt();
                break;
            case InputKind.Ended:
                result = LineResult.End;
                break;
        }
    }

    // A search and a list have the first say about a key.
    private void Press(Key key)
    {
        if ((search is not null && PressInSearch(key)) || (menu is not null && PressInMenu(key)))
        {
            previous = Chain.None;
            return;
        }

        var binding = KeyTable.Find(key);
        binding?.Run(this);
        previous = binding?.Chain ?? Chain.None;
    }
}
