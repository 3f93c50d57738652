// An explanation as plain text of at most 80 columns, or as many as the screen has.
using System.Text;

namespace KScript.Workbench.Explaining;

/// <summary>Writes explanations as text.</summary>
internal static class ExplanationText
{
    /// <summary>The width where nothing says otherwise.</summary>
    public const int Columns = 80;

    /// <summary>The text; lines end with LF.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="width">Columns of the screen; lines of code stay whole.</param>
    public static string Of(Explanation explanation, int width = Columns)
    {
        var text = new StringBuilder();
        foreach (Finding finding in explanation.Findings)
        {
            Write(text, finding, width);
            text.Append('\n');
        }

        foreach (string sentence in explanation.Summary)
        {
            Wrap(text, "", sentence, width);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Finding finding, int width)
    {
        Wrap(text, "", finding.Title, width);
        int stamps = finding.Chain.Count == 0 ? 0 : finding.Chain.Max(cause => Stamp(cause).Length);
        foreach (Cause cause in finding.Chain)
        {
            Wrap(text, "  " + Stamp(cause).PadRight(stamps) + "  ", cause.Text, width);
        }

        Wrap(text, "  Why: ", finding.Why, width);
        if (finding.WaysOut.Count > 0)
        {
            text.Append("  Ways out, each tried on a copy of the machine:\n");
        }

        for (int i = 0; i < finding.WaysOut.Count; i++)
        {
            Write(text, i + 1, finding.WaysOut[i], width);
        }

        foreach (NoWayOut no in finding.NoWaysOut)
        {
            Wrap(text, "  No help: ", $"{no.Name}: {no.Reason}", width);
        }
    }

    private static void Write(StringBuilder text, int number, WayOut way, int width)
    {
        Wrap(text, $"  {number}. ", $"{way.Name}: {way.Where}", width);
        foreach (string line in way.Code)
        {
            text.Append("         ").Append(line).Append('\n');
        }

        foreach (string seen in way.Seen)
        {
            Wrap(text, "     ", seen, width);
        }
    }

    private static string Stamp(Cause cause) => $"t={cause.Time}";

    /// <summary>Appends words behind a prefix, on as many lines as it takes; the later ones are indented as far.</summary>
    private static void Wrap(StringBuilder text, string prefix, string words, int width)
    {
        text.Append(prefix);
        int column = prefix.Length;
        bool first = true;
        foreach (string word in words.Split(' '))
        {
            if (!first && column + 1 + word.Length > width)
            {
                text.Append('\n').Append(' ', prefix.Length);
                column = prefix.Length;
            }
            else if (!first)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
            first = false;
        }

        text.Append('\n');
    }
}
