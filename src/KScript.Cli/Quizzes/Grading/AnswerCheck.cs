// Reads and compares one answer, by its kind. Tolerant of how it is written, never of what it says.
using System.Globalization;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes.Grading;

/// <summary>Compares answers.</summary>
internal static class AnswerCheck
{
    private static readonly char[] Between = [' ', '\t', ',', ';', '{', '}', ',', '、', ';'];

    /// <summary>What an answer should look like, where it does not; or null.</summary>
    public static string? Malformed(AnswerKind kind, string given) => kind switch
    {
        AnswerKind.Integer => IntegerOf(given) is null ? "a whole number" : null,
        AnswerKind.Decimal => HundredthsOf(given) is null ? "a number with two decimals, as in 5.67" : null,
        AnswerKind.Word => WordsOf(given).Length != 1 ? "one word" : null,
        AnswerKind.Order => WordsOf(given).Length == 0 ? "words with spaces between" : null,
        AnswerKind.Set => null,
    };

    /// <summary>Whether an answer is right.</summary>
    public static bool IsRight(Question question, string given) => question.Kind switch
    {
        AnswerKind.Integer => IntegerOf(given) is { } number && number == IntegerOf(question.Answer),
        AnswerKind.Decimal => HundredthsOf(given) is { } number && number == HundredthsOf(question.Answer),
        AnswerKind.Word or AnswerKind.Order => WordsOf(given).SequenceEqual(WordsOf(question.Answer)),
        AnswerKind.Set => SetOf(given).SetEquals(SetOf(question.Answer)),
    };

    private static long? IntegerOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    // A number or a fraction, rounded half up to hundredths.
    private static decimal? HundredthsOf(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2 || DecimalOf(parts[0]) is not { } number)
        {
            return null;
        }

        if (parts.Length == 2)
        {
            if (DecimalOf(parts[1]) is not ({ } divisor and not 0))
            {
                return null;
            }

            number /= divisor;
        }

        return Math.Round(number, 2, MidpointRounding.AwayFromZero);
    }

    // Bounded, so that no quotient overflows.
    private static decimal? DecimalOf(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
        && Math.Abs(number) < 1_000_000_000 && (number == 0 || Math.Abs(number) > 0.000_001m)
            ? number
            : null;

    // Arrows are separators, too; a dash alone says that there is nothing.
    private static string[] WordsOf(string text)
    {
        string[] words = text.Replace("->", " ", StringComparison.Ordinal).Split(Between, StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(words, word => word == "-" || Answers.IsNothing(word.ToLowerInvariant()) ? "-" : word.ToUpperInvariant());
    }

    // `none`, `-` and `{}` are all the empty set.
    private static HashSet<string> SetOf(string text) => new(WordsOf(text).Where(word => word != "-"), StringComparer.Ordinal);
}
