// What takes more than one key: blocks, pastes, wide characters, small and changing terminals, histories, and what
// must not break the terminal.
using System.Globalization;

namespace KScript.Terminal.Tests;

public class EditingTests
{
    [TmuxFact]
    public void A_block_is_indented_and_recalled_whole()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("fork {", "Enter", "sleep 1", "Enter", "}", "Enter");
        var screen = driver.Screen.WaitForRow("""=> "fork {\n    sleep 1\n}" """.Trim());
        Assert.Equal(["> fork {", "      sleep 1", "  }"], screen.Rows.Take(3));

        // The entry has three lines: twice up is within it; what is typed there goes there.
        driver.Screen.SendKeys("Up", "Up", "C-e", "2", "Enter");
        driver.Screen.WaitForRow("""=> "fork {\n    sleep 12\n}" """.Trim());
    }

    [TmuxFact]
    public void Tab_indents_a_line_of_a_block()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("{", "Enter", "C-u", "Tab", "Tab", "x");
        driver.Screen.WaitForLine("          x", 11);
    }

    [TmuxFact]
    public void A_bracketed_paste_is_text_until_Enter()
    {
        using var driver = new Driver();
        driver.Screen.Paste("one\n  two\tx\r\nthree\n");
        var screen = driver.Screen.WaitFor(screen => screen is { CursorRow: 3, CursorColumn: 2 }, "the line below the paste");
        Assert.Equal(["> one", "    two    x", "  three"], screen.Rows.Take(3));
        driver.Screen.SendKeys("Enter");
        driver.Screen.WaitForRow("""=> "one\n  two\u0009x\nthree\n" """.Trim());
    }

    [TmuxFact]
    public void Control_characters_of_a_paste_do_nothing()
    {
        using var driver = new Driver();
        driver.Screen.Paste("a\u0001\u0003\u0004\eb\u0007\u007F\u009Bc");
        driver.Screen.WaitForLine("> abc", 5);
        driver.Screen.SendKeys("Enter");
        driver.Screen.WaitForRow("=> \"abc\"");
    }

    [TmuxFact]
    public void A_paste_of_many_lines_is_not_lost()
    {
        using var driver = new Driver();
        string text = string.Join('\n', Enumerable.Range(1, 2000).Select(i => "line " + i.ToString(CultureInfo.InvariantCulture)));
        driver.Screen.Paste(text);
        var screen = driver.Screen.WaitForLine("  line 2000", 11);
        // A text that is taller than the screen shows its part with the cursor.
        Assert.Equal(Enumerable.Range(1981, 20).Select(i => $"  line {i}"), screen.Rows);
        driver.Screen.SendKeys("C-c");
        driver.Screen.WaitForRow("interrupted");
    }

    [TmuxFact]
    public void Keys_typed_ahead_are_not_lost()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("busy", "Enter");
        driver.Screen.WaitForRow("=> \"busy\"");
        driver.Screen.SendKeys("one", "Enter", "tw");
        driver.Screen.WaitForRow("=> \"one\"");
        driver.Screen.SendKeys("o", "Enter");
        driver.Screen.WaitForRow("=> \"two\"");
    }

    [TmuxTheory]
    [InlineData("a wide character", "你好", "> 你|好")]
    [InlineData("an accent that is a character of its own", "ae\u0301", "> a|e\u0301")]
    [InlineData("an emoji", "a\U0001F600b\U0001F600", "> a\U0001F600b|\U0001F600")]
    [InlineData("a letter of a syllabary", "한글", "> 한|글")]
    public void Left_goes_over_a_whole_character(string what, string typed, string expected)
    {
        using var driver = new Driver();
        driver.Screen.SendKeys(typed);
        driver.Screen.WaitForRow("> " + typed);
        driver.Screen.SendKeys("Left", "|");
        driver.Screen.WaitFor(screen => screen.CursorLine == expected, what);
        driver.Screen.SendKeys("DC", "Enter");
        driver.Screen.WaitForRow($"=> \"{expected[2..(expected.IndexOf('|', StringComparison.Ordinal) + 1)]}\"");
    }

    [TmuxFact]
    public void The_cursor_stands_behind_wide_characters()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("你好");
        driver.Screen.WaitForLine("> 你好", 2 + 4);
        driver.Screen.SendKeys("C-a", "C-f");
        driver.Screen.WaitForLine("> 你好", 2 + 2);
    }

    [TmuxFact]
    public void A_joined_emoji_does_not_shift_what_follows()
    {
        using var driver = new Driver();
        // Woman, joiner, computer: one cluster, of two columns as it is counted here and in tmux.
        driver.Screen.SendKeys("\U0001F469\u200D\U0001F4BBxy", "Left", "BSpace", "|");
        driver.Screen.WaitFor(screen => screen.CursorLine.EndsWith("|y", StringComparison.Ordinal) && screen.CursorColumn == 2 + 2 + 1, "one character less");
    }

    [TmuxFact]
    public void Forty_columns_wrap()
    {
        using var driver = new Driver(columns: 40);
        // 38 columns are left behind the prompt.
        driver.Screen.SendKeys(new string('a', 38));
        driver.Screen.WaitFor(screen => screen.Rows[0] == "> " + new string('a', 38) && screen is { CursorRow: 1, CursorColumn: 0 }, "the cursor in the next row");
        driver.Screen.SendKeys("Left");
        driver.Screen.WaitFor(screen => screen is { CursorRow: 0, CursorColumn: 39 }, "the cursor in the last column");
        driver.Screen.SendKeys("C-e", "bcd", "Left", "Left", "BSpace", "BSpace");
        var screen = driver.Screen.WaitFor(screen => screen.Rows[1] == "d" || screen.Rows[0].EndsWith("ac", StringComparison.Ordinal), "two characters less");
        Assert.Equal(("> " + new string('a', 37) + "c", "d", 0, 39), (screen.Rows[0], screen.Rows[1], screen.CursorRow, screen.CursorColumn));
        driver.Screen.SendKeys("Enter");
        screen = driver.Screen.WaitForRow("""=> "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""");
        Assert.Equal("acd\"", screen.Rows[3]);
    }

    [TmuxFact]
    public void A_wide_character_goes_to_the_next_row_whole()
    {
        using var driver = new Driver(columns: 40);
        driver.Screen.SendKeys(new string('a', 37) + "你b");
        var screen = driver.Screen.WaitFor(screen => screen is { CursorRow: 1, CursorColumn: 3 }, "the cursor behind it");
        Assert.Equal(["> " + new string('a', 37), "你b"], screen.Rows.Take(2));
    }

    [TmuxFact]
    public void A_resize_redraws()
    {
        using var driver = new Driver(columns: 60);
        string all = "> " + string.Concat(Enumerable.Range(0, 100).Select(i => (char)('a' + (i % 26))));
        driver.Screen.SendKeys("one", "Enter", all[2..], "Left", "Left");
        driver.Screen.WaitFor(screen => screen.Rows[3] == all[60..], "two rows");
        foreach (int columns in (int[])[40, 75, 50])
        {
            driver.Screen.Resize(columns, 20);
            // A key, so that what is seen was drawn at this size, and not only reflowed by the terminal.
            driver.Screen.SendKeys("|");
            int cursor = all.Length - 1;
            all = all[..^2] + "|" + all[^2..];
            string[] rows = [.. all.Chunk(columns).Select(row => new string(row))];
            driver.Screen.WaitFor(
                screen =>
                {
                    // What was printed before stays above, wherever the terminal has scrolled it.
                    int top = Array.IndexOf(screen.Rows, "=> \"one\"") + 1;
                    return top > 0 && screen.Rows[top..].Take(rows.Length).SequenceEqual(rows)
                        && screen.Rows[(top + rows.Length)..].All(row => row.Length == 0)
                        && (screen.CursorRow, screen.CursorColumn) == (top + (cursor / columns), cursor % columns);
                },
                $"the text at {columns} columns");
        }
    }

    [TmuxFact]
    public void A_list_fits_forty_columns()
    {
        using var driver = new Driver(columns: 40);
        driver.Screen.SendKeys("s", "Tab", "Tab");
        var screen = driver.Screen.WaitForRow("sleep   waits for some ticks");
        Assert.Equal("signal  what a signal does", screen.Rows[2]);
        driver.Screen.Resize(20, 20);
        screen = driver.Screen.WaitForRow("sleep   waits for s…");
        Assert.Equal("> s", screen.Rows[0]);
    }

    [TmuxFact]
    public void The_history_is_kept_between_runs()
    {
        string state = Driver.TemporaryFolder();
        using (var driver = new Driver(state: state))
        {
            driver.Screen.SendKeys("kept", "Enter", " secret", "Enter", "{", "Enter", "}", "Enter", "{", "Enter", "}", "Enter", "C-d");
            driver.Screen.WaitFor(screen => screen.IsDead, "the end of the program");
        }

        Assert.Equal(["kept", """{\n}"""], File.ReadAllLines(Path.Combine(state, "kscript", "history")));
        using (var driver = new Driver(state: state))
        {
            driver.Screen.SendKeys("Up", "Up", "Up", "|");
            driver.Screen.WaitForLine("> kept|", 7);
        }

        Directory.Delete(state, recursive: true);
    }

    [TmuxFact]
    public void A_state_folder_that_cannot_be_used_is_no_matter()
    {
        using var driver = new Driver(state: "/dev/null/no");
        driver.Screen.SendKeys("one", "Enter", "Up", "|");
        driver.Screen.WaitForLine("> one|", 6);
    }

    [TmuxFact]
    public void The_text_has_colours_and_the_hint_is_dim()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("fork 12 and more", "Enter", "fork 12");
        driver.Screen.WaitForLine("> fork 12 and more", 9);
        string row = driver.Screen.CaptureWithColours().Split('\n')[2];
        // Bold blue, yellow, grey.
        Assert.Contains("\e[34mfork\e[0m", row, StringComparison.Ordinal);
        Assert.Contains("\e[33m12", row, StringComparison.Ordinal);
        Assert.Contains("\e[90m and more", row, StringComparison.Ordinal);
    }

    [TmuxFact]
    public void NO_COLOR_means_none()
    {
        using var driver = new Driver(environment: ("NO_COLOR", "1"));
        driver.Screen.SendKeys("fork 12 and more", "Enter", "fork 12");
        driver.Screen.WaitForLine("> fork 12 and more", 9);
        string row = driver.Screen.CaptureWithColours().Split('\n')[2];
        Assert.Equal("> fork 12\e[2m and more", row);
    }

    [TmuxFact]
    public void A_dumb_terminal_reads_plain_lines()
    {
        using var driver = new Driver(environment: ("TERM", "dumb"));
        driver.Screen.SendKeys("fork {", "Enter", "}", "Enter");
        var screen = driver.Screen.WaitForRow("""=> "fork {\n}" """.Trim());
        Assert.Equal(["> fork {", "...> }"], screen.Rows.Take(2));
    }

    [TmuxTheory]
    [InlineData("\e[17~")]
    [InlineData("\e[1;2P")]
    [InlineData("\e[[A")]
    [InlineData("\eOP")]
    [InlineData("\e[?62;22c")]
    [InlineData("\e[12;40R")]
    [InlineData("\e]11;rgb:0000/0000/0000\u0007")]
    [InlineData("\e]11;rgb:0000/0000/0000\e\\")]
    [InlineData("\eP>|XTerm(370)\e\\")]
    [InlineData("\e_Gi=31;OK\e\\")]
    [InlineData("\e[<0;10;10M")]
    [InlineData("\e[M !!")]
    public void Unknown_sequences_are_swallowed_whole(string sequence)
    {
        using var driver = new Driver();
        driver.Screen.SendBytes(System.Text.Encoding.ASCII.GetBytes($"a{sequence}b\r"));
        driver.Screen.WaitForText("=> \"ab\"");
    }

    [TmuxFact]
    public void Random_bytes_do_no_harm()
    {
        // The same bytes in each run.
        uint state = 12345;
        byte[] bytes = [.. Enumerable.Range(0, 3000).Select(_ => (byte)((state = (state * 1664525) + 1013904223) >> 24))];
        // Ctrl-D leaves and Ctrl-Z stops: that is no harm, but ends the test.
        bytes = [.. bytes.Where(value => value is not (0x04 or 0x1A))];
        using var driver = new Driver();
        foreach (byte[] part in bytes.Chunk(500))
        {
            driver.Screen.SendBytes(part);
        }

        driver.Screen.SendBytes("\e[201~"u8);
        driver.Screen.SendKeys("C-g", "C-c", "C-c", "C-l", "fine", "Enter");
        var screen = driver.Screen.WaitForRow("=> \"fine\"");
        Assert.Equal("> fine", screen.Rows[Array.IndexOf(screen.Rows, "=> \"fine\"") - 1]);
    }

    [TmuxTheory]
    [InlineData("leaving", "C-d")]
    [InlineData("an exception", "crash", "Enter")]
    public void The_terminal_is_restored_after(string what, params string[] keys)
    {
        using var driver = Driver.InShell("""
            before=$(stty -g)
            "$@" 2>/dev/null
            [ "$before" = "$(stty -g)" ] && echo restored
            """);
        driver.Screen.SendKeys(keys);
        driver.Screen.WaitFor(screen => screen.HasRow("restored"), "a terminal as before, after " + what);
    }

    [TmuxTheory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void The_terminal_is_restored_after_a_deadly_signal(string signal)
    {
        using var driver = Driver.InShell($$"""
            before=$(stty -g)
            (sleep 0.3; pkill -{{signal}} -P $$ dotnet) &
            "$@" 2>/dev/null
            [ "$before" = "$(stty -g)" ] && echo restored
            """);
        driver.Screen.WaitForText("restored");
    }

    [TmuxFact]
    public void SIGINT_from_elsewhere_drops_the_line_and_SIGQUIT_does_nothing()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("abc");
        driver.Screen.WaitForLine("> abc", 5);
        string process = driver.Screen.Ask("pane_pid");
        System.Diagnostics.Process.Start("kill", ["-QUIT", process]).WaitForExit();
        System.Diagnostics.Process.Start("kill", ["-INT", process]).WaitForExit();
        driver.Screen.WaitForRow("interrupted");
        driver.Screen.SendKeys("d", "Enter");
        driver.Screen.WaitForRow("=> \"d\"");
    }

    [TmuxFact]
    public void A_process_that_was_stopped_from_elsewhere_goes_on()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("abc");
        driver.Screen.WaitForLine("> abc", 5);
        string process = driver.Screen.Ask("pane_pid");
        System.Diagnostics.Process.Start("kill", ["-STOP", process]).WaitForExit();
        System.Diagnostics.Process.Start("kill", ["-CONT", process]).WaitForExit();
        driver.Screen.SendKeys("Left", "x");
        driver.Screen.WaitForLine("> abxc", 5);
        driver.Screen.SendKeys("C-u", "ok", "Enter");
        driver.Screen.WaitForRow("=> \"okc\"");
    }

    [TmuxFact]
    public void Waiting_for_a_key_uses_no_CPU()
    {
        using var driver = new Driver();
        driver.Screen.SendKeys("abc");
        driver.Screen.WaitForLine("> abc", 5);
        // It sleeps in the kernel, in a call without a time limit: poll is call 7 on x64, and its third argument -1.
        string process = driver.Screen.Ask("pane_pid");
        string[] call = File.ReadAllText($"/proc/{process}/syscall").Split(' ');
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64)
        {
            Assert.Equal(("7", "0xffffffff"), (call[0], call[3]));
        }
    }
}
