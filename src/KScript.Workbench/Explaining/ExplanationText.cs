// An explanation as plain text of at most 100 columns.
using System.Text;

namespace KScript.Workbench.Explaining;

/// <summary>Writes explanations as text.</summary>
internal static class ExplanationText
{
    /// <summary>The width.</summary>
    public const int Columns = 100;

    /// <summary>The text; lines end with LF.</summary>
    public static string Of(Explanation explanation)
    {
        var text = new StringBuilder();
        foreach (Finding finding in explanation.Findings)
        {
            Write(text, finding);
            text.Append('\n');
        }

        foreach (string sentence in explanation.Summary)
        {
            Wrap(text, "", sentence);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Finding finding)
    {
        Wrap(text, "", finding.Title);
        int width = finding.Chain.Count == 0 ? 0 : finding.Chain.Max(cause => Stamp(cause).Length);
        foreach (Cause cause in finding.Chain)
        {
            Wrap(text, "  " + Stamp(cause).PadRight(width) + "  ", cause.Text);
        }

        Wrap(text, "  Why: ", finding.Why);
        if (finding.WaysOut.Count > 0)
        {
            text.Append("  Ways out, each tried on a copy of the machine:\n");
        }

        for (int i = 0; i < finding.WaysOut.Count; i++)
        {
            Write(text, i + 1, finding.WaysOut[i]);
        }

        foreach (NoWayOut no in finding.NoWaysOut)
        {
            Wrap(text, "  No help: ", $"{no.Name}: {no.Reason}");
        }
    }

    private static void Write(StringBuilder text, int number, WayOut way)
    {
        Wrap(text, $"  {number}. ", $"{way.Name}: {way.Where}");
        foreach (string line in way.Code)
        {
            text.Append("         ").Append(line).Append('\n');
        }

        foreach (string seen in way.Seen)
        {
            Wrap(text, "     ", seen);
        }
    }

    private static string Stamp(Cause cause) => $"t={cause.Time}";

    /// <summary>Appends words behind a prefix, on as many lines as it takes; the later ones are indented as far.</summary>
    private static void Wrap(StringBuilder text, string prefix, string words)
    {
        text.Append(prefix);
        int column = prefix.Length;
        bool first = true;
        foreach (string word in words.Split(' '))
        {
            if (!first && column + 1 + word.Length > Columns)
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
