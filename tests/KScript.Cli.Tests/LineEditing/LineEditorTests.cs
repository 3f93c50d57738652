// The editor on a screen of memory: what is typed, what is seen, what comes out. Every single key is tested through a
// real terminal, in KScript.Terminal.Tests.
using System.Text;
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

public class LineEditorTests
{
    private const string Up = "\e[A";
    private const string Left = "\e[D";
    private const string Home = "\e[H";

    [Fact]
    public void A_line_comes_out_as_typed()
    {
        using var run = new EditorRun();
        Assert.Equal([LineResult.Line("a"), LineResult.Line("bc"), LineResult.End], run.Type("a\rb", "c\r").Read());
    }

    [Theory]
    [InlineData("a\u0003b\r", "Interrupted:,Line:b,End:")]
    [InlineData("a\u0004\r\u0004", "Line:a,End:")]
    [InlineData("a\u0001\u0004\u0004", "End:")]
    [InlineData("", "End:")]
    public void A_line_ends_by_Enter_Ctrl_C_or_Ctrl_D(string typed, string expected)
    {
        using var run = new EditorRun();
        Assert.Equal(expected, string.Join(',', run.Type(typed).Read().Select(result => $"{result.Outcome}:{result.Text}")));
    }

    [Fact]
    public void A_block_is_indented_as_typed()
    {
        using var run = new EditorRun();
        run.Type("on x {\r").See("> on x {", "      |")
            .Type("if y {\r").See("> on x {", "      if y {", "          |")
            .Type("z\r}").See("> on x {", "      if y {", "          z", "      }|")
            .Type("\r}").See("> on x {", "      if y {", "          z", "      }", "  }|")
            .Type("\r");
        Assert.Equal("on x {\n    if y {\n        z\n    }\n}", run.ReadLine());
    }

    [Fact]
    public void Enter_before_a_brace_opens_a_line_at_its_level()
    {
        using var run = new EditorRun();
        run.Type("{\ra\r}", Left, "\e\r").See("> {", "      a", "", "  |}");
        run.Read();
    }

    [Fact]
    public void A_wide_character_at_the_edge_goes_to_the_next_row()
    {
        using var run = new EditorRun(columns: 12);
        run.Type("abcdefghi你").See("> abcdefghi", "你|").Type(Left, "\u007F").See("> abcdefgh|你").Type("\u0001").See("> |abcdefgh你");
        run.Read();
    }

    [Fact]
    public void The_cursor_behind_a_full_row_is_on_the_next()
    {
        using var run = new EditorRun(columns: 12);
        run.Type("abcdefghij").See("> abcdefghij", "|").Type("k").See("> abcdefghij", "k|").Type("\u007F").See("> abcdefghij", "|")
            .Type("\r").See("> abcdefghij", "> |");
        Assert.Equal("abcdefghij", run.ReadLine());
    }

    [Fact]
    public void A_text_taller_than_the_screen_scrolls_with_the_cursor()
    {
        using var run = new EditorRun(rows: 3);
        run.Type("\e[200~1\n2\n3\n4\n5\e[201~").See("  3", "  4", "  5|").Type(Up, Up, Up).See("  2|", "  3", "  4").Type(Up).See("> 1|", "  2", "  3");
        run.Read();
    }

    [Fact]
    public void A_hint_is_shown_and_taken()
    {
        using var run = new EditorRun();
        run.Type("wait 3 nohang\r", "wa").See("> wait 3 nohang", "> wa|it 3 nohang").Type("\ef").See("> wait 3 nohang", "> wait| 3 nohang")
            .Type("\u0005").See("> wait 3 nohang", "> wait 3 nohang|").Type("\u0003");
        run.Read();
    }

    [Fact]
    public void A_hint_is_no_part_of_the_line()
    {
        using var run = new EditorRun();
        run.Type("wait 3\r", "wa\r").See("> wait 3", "> wa", "> |");
        Assert.Equal([LineResult.Line("wait 3"), LineResult.Line("wa"), LineResult.End], run.Read());
    }

    [Fact]
    public void A_list_shows_chooses_and_closes()
    {
        using var run = new EditorRun();
        run.Type("wa\t").See("> wait|").Type("\t").See("> wait|", "wait    waits", "waitid  waits for one")
            .Type("\t", "\t").See("> waitid|", "wait    waits", "waitid  waits for one")
            .Type("\e").See("> wait|").Type("\t\t\t\t\r").See("> waitid(|").Type("\u001F").See("> wait|");
        run.Read();
    }

    [Fact]
    public void A_suffix_that_is_there_is_stepped_over()
    {
        using var run = new EditorRun();
        run.Type("yi x", Left, Left, "\t").See("> yield |x").Type("\u0003");
        run.Read();
    }

    [Fact]
    public void A_search_goes_letter_by_letter_and_back()
    {
        using var run = new EditorRun();
        run.Type("fork\rFirst\r", "x\u0012").See("> fork", "> First", "> x|", "search back:")
            .Type("f").See("> fork", "> First", "> |First", "search back: f").Type("o").See("> fork", "> First", "> |fork", "search back: fo")
            .Type("z").See("> fork", "> First", "> |fork", "failing search back: foz").Type("\u007F", "\u007F").See("> fork", "> First", "> |First", "search back: f")
            .Type("\u0007").See("> fork", "> First", "> x|").Type("\u0003");
        run.Read();
    }

    [Fact]
    public void Changes_of_recalled_entries_live_as_long_as_the_line()
    {
        using var run = new EditorRun();
        run.Type("one\rtwo\r", "new\u0010", "!\u0010\u000E").See("> one", "> two", "> two!|").Type("\u000E").See("> one", "> two", "> new|").Type("\u0003", Up).See("> one", "> two", "> new^C", "> two|");
        run.Read();
        Assert.Equal(["one", "two"], run.History.Entries);
    }

    [Theory]
    [InlineData(60, "> 0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC|")]
    [InlineData(20, "> 0123456789abcdefgh", "ijklmnopqrstuvwxyz01", "23456789ABC|")]
    [InlineData(25, "> 0123456789abcdefghijklm", "nopqrstuvwxyz0123456789AB", "C|")]
    [InlineData(30, "> 0123456789abcdefghijklmnopqr", "stuvwxyz0123456789ABC|")]
    public void A_resize_draws_the_text_anew_and_nothing_else(int columns, params string[] expected)
    {
        using var run = new EditorRun();
        run.Type("before\r", "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC").Resize(columns).See(["> before", .. expected])
            .Type("!").See(["> before", .. expected[..^1], expected[^1].Replace("|", "!|", StringComparison.Ordinal)]);
        run.Read();
    }

    [Fact]
    public void A_resize_before_its_notice_is_seen_too()
    {
        using var run = new EditorRun();
        run.Terminal.Send("abcdefghijklmnopqrstuvwxyz"u8.ToArray());
        run.Terminal.Then(() => run.Terminal.Resize(20, 10));
        run.Type(Home).See("> |abcdefghijklmnopqr", "stuvwxyz");
        run.Read();
    }

    [Fact]
    public void Each_key_is_written_in_one_piece()
    {
        using var run = new EditorRun();
        run.Type("a", "b", Left, "\t");
        run.Read();
        // The empty line, four keys but the Tab that changes nothing, and the end of the line.
        Assert.InRange(run.Terminal.Writes, 5, 8);
    }

    [Fact]
    public void A_key_in_the_middle_writes_what_follows_it_and_no_more()
    {
        using var run = new EditorRun();
        int before = 0;
        run.Type("0123456789012345678901234567890123", Left);
        run.Terminal.Then(() => before = run.Terminal.Written.Length);
        run.Type("x");
        run.Terminal.Then(() => Assert.InRange(run.Terminal.Written.Length - before, 2, 20));
        run.Read();
    }

    [Fact]
    public void A_megabyte_is_pasted_in_one_change()
    {
        using var run = new EditorRun();
        var counter = new CountingHighlighter();
        run.Options = run.Options with { Highlighter = counter };
        string line = new('x', 99);
        string text = string.Join('\n', Enumerable.Repeat(line, 10_000));
        byte[] bytes = Encoding.UTF8.GetBytes("\e[200~" + text + "\e[201~");
        // As a pseudo-terminal gives it.
        foreach (byte[] part in bytes.Chunk(4095))
        {
            run.Terminal.Send(part);
        }

        run.Type("\r");
        Assert.Equal(text, run.ReadLine());
        // The screen is drawn twice, not for each read; and only what is seen of it.
        Assert.InRange(run.Terminal.Written.Length, 1, 10_000);
        Assert.InRange(counter.Calls, 0, 3);
    }

    [Fact]
    public void NO_COLOR_leaves_no_colour()
    {
        using var run = new EditorRun(hasColours: false);
        run.Options = run.Options with { Highlighter = new CountingHighlighter() };
        run.Type("wait\r", "wa", "\u0012w");
        run.Read();
        string[] sequences = [.. System.Text.RegularExpressions.Regex.Matches(run.Terminal.Written.ToString(), @"\e\[([0-9;]*)m").Select(match => match.Groups[1].Value).Distinct()];
        Assert.All(sequences, sequence => Assert.Contains(sequence, (string[])["", "0;2", "0;7"]));
    }

    [Fact]
    public void Bad_spans_of_a_highlighter_are_clipped()
    {
        using var run = new EditorRun();
        run.Options = run.Options with { Highlighter = new CountingHighlighter() };
        Assert.Equal("wait", run.Type("wait\r").ReadLine());
    }

    private sealed class CountingHighlighter : IHighlighter
    {
        public int Calls { get; private set; }

        public IReadOnlyList<ColouredSpan> Highlight(string text)
        {
            Calls++;
            return [new(-5, 8, SpanKind.Keyword), new(2, int.MaxValue, SpanKind.Error), new(1000, 3, SpanKind.Number)];
        }
    }

    [Theory]
    [InlineData(false, "Line:one Line:fine End:")]
    [InlineData(true, "Line:one Interrupted: Line:fine End:")]
    public void Ctrl_C_between_lines_discards_what_was_typed_ahead_of_it(bool isLate, string expected)
    {
        var terminal = new FakeTerminal(40, 10);
        using var editor = new LineEditor(terminal, new History(), new LineReaderOptions());
        // All of it is read at once, with the line.
        terminal.Send("one\rtyped ahead \e[200~and pasted"u8.ToArray());
        var results = new List<LineResult> { editor.Read("> ") };
        terminal.Interrupt(isLate);
        terminal.Send("fine\r"u8.ToArray());
        do
        {
            results.Add(editor.Read("> "));
        }
        while (results[^1].Outcome != LineOutcome.End);

        Assert.Equal(expected, string.Join(' ', results.Select(result => $"{result.Outcome}:{result.Text}")));
    }
}
