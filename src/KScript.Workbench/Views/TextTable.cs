// Columns of text: each as wide as its widest cell, two spaces between them, nothing at the ends of lines.
using System.Text;
using KScript.Interpreter.Diagnostics;

namespace KScript.Workbench.Views;

/// <summary>Lays out a table with a line of titles.</summary>
/// <param name="titles">The titles; one that begins with a space is of a column that is aligned to the right, as numbers are.</param>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> lines = [Array.ConvertAll(titles, title => title.TrimStart())];

    /// <summary>How many lines there are below the titles.</summary>
    public int Count => lines.Count - 1;

    /// <summary>Adds a line: a cell for each column. Controls in it are shown, and counted as they are shown.</summary>
    public void Add(params string[] cells) => lines.Add(Array.ConvertAll(cells, VisibleText.OfName));

    /// <summary>Writes it.</summary>
    public void WriteTo(StringBuilder text)
    {
        int[] widths = new int[titles.Length];
        foreach (string[] line in lines)
        {
            for (int column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], line[column].Length);
            }
        }

        var row = new StringBuilder();
        foreach (string[] line in lines)
        {
            row.Clear();
            for (int column = 0; column < widths.Length; column++)
            {
                bool right = titles[column].StartsWith(' ');
                row.Append(column == 0 ? "" : "  ").Append(right ? line[column].PadLeft(widths[column]) : line[column].PadRight(widths[column]));
            }

            text.Append(row.ToString().TrimEnd(' ')).Append('\n');
        }
    }
}
