// The values of one metric over the tasks of a run: mean, percentiles, maximum.
using System.Numerics;

namespace KScript.Workbench.Metrics;

/// <summary>Values, sorted. They may be fixed-point: so many decimals are behind the point.</summary>
internal sealed class MetricSample
{
    private readonly List<long> values = [];
    private readonly long unit;
    private bool isSorted = true;

    /// <summary>An empty sample, whose values count <paramref name="unit"/>ths (1: whole ticks, 1000: thousandths).</summary>
    public MetricSample(long unit = 1) => this.unit = unit;

    /// <summary>How many there are.</summary>
    public int Count => values.Count;

    /// <summary>Their mean; 0 where there are none.</summary>
    public Ratio Mean
    {
        get
        {
            BigInteger sum = 0;
            foreach (long value in values)
            {
                sum += value;
            }

            return new Ratio(sum, (BigInteger)values.Count * unit);
        }
    }

    /// <summary>The greatest.</summary>
    public Ratio Maximum => Percentile(100);

    /// <summary>Adds a value.</summary>
    public void Add(long value)
    {
        values.Add(value);
        isSorted = false;
    }

    /// <summary>By nearest rank: the least value that so many percent of all do not exceed. 0 where there are none.</summary>
    public Ratio Percentile(int percent)
    {
        if (values.Count == 0)
        {
            return Ratio.Zero;
        }

        if (!isSorted)
        {
            values.Sort();
            isSorted = true;
        }

        long rank = ((long)values.Count * percent + 99) / 100;
        return new Ratio(values[(int)Math.Max(0, rank - 1)], unit);
    }
}
