// From what numbers of a workload are drawn. A draw is a number of ticks as Q32 (32 bits behind the point), made with
// whole-number arithmetic alone: FixedPoint.cs says why.
namespace KScript.Interpreter.Workloads;

/// <summary>The kinds of distributions.</summary>
internal enum DistributionKind : byte
{
    /// <summary>Always the same: A.</summary>
    Fixed,
    /// <summary>Whole numbers from A to B, both included, equally likely.</summary>
    Uniform,
    /// <summary>One of a list, equally likely.</summary>
    OneOf,
    /// <summary>Exponential with mean A/1000: -mean ln U.</summary>
    Exponential,
    /// <summary>Pareto with shape A/1000, from B on: B U^(-1/shape); above C it is drawn again, which is the bounded Pareto distribution.</summary>
    Pareto,
    /// <summary>A with C percent, else B.</summary>
    Bimodal,
}

/// <summary>A distribution with its parameters.</summary>
/// <param name="Kind">Which.</param>
/// <param name="A">First parameter; the kinds say what it is.</param>
/// <param name="B">Second.</param>
/// <param name="C">Third.</param>
internal sealed record Distribution(DistributionKind Kind, long A = 0, long B = 0, long C = 0)
{
    /// <summary>The largest number that is ever drawn, in ticks: a heavy tail has no end of its own.</summary>
    public const long Largest = 1_000_000_000;

    private const long Thousand = 1000;

    /// <summary>The numbers of <see cref="DistributionKind.OneOf"/>.</summary>
    public long[] Values { get; init; } = [];

    /// <summary>Always the same number.</summary>
    public static Distribution Of(long value) => new(DistributionKind.Fixed, value);

    /// <summary>The least and the greatest number it can give.</summary>
    public (long Least, long Most) Bounds => Kind switch
    {
        DistributionKind.Fixed => (A, A),
        DistributionKind.Uniform => (A, B),
        DistributionKind.OneOf => (Values.Min(), Values.Max()),
        DistributionKind.Exponential => (0, Largest),
        DistributionKind.Pareto => (B, C),
        DistributionKind.Bimodal => (Math.Min(A, B), Math.Max(A, B)),
    };

    /// <summary>A draw as Q32.</summary>
    internal long Draw(ref DrawStream stream) => Kind switch
    {
        DistributionKind.Fixed => A * FixedPoint.One,
        DistributionKind.Uniform => (A + (long)stream.Below((ulong)(B - A) + 1)) * FixedPoint.One,
        DistributionKind.OneOf => Values[stream.Below((ulong)Values.Length)] * FixedPoint.One,
        DistributionKind.Exponential => Capped((UInt128)FixedPoint.NegativeLn(stream.NextFraction()) * (ulong)A / (ulong)Thousand, Largest),
        DistributionKind.Pareto => DrawPareto(ref stream),
        DistributionKind.Bimodal => ((long)stream.Below(100) < C ? A : B) * FixedPoint.One,
    };

    /// <summary>A draw in whole ticks, rounded to the nearest.</summary>
    internal long DrawWhole(ref DrawStream stream) => (Draw(ref stream) + (FixedPoint.One / 2)) >> FixedPoint.Bits;

    private long DrawPareto(ref DrawStream stream)
    {
        while (true)
        {
            UInt128 exponent = (UInt128)FixedPoint.NegativeLog2(stream.NextFraction()) * (ulong)Thousand / (ulong)A;

            // 2^31 is beyond the largest number already, and far from where the shift would lose bits.
            UInt128 value = exponent >> FixedPoint.Bits > 31 ? UInt128.MaxValue : FixedPoint.PowerOfTwo((ulong)exponent) * (ulong)B;
            if (value <= (UInt128)C << FixedPoint.Bits)
            {
                return (long)value;
            }

            if (C == Largest)
            {
                return Capped(value, Largest);
            }
        }
    }

    private static long Capped(UInt128 value, long most) => (long)UInt128.Min(value, (UInt128)most << FixedPoint.Bits);
}
