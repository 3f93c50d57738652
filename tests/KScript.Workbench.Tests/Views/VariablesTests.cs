// vars: which variables a frame has at which statement, and how their values look.
using KScript.Workbench.Runs;

namespace KScript.Workbench.Tests;

public class VariablesTests
{
    [Theory]
    // A variable is there from behind its `let` to the end of its block.
    [InlineData("vars", "main[2] has no variables yet")]
    [InlineData("let a = 1\nif a == 1 { let b = 2 }\nvars\nlet c = 3", "variables of main[2]|FRAME    NAME  VALUE|#0 main  a     1")]
    [InlineData("for i in 3..4 { vars }", "variables of main[2]|FRAME    NAME  VALUE|#0 main  i     3")]
    [InlineData("let p = fork { vars }", "main[3] has no variables yet")]
    // A variable that is hidden by another of its name is not seen, until that one's block ends.
    [InlineData("let a = 1\nif a == 1 { let a = 2; vars }", "variables of main[2]|FRAME    NAME  VALUE|#0 main  a     2")]
    [InlineData("let a = 1\nif a == 1 { let a = 2 }\nvars", "variables of main[2]|FRAME    NAME  VALUE|#0 main  a     1")]
    // Values as the language writes them.
    [InlineData("let t = \"a\\\"b\"\nlet b = 1 == 1\nlet l = [1, \"x\", []]\nvars", "variables of main[2]|FRAME    NAME  VALUE|#0 main  t     \"a\\\"b\"|#0 main  b     true|#0 main  l     [1, \"x\", []]")]
    // Frames: the innermost first, each with its own; a handler's lies on what it interrupted.
    [InlineData("fn f(n) { let m = n + 1; if n == 0 { vars } else { f(n - 1) } }\nlet g = 7\nf(1)", "variables of main[2]|FRAME    NAME  VALUE|#0 f     n     0|#0 f     m     1|#1 f     n     1|#1 f     m     2|#2 main  g     7")]
    [InlineData("fn h(s) { vars }\nsignal SIGUSR1 h\nfn f(t) { raise SIGUSR1 }\nf(\"x\")", "variables of main[2]|FRAME  NAME  VALUE|#0 h   s     10|#1 f   t     \"x\"")]
    // Other images: their parameters, and the file's variables as a fresh image has them.
    [InlineData("let g = 5\ng = 6\nprogram p(x) { let y = x * 2; vars }\nexec p(4)", "variables of p[2]|FRAME  NAME  VALUE|#0 p   g     5|#0 p   x     4|#0 p   y     8")]
    // Shared memory is everybody's.
    [InlineData("shared s = 1\nfork { s += 1 }\nwait\nvars", "variables of main[2]|FRAME   NAME  VALUE|shared  s     2")]
    public void It_shows(string script, string lines) => Assert.Equal(lines.Replace('|', '\n') + "\n", Script.Run(script).Output);

    [Fact]
    public void Of_a_zombie_and_of_the_built_in_init_there_is_nothing()
        => Assert.Equal("kid[3] is a zombie: its memory is gone\ninit[1] is part of the machine: it has no variables\n", Script.Run("fork kid { }\nsleep 1\nvars 3\nvars 1").Output);

    [Fact]
    public void A_long_value_is_cut_between_characters()
    {
        // 56 letters and the quote: the next character, which is two code units, would be cut in two.
        string letters = new('x', 55);
        Assert.EndsWith($"\"{letters}...\n", Script.Run($"let t = \"{letters}\U0001F600yyyyyyyyyy\"\nvars").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blocked_process_is_in_the_statement_that_blocks()
    {
        ScriptRun run = Script.Run("let kid = fork kid { let before = 1; sleep 5; let after = 2 }\nsleep 1\nvars kid");
        Assert.Equal("variables of kid[3]\nFRAME    NAME    VALUE\n#0 main  before  1\n", run.Output);
    }
}
