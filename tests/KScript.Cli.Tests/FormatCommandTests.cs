// kscript fmt: in place, --check, standard input, scripts with errors.
namespace KScript.Cli.Tests;

public class FormatCommandTests
{
    private const string Ugly = "if   1==1{\nprint  1}\n";
    private const string Pretty = "if 1 == 1 {\n    print 1\n}\n";

    [Fact]
    public void A_file_is_changed_in_place()
    {
        using var tool = new ToolRun().With("a.ks", Ugly).With("b.ks", Pretty);
        Assert.Equal((0, "a.ks: changed\n", ""), Tuple(tool.Run("fmt", "a.ks", "b.ks")));
        Assert.Equal(Pretty, tool.Read("a.ks"));
        Assert.Equal((0, "", ""), Tuple(tool.Run("fmt", "a.ks", "b.ks")));
    }

    [Fact]
    public void Check_changes_nothing()
    {
        using var tool = new ToolRun().With("a.ks", Ugly).With("b.ks", Pretty);
        Assert.Equal((1, "a.ks: not in the canonical layout; 'kscript fmt a.ks' changes it\n", ""), Tuple(tool.Run("fmt", "--check", "b.ks", "a.ks")));
        Assert.Equal(Ugly, tool.Read("a.ks"));
        Assert.Equal((0, "", ""), Tuple(tool.Run("fmt", "--check", "b.ks")));
    }

    [Fact]
    public void Standard_input_goes_to_standard_output()
    {
        using var tool = new ToolRun();
        Assert.Equal((0, Pretty, ""), Tuple(tool.RunWith(Ugly, "fmt", "-")));
    }

    [Fact]
    public void A_script_with_errors_is_left_alone()
    {
        using var tool = new ToolRun().With("a.ks", "let = 3\n");
        var outcome = tool.Run("fmt", "a.ks");
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.StartsWith("a.ks:1:", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("let = 3\n", tool.Read("a.ks"));
    }

    private static (int, string, string) Tuple(Outcome outcome) => (outcome.Exit, outcome.Out, outcome.Error);
}
