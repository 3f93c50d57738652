// The texts of the tour in a language; TourTexts.English.cs and TourTexts.Chinese.cs are the languages.
using System.Globalization;

namespace KScript.Cli.Repl.Tour;

/// <summary>What a step says.</summary>
/// <param name="Text">What it is about, and why; lines of up to 76 columns, 8 with the task.</param>
/// <param name="Task">What to do.</param>
/// <param name="Hint">What to think of; lines that do it are shown below.</param>
internal sealed record StepText(string Text, string Task, string Hint);

/// <summary>The texts in a language.</summary>
internal sealed partial class TourTexts
{
    /// <summary>The languages by the words of `:set lang`.</summary>
    public static IReadOnlyList<(string Word, TourTexts Texts)> Languages { get; } = [("en", English()), ("zh", Chinese())];

    /// <summary>Titles by the names of chapters.</summary>
    public required IReadOnlyDictionary<string, string> Titles { get; init; }

    /// <summary>Texts by the names of steps.</summary>
    public required IReadOnlyDictionary<string, StepText> Steps { get; init; }

    /// <summary>The sentences, with {0} {1} … for what is put in.</summary>
    public required IReadOnlyDictionary<TourSentence, string> Sentences { get; init; }

    /// <summary>The texts in a language; English where there are none.</summary>
    public static TourTexts In(string language)
    {
        foreach ((string word, TourTexts texts) in Languages)
        {
            if (word == language)
            {
                return texts;
            }
        }

        return Languages[0].Texts;
    }

    /// <summary>A sentence with its values.</summary>
    public string Say(TourSentence sentence, params object[] values) => string.Format(CultureInfo.InvariantCulture, Sentences[sentence], values);
}
