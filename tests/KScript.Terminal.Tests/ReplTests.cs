// The real `kscript` in a terminal: what its user sees and types. What the line editor does by itself is tested with its driver.
using System.Runtime.CompilerServices;

namespace KScript.Terminal.Tests;

public class ReplTests
{
    [TmuxFact]
    public void The_prompt_tells_time_and_process_and_Ctrl_D_leaves()
    {
        using var repl = new Repl();
        repl.Do("fork", "t=0 main[2]> ");
        repl.Do("@3 sleep 5", "t=0 main[2]> ");
        repl.Do("wait", "t=5 main[3]> ");
        repl.Do(":undo", "t=0 main[2] (past)> ");
        repl.Screen.SendKeys("C-d");
        repl.Screen.WaitFor(screen => screen.IsDead, "the end of the program");
    }

    [TmuxFact]
    public void A_block_goes_on_indented_and_is_run_whole()
    {
        using var repl = new Repl();
        repl.Screen.SendKeys("fork {", "Enter", "exit 7", "Enter", "}");
        var screen = repl.Screen.WaitFor(screen => screen.CursorLine.Trim() == "...> }", "the end of the block");
        int end = Array.FindIndex(screen.Rows, row => row.Trim() == "...> }");
        string more = "...> ".PadLeft(Repl.FirstPrompt.Length);
        Assert.Equal([Repl.FirstPrompt + "fork {", more + "    exit 7", more + "}"], screen.Rows[(end - 2)..(end + 1)]);
        repl.Do("", Repl.FirstPrompt);
        repl.Do("sleep 1", "t=1 main[2]> ");
        repl.Do(":ps", "t=1 main[2]> ");
        repl.Screen.WaitForText("main <defunct>");
    }

    [TmuxFact]
    public void What_is_typed_is_coloured_unless_NO_COLOR()
    {
        using (var repl = new Repl())
        {
            repl.Screen.SendKeys("print 12 ");
            repl.Screen.WaitForText("print 12");
            Assert.Contains("\e[", repl.LineWith("print"), StringComparison.Ordinal);
        }

        using (var plain = new Repl(environment: ("NO_COLOR", "1")))
        {
            plain.Screen.SendKeys("print 12 ");
            plain.Screen.WaitForText("print 12");
            Assert.Equal(Repl.FirstPrompt + "print 12", plain.LineWith("print").TrimEnd());
        }
    }

    [TmuxFact]
    public void Tab_completes_what_can_stand_there()
    {
        using var repl = new Repl();
        repl.Do("let kiosk = 3; fork worker { sleep 99 }", Repl.FirstPrompt);
        Completes("compu", "compute ");
        Completes("getpp", "getppid");
        Completes("block SIGUSR", "block SIGUSR", "SIGUSR1", "SIGUSR2");
        Completes("sched mlf", "sched mlfq ");
        Completes("sched mlfq boo", "sched mlfq boost=");
        Completes("machine cp", "machine cpus=");
        Completes("print kio", "print kiosk");
        Completes("wait noh", "wait nohang");
        Completes(":bra", ":branch ");
        // Pids with the names of their processes.
        Completes("kill ", "kill ", "worker");
        Completes(":use ", ":use ", "main");

        void Completes(string typed, string completed, params string[] listed)
        {
            repl.Screen.Type(typed);
            repl.Screen.SendKeys("Tab");
            repl.Screen.WaitFor(screen => screen.CursorLine.StartsWith((Repl.FirstPrompt + completed).TrimEnd(), StringComparison.Ordinal), $"{typed} completed to {completed}");
            if (listed.Length > 0)
            {
                repl.Screen.SendKeys("Tab");
                Array.ForEach(listed, text => repl.Screen.WaitForText(text));
                repl.Screen.SendKeys("C-g");
            }

            repl.Screen.SendKeys("C-c");
            repl.Screen.WaitForLine(Repl.FirstPrompt.TrimEnd(), Repl.FirstPrompt.Length);
        }
    }

    [TmuxFact]
    public void The_history_is_there_in_the_next_run()
    {
        string state = Driver.TemporaryFolder();
        using (var repl = new Repl(state: state))
        {
            repl.Do("print \"kept\"", Repl.FirstPrompt);
            repl.Screen.SendKeys("C-d");
            repl.Screen.WaitFor(screen => screen.IsDead, "the end of the program");
        }

        using (var repl = new Repl(state: state))
        {
            repl.Screen.SendKeys("Up");
            repl.Screen.WaitForRow(Repl.FirstPrompt + "print \"kept\"");
        }

        Directory.Delete(state, recursive: true);
    }

    [TmuxFact]
    public void Ctrl_C_drops_the_line_or_stops_the_machine_and_the_session_goes_on()
    {
        using var repl = new Repl();
        repl.Screen.SendKeys("exit 3", "C-c");
        repl.Screen.WaitForLine(Repl.FirstPrompt.TrimEnd(), Repl.FirstPrompt.Length);
        repl.Do(":trace none", Repl.FirstPrompt);
        repl.Screen.SendKeys("loop { sleep 1 }", "Enter");
        repl.Screen.WaitFor(screen => screen.CursorColumn == 0 && screen.HasRow(Repl.FirstPrompt + "loop { sleep 1 }"), "a machine that runs");
        repl.Screen.SendKeys("C-c");
        repl.Screen.WaitForText("interrupted; :run goes on, :undo goes back");
        repl.Do(":undo", "t=0 main[2] (past)> ");
        repl.Do("print 6 * 7", Repl.FirstPrompt);
        repl.Screen.WaitForRow("42");
    }

    [TmuxFact]
    public void Forty_columns_and_other_sizes()
    {
        using var repl = new Repl(columns: 40);
        repl.Do("print \"0123456789012345678901234567890123456789\"", Repl.FirstPrompt);
        repl.Screen.Resize(100, 20);
        repl.Screen.SendKeys("print 1 +");
        repl.Screen.WaitForText("print 1 +");
        repl.Screen.Resize(50, 20);
        repl.Do(" 1", Repl.FirstPrompt);
        // At 50 columns the line of the trace is wrapped.
        repl.Screen.WaitForText("\"2\\n\") = 2");
    }

    [TmuxFact]
    public void Chinese_text()
    {
        using var repl = new Repl();
        repl.Screen.Type("let s = \"僵尸进程\"");
        repl.Screen.WaitFor(screen => screen.CursorColumn == Repl.FirstPrompt.Length + "let s = ".Length + 2 + (4 * 2), "a cursor behind four wide characters");
        repl.Do("", Repl.FirstPrompt);
        repl.Do("len(s)", Repl.FirstPrompt);
        repl.Do("s", Repl.FirstPrompt);
        repl.Screen.WaitForRow("\"僵尸进程\"");
    }

    [TmuxFact]
    public void A_pasted_script_is_text_until_Enter()
    {
        using var repl = new Repl();
        repl.Screen.Paste("fork {\n    exit 5\n}\nsleep 2\nwait\nprint \"code\", WEXITSTATUS(status)");
        repl.Screen.WaitFor(screen => screen.CursorLine.EndsWith("print \"code\", WEXITSTATUS(status)", StringComparison.Ordinal), "the paste");
        repl.Do("", "t=2 main[2]> ");
        repl.Screen.WaitForText("write(1, \"code 5\\n\")");
    }

    [TmuxFact]
    public void Random_bytes_do_not_end_it()
    {
        using var repl = new Repl();
        uint state = 54321;
        byte[] bytes = [.. Enumerable.Range(0, 1500).Select(_ => (byte)((state = (state * 1664525) + 1013904223) >> 24))];
        // Ctrl-D leaves, Ctrl-Z stops: that is what they are for. Ctrl-C may come while a machine runs.
        repl.Screen.SendBytes([.. bytes.Where(value => value is not (0x03 or 0x04 or 0x1A))]);
        repl.Screen.SendBytes("\e[201~"u8);
        repl.Screen.SendKeys("C-g", "C-c", "C-c", "C-l");
        repl.Screen.Type(":reset");
        // Before that, old prompts are still on the screen.
        repl.Screen.WaitFor(screen => screen.CursorLine.EndsWith("> :reset", StringComparison.Ordinal), "an empty line, with :reset typed into it");
        repl.Do("", Repl.FirstPrompt);
        repl.Do("print \"fi\" + \"ne\"", Repl.FirstPrompt);
        repl.Screen.WaitForText("\"fine\\n\"");
    }

    /// <summary>A running `kscript`; its first prompt is there when the constructor is done.</summary>
    private sealed class Repl : IDisposable
    {
        public const string FirstPrompt = "t=0 main[2]> ";
        private readonly string? ownState;

        public Repl(int columns = 100, string? state = null, params (string Name, string Value)[] environment)
        {
            ownState = state is null ? Driver.TemporaryFolder() : null;
            var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value);
            variables["XDG_STATE_HOME"] = state ?? ownState!;
            Screen = new TmuxScreen(columns, 30, variables, "dotnet", Program());
            Screen.WaitForLine(FirstPrompt.TrimEnd(), FirstPrompt.Length);
        }

        public TmuxScreen Screen { get; }

        /// <summary>Types a line, and waits for the prompt behind what it brings.</summary>
        public void Do(string line, string prompt)
        {
            int before = Prompts(Screen.Capture());
            Screen.Type(line);
            Screen.SendKeys("Enter");
            Screen.WaitFor(screen => screen.CursorLine == prompt.TrimEnd() && screen.CursorColumn == prompt.Length && Prompts(screen) > before, $"the prompt '{prompt}' after '{line}'");
        }

        /// <summary>The last row with a text, with the sequences that colour it.</summary>
        public string LineWith(string text) => Screen.CaptureWithColours().Split('\n').Last(row => row.Contains(text, StringComparison.Ordinal));

        public void Dispose()
        {
            Screen.Dispose();
            if (ownState is not null)
            {
                Directory.Delete(ownState, recursive: true);
            }
        }

        private static int Prompts(Screen screen) => screen.Rows.Count(row => row.StartsWith("t=", StringComparison.Ordinal));

        private static string Program([CallerFilePath] string sourceFile = "")
        {
            string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
            string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
            return Path.Combine(root, "artifacts", "bin", "KScript.Cli", configuration, "kscript.dll");
        }
    }
}
