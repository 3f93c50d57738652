// Chinese texts: there is one for all that has one in English, and its punctuation is full-width, as GB/T 15834 has it.
using System.Text.RegularExpressions;
using KScript.Cli.Quizzes;
using KScript.Cli.Repl;

namespace KScript.Cli.Tests;

public partial class ChineseTextTests
{
    public static TheoryData<string, int> Quizzes()
    {
        var data = new TheoryData<string, int>();
        foreach (QuizKind kind in QuizTable.Kinds)
        {
            data.Add(kind.Name, 1);
            data.Add(kind.Name, 2);
            data.Add(kind.Name, 3);
        }

        return data;
    }

    [Fact]
    public void Every_command_of_the_prompt_and_every_group_is_in_the_list()
    {
        ReplTexts texts = ReplTexts.In("zh");
        Assert.Equal(ReplCommandTable.Rows.Select(row => row.Name).Order(StringComparer.Ordinal), texts.Summaries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ReplCommandTable.Rows.Select(row => row.Group).Distinct().Order(StringComparer.Ordinal), texts.Groups.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_list_and_the_banner_have_full_width_punctuation()
    {
        AssertFullWidth(ReplHelp.Overview("zh"));
        AssertFullWidth(ReplTexts.In("zh").Banner);
    }

    [Theory]
    [MemberData(nameof(Quizzes))]
    public void A_quiz_has_full_width_punctuation(string kind, int level)
    {
        using var tool = new ToolRun();
        AssertFullWidth(tool.Run("quiz", kind, "--lang", "zh", "--count", "5", "--answers", "--level", $"{level}").Out);
    }

    [Theory]
    [InlineData("\u5f00\u59cb,main", true)]
    [InlineData("\u5f00\u59cb\uff0cmain", false)]
    [InlineData("pid(\u975e 0)", true)]
    [InlineData("wait(NULL), exit", false)]
    public void Half_width_punctuation_beside_a_character_is_seen(string text, bool isSeen) => Assert.Equal(isSeen, HalfWidth().IsMatch(text));

    private static void AssertFullWidth(string text)
    {
        Assert.Matches("[\u4e00-\u9fff]", text);
        // `:help` begins a command: its colon is ASCII.
        Assert.DoesNotMatch(HalfWidth(), text);
    }

    [GeneratedRegex(@"[\u4e00-\u9fff][,;?!()]|[,;?!()][\u4e00-\u9fff]|[\u4e00-\u9fff]:(?![a-z])")]
    private static partial Regex HalfWidth();
}
