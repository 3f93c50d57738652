// How many tasks waited for a CPU, over time: a bar for each column, its mean and the greatest of it told apart.
using System.Globalization;
using System.Text;
using KScript.Workbench.Metrics;

namespace KScript.Workbench.Views;

/// <summary>Draws the number of ready tasks.</summary>
internal static class QueueChart
{
    private const int MostRows = 10;
    private const int LabelWidth = 8;

    /// <summary>The chart as text; the statistics must have a <see cref="TaskPhases"/>.</summary>
    public static string Draw(RunStatistics statistics, int width, ChartSigns signs)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(signs);
        var timeline = statistics.Phases ?? throw new ArgumentException("no timeline was kept", nameof(statistics));
        var scale = new ChartScale(statistics.Time, Math.Max(10, width - LabelWidth - 4));
        var changes = new SortedDictionary<long, int>();
        foreach (PhaseInterval stretch in timeline.Intervals(statistics.Tasks.Length, statistics.Time))
        {
            // The built-in init is no task that waits for a CPU.
            if (stretch.Phase == TaskPhase.Ready && statistics.Tasks[stretch.Task].IsScheduled)
            {
                changes[stretch.From] = changes.GetValueOrDefault(stretch.From) + 1;
                changes[stretch.To] = changes.GetValueOrDefault(stretch.To) - 1;
            }
        }

        var sums = new Int128[scale.Columns];
        var most = new int[scale.Columns];
        Fill(changes, scale, sums, most);
        return Render(scale, sums, most, signs);
    }

    private static void Fill(SortedDictionary<long, int> changes, ChartScale scale, Int128[] sums, int[] most)
    {
        long since = 0;
        int length = 0;
        foreach ((long time, int change) in changes)
        {
            int now = length;
            scale.Spread(since, time, (column, ticks) =>
            {
                sums[column] += (Int128)now * ticks;
                most[column] = Math.Max(most[column], now);
            });
            (since, length) = (time, length + change);
        }
    }

    private static string Render(ChartScale scale, Int128[] sums, int[] most, ChartSigns signs)
    {
        int greatest = most.Length == 0 ? 0 : most.Max();
        int rows = Math.Max(1, Math.Min(greatest, MostRows));
        long step = new ChartScale(Math.Max(1, greatest), rows).Ticks;
        rows = (int)Math.Max(1, (greatest + step - 1) / step);
        Int128 sum = 0;
        foreach (Int128 part in sums)
        {
            sum += part;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# ready tasks: most {greatest}, mean {new Ratio(sum, scale.Time).ToText(2)}; 1 column = {scale.Ticks} tick{(scale.Ticks == 1 ? "" : "s")}\n");
        for (int row = rows; row >= 1; row--)
        {
            var line = new char[scale.Columns];
            for (int column = 0; column < line.Length; column++)
            {
                // Filled up to the nearest row for the mean, up to the row above for the greatest: a short queue is not lost.
                bool isMean = sums[column] * 2 >= (Int128)((2 * row) - 1) * step * scale.TicksOf(column);
                line[column] = isMean ? signs.Bar : most[column] > (row - 1) * step ? signs.BarTop : ' ';
            }

            string label = (row * step).ToString(CultureInfo.InvariantCulture);
            text.Append(("# " + label.PadLeft(LabelWidth) + " |" + new string(line)).TrimEnd()).Append('\n');
        }

        text.Append("# ").Append("0".PadLeft(LabelWidth)).Append(" |").Append(scale.Marks()).Append('\n');
        text.Append(("# " + new string(' ', LabelWidth + 2) + scale.Times()).TrimEnd()).Append('\n');
        return text.Append(CultureInfo.InvariantCulture, $"# {signs.Bar} mean of the column  {signs.BarTop} up to its greatest\n").ToString();
    }
}
