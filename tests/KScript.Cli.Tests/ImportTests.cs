// import on the command line: which folder a path counts from, how places in imported files are told by each command, and what a script that
// is tested may name.

namespace KScript.Cli.Tests;

public class ImportTests
{
    private const string Common = "# common\nfn check(n) {\n    assert n == 4, \"four\"\n}\nprogram leak() {\n    fork { exit 1 }\n    sleep 50\n}\n";

    [Fact]
    public void A_failure_is_told_in_the_file_where_it_is()
    {
        using var tool = new ToolRun().With("a.ks", "import \"lib/common.ks\"\ncheck(3)\n").With("lib/common.ks", Common);
        Outcome outcome = tool.Run("run", "a.ks", "--trace", "none");
        Assert.Equal(1, outcome.Exit);
        Assert.StartsWith("lib/common.ks:3:5: assertion failed: four\n        assert n == 4, \"four\"\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_counts_from_the_file_that_it_stands_in()
    {
        using var tool = new ToolRun().With("a.ks", "import \"lib/b.ks\"\nprint b()\n").With("lib/b.ks", "import \"c.ks\"\nfn b() { return c() }\n").With("lib/c.ks", "fn c() { return 7 }\n");
        Assert.Equal((0, "7\n"), Brief(tool.Run("run", "a.ks", "--trace", "none")));
    }

    [Fact]
    public void A_script_from_standard_input_imports_from_where_the_tool_is()
    {
        using var tool = new ToolRun().With("c.ks", "fn c() { return 7 }\n");
        Assert.Equal((0, "7\n"), Brief(tool.RunWith("import \"c.ks\"\nprint c()\n", "run", "-", "--trace", "none")));
    }

    [Fact]
    public void A_diagnostic_names_the_imported_file()
    {
        using var tool = new ToolRun().With("a.ks", "import \"bad.ks\"\n").With("bad.ks", "\nfn f() { return 1 / }\n");
        Outcome outcome = tool.Run("run", "a.ks");
        Assert.Equal(2, outcome.Exit);
        Assert.StartsWith("bad.ks:2:", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("\"file\":\"bad.ks\",\"line\":2", tool.Run("run", "a.ks", "--json").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_and_a_name_declared_twice_are_errors()
    {
        using var tool = new ToolRun().With("a.ks", "import \"b.ks\"\nfn f() { return 1 }\n").With("b.ks", "import \"a.ks\"\nfn f() { return 2 }\n");
        Outcome outcome = tool.Run("run", "a.ks");
        Assert.Equal(2, outcome.Exit);
        Assert.StartsWith("b.ks:1:8: error KS0241:", outcome.Error, StringComparison.Ordinal);
        tool.With("b.ks", "fn f() { return 2 }\n");
        Assert.StartsWith("a.ks:2:4: error KS0207: the function `f` is declared twice", tool.Run("run", "a.ks").Error, StringComparison.Ordinal);
        Assert.Contains("b.ks has one too", tool.Run("run", "a.ks").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_imported_file_sees_its_own_names_and_none_of_the_script()
    {
        using var tool = new ToolRun().With("a.ks", "import \"b.ks\"\nlet hidden = 3\nprint peek()\n").With("b.ks", "let LIMIT = 4\nfn peek() { return hidden + LIMIT }\n");
        Assert.StartsWith("b.ks:2:20: error KS0200: `hidden` is not known here", tool.Run("run", "a.ks").Error, StringComparison.Ordinal);
        tool.With("b.ks", "let LIMIT = 4\nfn peek() { return LIMIT }\n");
        Assert.Equal((0, "4\n"), Brief(tool.Run("run", "a.ks", "--trace", "none")));
    }

    [Fact]
    public void Check_and_explain_tell_the_line_of_the_imported_file()
    {
        using var tool = new ToolRun().With("common.ks", Common)
            .With("a.ks", "import \"common.ks\"\nfork { check(3) }\nwait\n")
            .With("b.ks", "import \"common.ks\"\nspawn leak()\nwait\n");
        Assert.Contains("line 3 of common.ks", tool.Run("check", "a.ks").Out, StringComparison.Ordinal);
        Assert.Contains("line 6 of common.ks", tool.Run("explain", "b.ks").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_used_of_an_imported_file_is_not_unreached()
    {
        using var tool = new ToolRun().With("common.ks", Common).With("a.ks", "import \"common.ks\"\ncheck(4)\nexit\nprint 1\n");
        Outcome outcome = tool.Run("run", "a.ks", "--trace", "none", "--unreached");
        Assert.Contains("a.ks:4: never reached", outcome.Out + outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("common.ks", outcome.Out + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_is_tested_imports_from_below_its_folder_only()
    {
        using var tool = new ToolRun().With("secret.ks", "the password\n").With("t/below/c.ks", "# test: --trace none\nfn c() { return 7 }\n")
            .With("t/a.ks", "# test: --trace none\nimport \"../secret.ks\"\n").With("t/b.ks", "# test: --trace none\nimport \"below/c.ks\"\nprint c()\n")
            .With("t/b.verified.txt", "7\n").With("t/below/c.verified.txt", "");
        string seen = tool.Run("test", "t").Out;
        Assert.Contains("a script that is tested can import files below its own folder only", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("password", seen, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 1 failed\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Formatting_does_not_look_into_imported_files()
    {
        using var tool = new ToolRun().With("a.ks", "import   \"nowhere.ks\"\nimport   pid1\n");
        Assert.Equal(0, tool.Run("fmt", "a.ks").Exit);
        Assert.Equal("import \"nowhere.ks\"\nimport pid1\n", tool.Read("a.ks"));
    }

    [Fact]
    public void A_saved_session_imports_again()
    {
        using var tool = new ToolRun().With("common.ks", "let LIMIT = 5\nfn twice(n) { return n * 2 }\n");
        tool.RunWith("import \"common.ks\"\nlet f = twice\nprint f(LIMIT)\n:save s.ks\n", "repl");
        Outcome outcome = tool.Run("run", "s.ks", "--trace", "none");
        Assert.Equal((0, "10\n"), Brief(outcome));
    }

    private static (int Exit, string Out) Brief(Outcome outcome) => (outcome.Exit, outcome.Out + outcome.Error);
}
