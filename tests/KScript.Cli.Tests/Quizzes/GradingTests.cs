// How answers may be written, and what is said of what cannot be understood.
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Grading;

namespace KScript.Cli.Tests.Quizzes;

public class GradingTests
{
    [Theory]
    [InlineData(AnswerKind.Integer, "12", "12", true)]
    [InlineData(AnswerKind.Integer, "12", "+12", true)]
    [InlineData(AnswerKind.Integer, "12", "13", false)]
    [InlineData(AnswerKind.Decimal, "5.67", "5.67", true)]
    [InlineData(AnswerKind.Decimal, "5.67", "5.6667", true)]
    [InlineData(AnswerKind.Decimal, "5.67", "17/3", true)]
    [InlineData(AnswerKind.Decimal, "5.67", "5.66", false)]
    [InlineData(AnswerKind.Decimal, "5.00", "5", true)]
    [InlineData(AnswerKind.Decimal, "5.00", "5/0", false)]
    [InlineData(AnswerKind.Word, "init", "INIT", true)]
    [InlineData(AnswerKind.Word, "init", "main", false)]
    [InlineData(AnswerKind.Word, "gone", "-", true)]
    [InlineData(AnswerKind.Order, "B A C", "b, a, c", true)]
    [InlineData(AnswerKind.Order, "B A C", "B->A -> C", true)]
    [InlineData(AnswerKind.Order, "B A C", "B,A、C", true)]
    [InlineData(AnswerKind.Order, "B A C", "A B C", false)]
    [InlineData(AnswerKind.Order, "B A C", "B A", false)]
    [InlineData(AnswerKind.Set, "A B", "{B, A}", true)]
    [InlineData(AnswerKind.Set, "A B", "A", false)]
    [InlineData(AnswerKind.Set, "none", "{}", true)]
    [InlineData(AnswerKind.Set, "none", "-", true)]
    [InlineData(AnswerKind.Set, "none", "A", false)]
    [InlineData(AnswerKind.Set, "A", "none", false)]
    public void An_answer_counts_for_what_it_says(object kindValue, string answer, string given, bool right)
    {
        var kind = (AnswerKind)kindValue;
        var question = new Question("q", "?", kind, answer, "");
        Assert.Equal(right, AnswerCheck.IsRight(question, given));
    }

    [Theory]
    [InlineData(AnswerKind.Integer, "soon")]
    [InlineData(AnswerKind.Integer, "1.5")]
    [InlineData(AnswerKind.Integer, "99999999999999999999")]
    [InlineData(AnswerKind.Decimal, "1/2/3")]
    [InlineData(AnswerKind.Decimal, "1/0")]
    [InlineData(AnswerKind.Decimal, "1e400")]
    [InlineData(AnswerKind.Decimal, "79228162514264337593543950335/0.0000000000000000000000000001")]
    [InlineData(AnswerKind.Word, "A B")]
    [InlineData(AnswerKind.Order, ",")]
    public void What_has_not_the_form_of_an_answer_is_told(object kindValue, string given)
    {
        var kind = (AnswerKind)kindValue;
        Assert.NotNull(AnswerCheck.Malformed(kind, given));
        Assert.False(AnswerCheck.IsRight(new Question("q", "?", kind, "1", ""), given));
    }

    [Fact]
    public void A_file_may_be_written_in_several_ways()
    {
        using var tool = new ToolRun().With("a.txt", "# mine\r\n\r\nPROCESSES = 12\r\n  children:4   # of main\r\ncount.z:12\r\n");
        var outcome = tool.Run("quiz", "fork", "--seed", "1", "--grade", "a.txt", "--lang", "en");
        Assert.Equal((0, "processes  right: 12\nchildren   right: 4\ncount.z    right: 12\n3 of 3 right\n", ""), (outcome.Exit, outcome.Out, outcome.Error));
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_told_line_by_line_and_the_rest_counts()
    {
        using var tool = new ToolRun().With("a.txt", "processes 12\nchildrn: 4\nchildren: four\nchildren: 4\n: 3\ncount.z: 12\n");
        var outcome = tool.Run("quiz", "fork", "--seed", "1", "--grade", "a.txt", "--answers", "--lang", "en");
        Assert.Equal(1, outcome.Exit);
        Assert.Equal(
            "processes  missing    answer: 12\nchildren   wrong: four    answer: 4\ncount.z    right: 12\n1 of 3 right\n",
            outcome.Out);
        Assert.Equal(
            "a.txt:1: no answer: 'processes 12'; write ID: answer\n"
            + "a.txt:2: there is no question 'childrn'; did you mean 'children'?\n"
            + "a.txt:4: 'children' is answered in line 3 already; that answer counts\n"
            + "a.txt:5: no answer: ': 3'; write ID: answer\n"
            + "a.txt:3: 'children' takes a whole number, not 'four'\n",
            outcome.Error);
    }

    [Fact]
    public void Without_answers_nothing_is_given_away()
    {
        using var tool = new ToolRun().With("a.txt", "processes: 3\n");
        var outcome = tool.Run("quiz", "fork", "--seed", "1", "--grade", "a.txt", "--lang", "en");
        Assert.Equal((1, "processes  wrong: 3\nchildren   missing\ncount.z    missing\n0 of 3 right\n"), (outcome.Exit, outcome.Out));
    }

    [Fact]
    public void A_template_is_an_answer_file_for_its_own_sheet_only()
    {
        using var tool = new ToolRun();
        string template = tool.Run("quiz", "fork", "--seed", "1", "--template", "--lang", "en").Out;
        tool.With("a.txt", template.Replace("processes:", "processes: 12", StringComparison.Ordinal));
        Assert.Equal(
            (1, "processes  right: 12\nchildren   missing\ncount.z    missing\n1 of 3 right\n", ""),
            Tuple(tool.Run("quiz", "fork", "--seed", "1", "--grade", "a.txt", "--lang", "en")));
        Assert.Equal(
            (2, "", "kscript: a.txt:2: the answers are to 'kscript quiz fork --seed 1 --level 1', and not to 'kscript quiz fork --seed 2 --level 1'; grade them with that\n"),
            Tuple(tool.Run("quiz", "fork", "--seed", "2", "--grade", "a.txt")));
    }

    private static (int, string, string) Tuple(Outcome outcome) => (outcome.Exit, outcome.Out, outcome.Error);
}
