// Nothing typed ends or corrupts the editor: random bytes, random keys cut anywhere, on screens of any size. The
// screen of memory throws at any sequence that it does not know, so that no byte of the input gets through to the
// terminal.
using System.Text;
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

public class LineEditorRobustnessTests
{
    private static readonly string[] Pieces =
    [
        "a", "fork", " ", "{", "}", "\r", "\t", "\e[Z", "\u007F", "\e[D", "\e[C", "\e[A", "\e[B", "\u0001", "\u0005", "\u000B", "\u0015", "\u0017",
        "\u0019", "\ey", "\u0014", "\u001F", "\u0012", "\u0013", "\u0007", "\e", "\eb", "\ef", "\ed", "\e\u007F", "\u000C", "\u0003", "\e\r", "\u0010", "\u000E",
        "你", "e\u0301", "\U0001F600", "\e[200~x\ny\e[201~", "\e[200~", "\e[201~", "\e[1;5C", "\e[99;99X", "\e]0;x\u0007", "\ePq\e\\", "\u202E", "\u009B",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_bytes(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 50; i++)
        {
            byte[] bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            using var run = new EditorRun(random.Next(1, 60), random.Next(1, 12));
            foreach (byte[] part in bytes.Chunk(random.Next(1, 50)))
            {
                run.Terminal.Send(part);
            }

            Assert.Equal(LineOutcome.End, run.Read()[^1].Outcome);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Drawing_by_differences_gives_what_drawing_anew_gives(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 30; i++)
        {
            int columns = random.Next(12, 50);
            int rows = random.Next(3, 12);
            string[] keys = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pieces[random.Next(Pieces.Length)])];
            using var run = new EditorRun(columns, rows);
            (string[] Rows, int Row, int Column) before = ([], 0, 0);
            // Ends what is begun, a paste, a list or a search; then all is drawn again on an empty screen.
            run.Type(keys).Type("\e[201~", "\u0007").Terminal.Then(() => before = (run.Screen.Rows, run.Screen.CursorRow, run.Screen.CursorColumn));
            run.Type("\u000C").Terminal.Then(() =>
            {
                string[] anew = run.Screen.Rows;
                int above = before.Row - run.Screen.CursorRow;
                Assert.True(
                    above >= 0 && before.Column == run.Screen.CursorColumn && before.Rows.Skip(above).SequenceEqual(anew),
                    $"{string.Join(' ', keys.Select(Escape))} at {columns} columns:\n{string.Join('\n', before.Rows)}\n--\n{string.Join('\n', anew)}");
            });
            run.Read();
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
        {
            escaped.Append(letter is < ' ' or > '~' ? $"\\u{(int)letter:X4}" : letter.ToString());
        }

        return escaped.ToString();
    }
}
