// Every language has every text, with the same values put in, and fits a terminal of 80 columns.
using KScript.Cli.LineEditing;
using KScript.Cli.Repl.Tour;

namespace KScript.Cli.Tests.Repl.Tour;

public class TourTextsTests
{
    private const int MostColumns = 76;
    private const int MostLines = 8;

    public static TheoryData<string> Languages() => [.. TourTexts.Languages.Select(language => language.Word)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_chapter_step_and_sentence_is_there_and_nothing_else(string language)
    {
        var texts = TourTexts.In(language);
        Assert.Equal(TourChapters.Rows.Select(row => row.Name).Order(StringComparer.Ordinal), texts.Titles.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TourChapters.Rows.SelectMany(row => row.Steps).Select(step => step.Name).Order(StringComparer.Ordinal), texts.Steps.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<TourSentence>(), texts.Sentences.Keys.Order());
        Assert.All(texts.Steps.Values, step => Assert.All([step.Text, step.Task, step.Hint], text => Assert.NotEqual("", text.Trim())));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Steps_are_short_and_narrow(string language)
    {
        foreach ((string name, StepText step) in TourTexts.In(language).Steps)
        {
            Assert.True(step.Text.Split('\n').Length + step.Task.Split('\n').Length <= MostLines, name);
            Assert.All(step.Text.Split('\n').Concat(step.Hint.Split('\n')).Append("> " + step.Task), line => Assert.True(Clusters.WidthOf(line) <= MostColumns + 2, $"{name}: {line}"));
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_sentence_has_the_values_that_the_English_one_has(string language)
    {
        foreach (TourSentence sentence in Enum.GetValues<TourSentence>())
        {
            Assert.Equal(Values(TourTexts.In("en").Sentences[sentence]), Values(TourTexts.In(language).Sentences[sentence]));
        }
    }

    [Fact]
    public void Chinese_is_Chinese() => Assert.All(TourTexts.In("zh").Steps.Values, step => Assert.Contains(step.Text + step.Task, c => c >= 0x4E00));

    [Fact]
    public void A_language_that_is_not_there_is_English() => Assert.Same(TourTexts.In("en"), TourTexts.In("fr"));

    private static IEnumerable<int> Values(string sentence) => Enumerable.Range(0, 5).Where(i => sentence.Contains($"{{{i}}}", StringComparison.Ordinal));
}
