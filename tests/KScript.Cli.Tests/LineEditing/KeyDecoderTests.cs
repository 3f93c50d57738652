// What terminals send, and which keys it is: xterm's ctlseqs, with rxvt's, the Linux console's and the 'CSI u' spellings.
using System.Text;
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

public class KeyDecoderTests
{
    [Theory]
    [InlineData("\u0001", "Ctrl-A")]
    [InlineData("\u001F", "Ctrl-_")]
    [InlineData("\r", "Enter")]
    [InlineData("\n", "Enter")]
    [InlineData("\t", "Tab")]
    [InlineData("\u0008", "Backspace")]
    [InlineData("\u007F", "Backspace")]
    [InlineData("\e", "Escape")]
    [InlineData("\e\e", "Escape Escape")]
    [InlineData("\eb", "Alt-B")]
    [InlineData("\eB", "Alt-B")]
    [InlineData("\e<", "Alt-<")]
    [InlineData("\e\u007F", "Alt-Backspace")]
    [InlineData("\e\r", "Alt-Enter")]
    [InlineData("\eO", "Alt-O")]
    [InlineData("\eP", "Alt-P")]
    [InlineData("\e]", "Alt-]")]
    [InlineData("\e[A", "Up")]
    [InlineData("\eOA", "Up")]
    [InlineData("\e\e[A", "Alt-Up")]
    [InlineData("\e[1;5C", "Ctrl-Right")]
    [InlineData("\e[1;3D", "Alt-Left")]
    [InlineData("\eO5C", "Ctrl-Right")]
    [InlineData("\eOc", "Ctrl-Right")]
    [InlineData("\e[H", "Home")]
    [InlineData("\e[1~", "Home")]
    [InlineData("\e[7~", "Home")]
    [InlineData("\e[F", "End")]
    [InlineData("\e[4~", "End")]
    [InlineData("\eOF", "End")]
    [InlineData("\e[3~", "Delete")]
    [InlineData("\e[3;5~", "Ctrl-Delete")]
    [InlineData("\e[3^", "Ctrl-Delete")]
    [InlineData("\e[Z", "Shift-Tab")]
    [InlineData("\e[97;5u", "Ctrl-A")]
    [InlineData("\e[97:65;5u", "Ctrl-A")]
    [InlineData("\e[27u", "Escape")]
    [InlineData("\e[27;5;97~", "Ctrl-A")]
    [InlineData("\e[17~", "Unknown")]
    [InlineData("\e[[A", "Unknown")]
    [InlineData("\e[?62;22c", "Unknown")]
    [InlineData("\e[99999999999999A", "Up")]
    [InlineData("\e[12\u0001", "Unknown Ctrl-A")]
    [InlineData("\e]0;title\u0007\u0001", "Ctrl-A")]
    [InlineData("\eP1$r\e\\\u0001", "Ctrl-A")]
    [InlineData("\e]0;title\u0001", "Alt-] '0;title' Ctrl-A")]
    [InlineData("aé你\U0001F600", "'aé你\U0001F600'")]
    [InlineData("a\u0085b", "'ab'")]
    [InlineData("\e[200~a\r\nb\rc\td\e[31m\u0003\e[201~e", "<a\nb\nc\td[31m> 'e'")]
    [InlineData("\e[201~", "Unknown")]
    public void Bytes_are_keys(string sent, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sent);
        Assert.Equal(expected, Decode(bytes));
        // Byte by byte: nothing depends on how the input is cut.
        Assert.Equal(expected.Replace("''", "", StringComparison.Ordinal), Join(Decode([.. bytes.Select(value => new[] { value })])));
    }

    [Theory]
    [InlineData(new byte[] { 0xC3, 0x28 }, "'\uFFFD('")]
    [InlineData(new byte[] { 0xE4, 0xBD }, "'\uFFFD'")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61 }, "'\uFFFD\uFFFDa'")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "'\uFFFD\uFFFD\uFFFD'")]
    [InlineData(new byte[] { 0xC3, 0x01 }, "'\uFFFD' Ctrl-A")]
    public void What_is_no_UTF_8_is_replaced(byte[] sent, string expected) => Assert.Equal(expected, Decode(sent));

    [Fact]
    public void A_paste_without_an_end_is_given_out_and_Ctrl_C_ends_it()
    {
        var terminal = new FakeTerminal(80, 24);
        terminal.Send("\e[200~abc"u8.ToArray());
        terminal.Then(() => { });
        terminal.Send("d\r"u8.ToArray());
        terminal.Then(() => { });
        terminal.Send([3]);
        terminal.Send("x\r"u8.ToArray());
        Assert.Equal("<abc> <d\n> Ctrl-C 'x' Enter", All(terminal));
    }

    private static string Decode(params byte[][] reads)
    {
        var terminal = new FakeTerminal(80, 24);
        foreach (byte[] read in reads)
        {
            terminal.Send(read);
        }

        return All(terminal);
    }

    private static string All(FakeTerminal terminal)
    {
        var decoder = new KeyDecoder(terminal);
        List<string> events = [];
        while (decoder.Next() is { Kind: not InputKind.Ended } input)
        {
            events.Add(input.Kind switch
            {
                InputKind.Text => $"'{input.Text}'",
                InputKind.Paste => $"<{input.Text}>",
                _ => input.Key.ToString(),
            });
        }

        return string.Join(' ', events);
    }

    // Runs of text that were cut are put together again.
    private static string Join(string events) => events.Replace("' '", "", StringComparison.Ordinal);
}
