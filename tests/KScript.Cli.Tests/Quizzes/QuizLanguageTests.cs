// Which language a locale asks for.
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Tests.Quizzes;

public class QuizLanguageTests
{
    [Theory]
    [InlineData("zh_CN.UTF-8", QuizLanguage.Chinese)]
    [InlineData("zh", QuizLanguage.Chinese)]
    [InlineData("zh_TW", QuizLanguage.Chinese)]
    [InlineData("en_GB.UTF-8", QuizLanguage.English)]
    [InlineData("de_DE", QuizLanguage.English)]
    [InlineData("C", QuizLanguage.English)]
    [InlineData(null, QuizLanguage.English)]
    public void A_locale_chooses_the_language(string? locale, object languageValue) => Assert.Equal((QuizLanguage)languageValue, QuizLanguages.Of(locale));
}
