// Tables wider than the screen: they are cut between columns, and each block begins with the columns that say whose row it is.
namespace KScript.Workbench.Views;

/// <summary>Cuts tables into blocks of columns.</summary>
internal static class ColumnBlocks
{
    /// <summary>The columns of each block, the key columns first.</summary>
    /// <param name="widths">What each column takes, with the space before it.</param>
    /// <param name="keys">How many columns at the left each block repeats.</param>
    /// <param name="width">Columns of the screen; a block has at least one column beside the keys, whatever it takes.</param>
    public static IEnumerable<int[]> Of(IReadOnlyList<int> widths, int keys, int width)
    {
        ArgumentNullException.ThrowIfNull(widths);
        int key = widths.Take(keys).Sum();
        for (int from = keys; from < widths.Count;)
        {
            int to = from + 1;
            for (int used = key + widths[from]; to < widths.Count && used + widths[to] <= width; to++)
            {
                used += widths[to];
            }

            yield return [.. Enumerable.Range(0, keys), .. Enumerable.Range(from, to - from)];
            from = to;
        }
    }
}
