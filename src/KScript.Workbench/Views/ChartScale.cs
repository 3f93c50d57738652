// The time axis of a chart: how many ticks a column stands for, and the two lines above the rows.
using System.Globalization;
using System.Text;

namespace KScript.Workbench.Views;

/// <summary>A time axis from 0 on.</summary>
internal sealed class ChartScale
{
    private const int MarkEvery = 10;

    /// <summary>An axis of at most so many columns.</summary>
    public ChartScale(long time, long most)
    {
        Ticks = Round(Math.Max(1, (time + most - 1) / most));
        Time = time;
        Columns = (int)((time + Ticks - 1) / Ticks);
    }

    /// <summary>Ticks of a column: 1, 2 or 5, or ten, a hundred … times that, so that the times above them are round.</summary>
    public long Ticks { get; }

    /// <summary>The end of the run.</summary>
    public long Time { get; }

    /// <summary>Columns of the chart.</summary>
    public int Columns { get; }

    /// <summary>Ticks of one column: the last may have fewer.</summary>
    public long TicksOf(int column) => Math.Min(Ticks, Time - (column * Ticks));

    /// <summary>For each column that a stretch of time touches: the column, and how much of the stretch is in it.</summary>
    public void Spread(long from, long to, Action<int, long> add)
    {
        to = Math.Min(to, Time);
        for (long at = from; at < to;)
        {
            int column = (int)(at / Ticks);
            long until = Math.Min(to, (column + 1) * Ticks);
            add(column, until - at);
            at = until;
        }
    }

    /// <summary>Times, each above the column that begins then; as many as have room.</summary>
    public string Times()
    {
        int step = Text(Columns * Ticks).Length < MarkEvery ? MarkEvery : 2 * MarkEvery;
        var row = new StringBuilder();
        for (int column = 0; column < Columns; column += step)
        {
            row.Append(Text(column * Ticks).PadRight(step));
        }

        return row.ToString().TrimEnd();
    }

    /// <summary>A mark below each of them, and one at half the way.</summary>
    public string Marks()
    {
        var row = new char[Columns];
        for (int column = 0; column < Columns; column++)
        {
            row[column] = (column % MarkEvery) switch { 0 => '|', MarkEvery / 2 => ':', _ => ' ' };
        }

        return new string(row).TrimEnd();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Round(long least)
    {
        long power = 1;
        while (power < least && power <= long.MaxValue / 10)
        {
            foreach (int factor in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (power * factor >= least)
                {
                    return power * factor;
                }
            }

            power *= 10;
        }

        return power;
    }
}
