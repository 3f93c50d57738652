// Every key, typed in a real terminal. The last key of each row is a bar, so that the line shows where the cursor
// was; all keys come in one burst, as typed ahead. The history has the lines of the fixture.
namespace KScript.Terminal.Tests;

public sealed class KeyFixture : IDisposable
{
    private readonly Lazy<Driver> driver = new(() =>
    {
        var started = new Driver();
        started.Screen.SendKeys("first one", "Enter", "second two", "Enter", "third", "Enter");
        started.Screen.WaitForRow("=> \"third\"");
        return started;
    });

    public TmuxScreen Screen => driver.Value.Screen;

    public void Dispose()
    {
        if (driver.IsValueCreated)
        {
            driver.Value.Dispose();
        }
    }
}

public sealed class KeyTests(KeyFixture fixture) : IClassFixture<KeyFixture>
{
    [TmuxTheory]
    [InlineData("Ctrl-A", "> |abc", "abc", "C-a")]
    [InlineData("Home", "> |abc", "abc", "Home")]
    [InlineData("Ctrl-E", "> abc|", "abc", "C-a", "C-e")]
    [InlineData("End", "> abc|", "abc", "C-a", "End")]
    [InlineData("Ctrl-B", "> ab|c", "abc", "C-b")]
    [InlineData("Left", "> ab|c", "abc", "Left")]
    [InlineData("Ctrl-F", "> a|bc", "abc", "C-a", "C-f")]
    [InlineData("Right", "> a|bc", "abc", "C-a", "Right")]
    [InlineData("Alt-B", "> ab-|cd", "ab-cd", "M-b")]
    [InlineData("Ctrl-Left", "> ab-|cd", "ab-cd", "C-Left")]
    [InlineData("Alt-Left", "> ab-|cd", "ab-cd", "M-Left")]
    [InlineData("Alt-F", "> ab| cd", "ab cd", "C-a", "M-f")]
    [InlineData("Ctrl-Right", "> ab| cd", "ab cd", "C-a", "C-Right")]
    [InlineData("Alt-Right", "> ab| cd", "ab cd", "C-a", "M-Right")]
    [InlineData("Ctrl-H", "> ab|", "abc", "C-h")]
    [InlineData("Backspace", "> ab|", "abc", "BSpace")]
    [InlineData("Delete", "> |bc", "abc", "C-a", "DC")]
    [InlineData("Ctrl-D", "> |bc", "abc", "C-a", "C-d")]
    [InlineData("Ctrl-K", "> a|", "abc", "C-a", "C-f", "C-k")]
    [InlineData("Ctrl-U", "> |f", "abc def", "C-b", "C-u")]
    [InlineData("Ctrl-W", "> ab |", "ab c-d", "C-w")]
    [InlineData("Alt-D", "> | cd", "ab cd", "C-a", "M-d")]
    [InlineData("Ctrl-Delete", "> | cd", "ab cd", "C-a", "C-DC")]
    [InlineData("Alt-Backspace", "> ab c-|", "ab c-d", "M-BSpace")]
    [InlineData("Ctrl-Y", "> abcabc|", "abc", "C-u", "C-y", "C-y")]
    [InlineData("kills in a row are one", "> ab cd|", "ab cd", "C-w", "C-w", "C-y")]
    [InlineData("Alt-Y", "> two|", "one two", "C-w", "C-a", "C-e", "C-w", "C-y", "M-y")]
    [InlineData("Ctrl-T at the end", "> acb|", "abc", "C-t")]
    [InlineData("Ctrl-T in the middle", "> ba|c", "abc", "C-a", "C-f", "C-t")]
    [InlineData("Ctrl-_", "> abc |", "abc def", "C-_")]
    [InlineData("Ctrl-_ after a kill", "> abc def|", "abc def", "C-u", "C-_")]
    [InlineData("Ctrl-P", "> second two|", "C-p", "C-p")]
    [InlineData("Ctrl-N", "> third|", "C-p", "C-p", "C-n")]
    [InlineData("Ctrl-N comes back to the line", "> abc|", "abc", "C-p", "C-p", "C-n", "C-n")]
    [InlineData("Up", "> third|", "Up")]
    [InlineData("Up with a beginning", "> first one|", "f", "Up")]
    [InlineData("Down", "> third|", "Up", "Up", "Down")]
    [InlineData("Alt-<", "> first one|", "M-<")]
    [InlineData("Alt->", "> ab|", "ab", "M-<", "M->")]
    [InlineData("Ctrl-R", "> second two|", "C-r", "two", "C-e")]
    [InlineData("Ctrl-R goes to the match", "> second |two", "C-r", "two", "C-b", "C-f")]
    [InlineData("Ctrl-R again", "> first one|", "C-r", "o", "C-r", "C-e")]
    [InlineData("Ctrl-S", "> second two|", "C-r", "o", "C-r", "C-s", "C-e")]
    [InlineData("Backspace in a search", "> third|", "C-r", "tx", "BSpace", "C-e")]
    [InlineData("Ctrl-G", "> abc|", "abc", "C-r", "two", "C-g")]
    [InlineData("Right takes the hint", "> second two|", "sec", "Right")]
    [InlineData("End takes the hint", "> second two|", "sec", "End")]
    [InlineData("Ctrl-E takes the hint", "> second two|", "sec", "C-e")]
    [InlineData("Ctrl-F takes the hint", "> second two|", "sec", "C-f")]
    [InlineData("Alt-F takes a word of the hint", "> second|", "sec", "M-f")]
    [InlineData("Tab with one candidate", "> quantum=|", "qu", "Tab")]
    [InlineData("Tab with several", "> fork|", "fo", "Tab")]
    [InlineData("Tab goes through the list", "> forkbomb|", "fo", "Tab", "Tab", "Tab", "Tab")]
    [InlineData("Shift-Tab goes back", "> forkbomb|", "fo", "Tab", "Tab", "BTab")]
    [InlineData("Down in the list", "> forkbomb|", "fo", "Tab", "Tab", "Tab", "Down")]
    [InlineData("Enter chooses in the list", "> fork |", "fo", "Tab", "Tab", "Tab", "Enter")]
    [InlineData("Ctrl-G closes the list", "> fork|", "fo", "Tab", "Tab", "Tab", "Tab", "C-g")]
    [InlineData("Alt-Enter", "  |", "ab", "M-Enter")]
    public void The_key_does_what_the_manual_says(string key, string expected, params string[] keys)
    {
        fixture.Screen.SendKeys("C-c", "C-l");
        fixture.Screen.WaitFor(screen => screen is { CursorRow: 0, CursorLine: ">" }, "an empty screen before " + key);

        fixture.Screen.SendKeys([.. keys, "|"]);

        fixture.Screen.WaitForLine(expected, expected.IndexOf('|', StringComparison.Ordinal) + 1);
    }

    [TmuxFact]
    public void Enter_gives_the_line()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("abc", "Enter");
        driver.Screen.WaitForRow("=> \"abc\"");
    }

    [TmuxFact]
    public void Ctrl_C_drops_the_line()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("abc", "C-c");
        driver.Screen.WaitForRow("interrupted");
        var screen = driver.Screen.WaitForLine(">", 2);
        Assert.Equal(["> abc^C", "interrupted", ">"], screen.Rows.Take(3));
    }

    [TmuxFact]
    public void Ctrl_D_leaves_on_an_empty_line()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("a", "C-d", "BSpace", "C-d");
        var screen = driver.Screen.WaitFor(screen => screen.IsDead, "the end of the program");
        Assert.Equal([">", "end"], screen.Rows.Take(2));
    }

    [TmuxFact]
    public void Ctrl_L_clears_the_screen()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("one", "Enter", "abc", "Left", "C-l");
        var screen = driver.Screen.WaitFor(screen => screen is { CursorRow: 0, CursorLine: "> abc", CursorColumn: 4 }, "the line at the top");
        Assert.All(screen.Rows.Skip(1), Assert.Empty);
    }

    [TmuxFact]
    public void Ctrl_Z_stops_and_fg_goes_on()
    {
        using var driver = Driver.InShell("""
            set -m
            "$@" &
            fg >/dev/null
            echo "stopped, $(stty -a | grep -o '[ -]icanon')"
            read -r line
            fg >/dev/null
            """);
        driver.Screen.SendKeys("abc", "C-z");
        driver.Screen.WaitForRow("stopped,  icanon");
        driver.Screen.SendKeys("Enter");
        driver.Screen.WaitFor(screen => screen.CursorLine == "> abc" && screen.CursorRow > 1, "the line again");
        driver.Screen.SendKeys("Left", "x", "Enter");
        driver.Screen.WaitForRow("=> \"abxc\"");
    }

    [TmuxFact]
    public void Esc_closes_the_list_and_takes_the_choice_back()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("fo", "Tab", "Tab");
        var screen = driver.Screen.WaitForRow("forkbomb  forks for ever");
        Assert.Equal(["> fork", "fork      a child that runs a block", "forkbomb  forks for ever"], screen.Rows.Take(3));
        driver.Screen.SendKeys("Tab", "Tab");
        driver.Screen.WaitForLine("> forkbomb", 10);
        driver.Screen.SendKeys("Escape");
        screen = driver.Screen.WaitForLine("> fork", 6);
        Assert.All(screen.Rows.Skip(1), Assert.Empty);
    }

    [TmuxFact]
    public void Esc_gives_up_a_search()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("first one", "Enter", "abc", "Left", "C-r", "one");
        var screen = driver.Screen.WaitForText("search back: one");
        Assert.Equal(("> first one", 8), (screen.CursorLine, screen.CursorColumn));
        driver.Screen.SendKeys("Escape");
        screen = driver.Screen.WaitForLine("> abc", 4);
        Assert.False(screen.Contains("search"));
    }

    [TmuxFact]
    public void A_search_that_finds_nothing_says_so()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("one", "Enter", "C-r", "on", "zz");
        var screen = driver.Screen.WaitForText("failing search back: onzz");
        Assert.Equal("> one", screen.Rows[2]);
    }
}
