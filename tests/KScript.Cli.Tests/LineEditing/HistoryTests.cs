// The history: what is kept, how it is written, and several sessions with one file.
using KScript.Cli.LineEditing;

namespace KScript.Cli.Tests.LineEditing;

public sealed class HistoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kscript-history-").FullName;

    private string File => Path.Combine(folder, "state", "kscript", "history");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Not_everything_is_kept()
    {
        var history = new History();
        foreach (string text in (string[])["a", "a", " secret", "", "  ", "b\n", "a"])
        {
            history.Add(text);
        }

        Assert.Equal(["a", "b", "a"], history.Entries);
    }

    [Theory]
    [InlineData("a\nb", @"a\nb")]
    [InlineData(@"a\nb", @"a\\nb")]
    [InlineData("a\\\n\r", @"a\\\n\r")]
    [InlineData("你好", "你好")]
    public void An_entry_is_one_line(string entry, string line)
    {
        Assert.Equal(line, HistoryFile.Escape(entry));
        Assert.Equal(entry, HistoryFile.Unescape(line));
    }

    [Theory]
    [InlineData(@"a\", @"a\")]
    [InlineData(@"\x\n", "\\x\n")]
    public void A_line_that_was_not_written_by_us_is_read(string line, string entry) => Assert.Equal(entry, HistoryFile.Unescape(line));

    [Fact]
    public void Sessions_add_to_one_file()
    {
        var one = new History(File);
        var two = new History(File);
        one.Add("from one");
        two.Add("from two");
        one.Add("again\none");

        // Each sees what was there when it began to look, and its own.
        Assert.Equal(["from one", "again\none"], one.Entries);
        Assert.Equal(["from one", "from two", "again\none"], new History(File).Entries);
    }

    [Fact]
    public void Sessions_at_the_same_time_lose_nothing()
    {
        System.Threading.Tasks.Parallel.For(0, 8, session =>
        {
            var history = new History(File);
            for (int i = 0; i < 20; i++)
            {
                history.Add($"{session} {i}");
            }
        });

        var entries = new History(File).Entries;
        Assert.Equal(160, entries.Distinct().Count());
        for (int session = 0; session < 8; session++)
        {
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{session} {i}"), entries.Where(entry => entry.StartsWith($"{session} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Half_a_line_of_a_session_that_was_killed_harms_no_other()
    {
        new History(File).Add("whole");
        System.IO.File.AppendAllText(File, "hal");
        new History(File).Add("next");
        Assert.Equal(["whole", "hal", "next"], new History(File).Entries);
    }

    [Fact]
    public void A_file_that_has_grown_is_shortened()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        int count = (2 * History.Limit) + 1;
        System.IO.File.WriteAllLines(File, Enumerable.Range(0, count).Select(i => $"line {i}"));

        var history = new History(File);
        Assert.Equal(History.Limit, history.Entries.Count);
        Assert.Equal($"line {count - 1}", history.Entries[^1]);

        string[] lines = System.IO.File.ReadAllLines(File);
        Assert.Equal((History.Limit, $"line {count - History.Limit}"), (lines.Length, lines[0]));
        history.Add("new");
        Assert.Equal(History.Limit, history.Entries.Count);
    }

    [Fact]
    public void The_file_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new History(File).Add("a");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("fifo")]
    public void What_is_no_regular_file_is_not_read(string target)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        if (target == "fifo")
        {
            using var made = System.Diagnostics.Process.Start("mkfifo", [File]);
            made.WaitForExit();
        }
        else
        {
            System.IO.File.CreateSymbolicLink(File, target);
        }

        var history = new History(File);
        history.Add("a");
        history.Flush();
        Assert.Equal(["a"], history.Entries);
        Assert.Empty(new History(File).Entries);
    }

    [Fact]
    public void What_found_the_file_locked_is_written_with_the_next()
    {
        new History(File).Add("before");
        var history = new History(File);
        using (new FileStream(File + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            history.Add("while locked");
        }

        Assert.Equal(["before"], new History(File).Entries);
        history.Add("next");
        Assert.Equal(["before", "while locked", "next"], new History(File).Entries);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_leaves_a_history_in_memory()
    {
        string blocked = Path.Combine(folder, "file");
        System.IO.File.WriteAllText(blocked, "");
        var history = new History(Path.Combine(blocked, "kscript", "history"));
        history.Add("a");
        Assert.Equal(["a"], history.Entries);
    }
}
