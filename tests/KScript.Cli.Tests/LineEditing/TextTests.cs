// Widths, clusters, words, rows, and changes taken back.
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

public class TextTests
{
    // Unicode's EastAsianWidth.txt and general categories, looked up by hand.
    [Theory]
    [InlineData('a', 1)]
    [InlineData(0xE9, 1)]
    [InlineData(0x0301, 0)]
    [InlineData(0x0416, 1)]
    [InlineData(0x10FF, 1)]
    [InlineData(0x1100, 2)]
    [InlineData(0x115F, 2)]
    [InlineData(0x1160, 0)]
    [InlineData(0x2019, 1)]
    [InlineData(0x200B, 0)]
    [InlineData(0x2329, 2)]
    [InlineData(0x231C, 1)]
    [InlineData(0x2705, 2)]
    [InlineData(0x2706, 1)]
    [InlineData(0x3000, 2)]
    [InlineData(0x303F, 1)]
    [InlineData(0x4E2D, 2)]
    [InlineData(0xAC00, 2)]
    [InlineData(0xD7A3, 2)]
    [InlineData(0xFF21, 2)]
    [InlineData(0xFF71, 1)]
    [InlineData(0x1F1E6, 1)]
    [InlineData(0x1F600, 2)]
    [InlineData(0x20000, 2)]
    [InlineData(0x3FFFD, 2)]
    [InlineData(0xE0001, 0)]
    [InlineData(0x10FFFD, 1)]
    public void A_code_point_takes_columns(int codePoint, int columns) => Assert.Equal(columns, CellWidth.Of(codePoint));

    [Theory]
    [InlineData("e\u0301", "e\u0301", 1)]
    [InlineData("\U0001F469\u200D\U0001F4BB", "\U0001F469\u200D\U0001F4BB", 2)]
    [InlineData("\U0001F44D\U0001F3FD", "\U0001F44D\U0001F3FD", 2)]
    [InlineData("\U0001F1E9\U0001F1EA", "\U0001F1E9\U0001F1EA", 2)]
    [InlineData("\u2764\uFE0F", "\u2764\uFE0F", 2)]
    [InlineData("\u1112\u1161\u11AB", "\u1112\u1161\u11AB", 2)]
    [InlineData("\t", "    ", 4)]
    [InlineData("\e", "^[", 2)]
    [InlineData("\u007F", "^?", 2)]
    [InlineData("\u0301", " \u0301", 1)]
    [InlineData("\u202E", "\uFFFD", 1)]
    [InlineData("\u0090", "\uFFFD", 1)]
    public void A_cluster_is_shown(string cluster, string text, int columns)
    {
        Assert.Equal(cluster.Length, Clusters.LengthAt(cluster + "x", 0));
        Assert.Equal(new Shown(text, columns), Clusters.ShownAt(cluster, 0, cluster.Length));
        Assert.Equal(columns, Clusters.WidthAt(cluster, 0, cluster.Length));
        Assert.Equal(1, Clusters.Previous("\n" + cluster, 1 + cluster.Length));
    }

    [Fact]
    public void Half_a_character_is_shown_as_unknown() => Assert.Equal(new Shown("\uFFFD", 1), Clusters.ShownAt("\uD83D", 0, 1));

    [Theory]
    [InlineData("ab", 2, 1)]
    [InlineData("a\U0001F600", 3, 1)]
    [InlineData("你好", 2, 1)]
    [InlineData("a\n", 2, 1)]
    [InlineData("", 0, 0)]
    public void The_cluster_before(string text, int index, int expected) => Assert.Equal(expected, Clusters.Previous(text, index));

    [Theory]
    [InlineData("ab cd-ef", 8, 6, 3)]
    [InlineData("ab  ", 4, 0, 0)]
    [InlineData("x\ny", 3, 2, 2)]
    [InlineData("ae\u0301b", 4, 0, 0)]
    public void Words_to_the_left(string text, int index, int word, int blankWord) =>
        Assert.Equal((word, blankWord), (Motions.WordLeft(text, index), Motions.BlankWordLeft(text, index)));

    [Theory]
    [InlineData("ab cd", 0, 2)]
    [InlineData("ab cd", 2, 5)]
    [InlineData("--", 0, 2)]
    [InlineData("", 0, 0)]
    public void A_word_to_the_right(string text, int index, int expected) => Assert.Equal(expected, Motions.WordRight(text, index));

    [Theory]
    [InlineData("", 0, "0-0", 0, 2)]
    [InlineData("abc", 3, "0-3", 0, 5)]
    [InlineData("12345678", 8, "0-8 8-8w", 1, 0)]
    [InlineData("12345678", 7, "0-8", 0, 9)]
    [InlineData("123456789", 9, "0-8 8-9w", 1, 1)]
    [InlineData("123456789", 8, "0-8 8-9w", 1, 0)]
    [InlineData("1234567你", 8, "0-7 7-8w", 1, 2)]
    [InlineData("1234567你", 7, "0-7 7-8w", 1, 0)]
    [InlineData("a\nb\n", 4, "0-1 2-3 4-4", 2, 2)]
    [InlineData("12345678\nb", 8, "0-8 8-8w 9-10", 1, 0)]
    [InlineData("12345678\nb", -1, "0-8 9-10", 1, 3)]
    public void Rows_of_ten_columns_with_a_prompt_of_two(string text, int cursor, string rows, int row, int column)
    {
        var layout = Layout.Of(text, cursor, 10, 2, 2);
        Assert.Equal(rows, string.Join(' ', layout.Rows.Select(r => $"{r.Start}-{r.End}{(r.IsWrapped ? "w" : "")}")));
        Assert.Equal((row, column), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void Typing_is_taken_back_by_words()
    {
        var buffer = new EditBuffer();
        foreach (char letter in "one two")
        {
            buffer.Type(letter.ToString());
        }

        buffer.Undo();
        Assert.Equal("one ", buffer.Text);
        buffer.Undo();
        buffer.Undo();
        Assert.Equal(("", 0), (buffer.Text, buffer.Cursor));
    }

    [Fact]
    public void A_burst_is_taken_back_as_typing_is()
    {
        var buffer = new EditBuffer();
        buffer.Type("one two");
        buffer.Undo();
        Assert.Equal("one ", buffer.Text);
    }

    [Fact]
    public void All_changes_can_be_taken_back()
    {
        var random = new Random(7);
        var buffer = new EditBuffer();
        for (int i = 0; i < 500; i++)
        {
            int start = random.Next(buffer.Text.Length + 1);
            int length = random.Next(Math.Min(5, buffer.Text.Length - start) + 1);
            buffer.MoveTo(start);
            if (random.Next(2) == 0)
            {
                buffer.Type("ab "[..random.Next(4)]);
            }
            else
            {
                buffer.Replace(start, length, "xyz"[..random.Next(4)]);
            }
        }

        for (int i = 0; i < 2000; i++)
        {
            buffer.Undo();
            Assert.InRange(buffer.Cursor, 0, buffer.Text.Length);
        }

        Assert.Equal("", buffer.Text);
    }

    [Fact]
    public void Plain_lines_are_joined_while_they_are_unfinished()
    {
        using var prompts = new MemoryStream();
        using var reader = new PlainLineReader(new MemoryStream("a\r\n(\nb\n)\n(\n"u8.ToArray()), prompts, new Parentheses());
        Assert.Equal([LineResult.Line("a"), LineResult.Line("(\nb\n)"), LineResult.Line("("), LineResult.End], Enumerable.Range(0, 4).Select(_ => reader.Read("> ")));
        Assert.Equal("> > ...> ...> > ...> > ", System.Text.Encoding.UTF8.GetString(prompts.ToArray()));
    }

    private sealed class Parentheses : IContinuation
    {
        public Continuation Check(string text)
        {
            int depth = text.Count(letter => letter == '(') - text.Count(letter => letter == ')');
            return new Continuation(depth > 0, depth);
        }
    }
}
