// Texts in several languages. The wordings of a kind are in one file each, beside this one; another language is a member
// of QuizLanguage, a column of Wording, and that column filled in.
using System.Globalization;

namespace KScript.Cli.Quizzes.Texts;

/// <summary>The languages.</summary>
internal enum QuizLanguage
{
    English,
    Chinese,
}

/// <summary>A text in every language, with {0} {1} … for what is put in.</summary>
internal sealed record Wording(string English, string Chinese)
{
    /// <summary>The text in a language.</summary>
    public string In(QuizLanguage language, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Of(language), values);

    private string Of(QuizLanguage language) => language switch
    {
        QuizLanguage.English => English,
        QuizLanguage.Chinese => Chinese,
    };
}

/// <summary>Which language a user wants.</summary>
internal static class QuizLanguages
{
    /// <summary>What --lang takes.</summary>
    public static readonly string[] Words = ["en", "zh"];

    /// <summary>The language of a word of <see cref="Words"/>, or of a locale such as zh_CN.UTF-8; English where there is none.</summary>
    public static QuizLanguage Of(string? locale) =>
        locale is not null && locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? QuizLanguage.Chinese : QuizLanguage.English;
}
