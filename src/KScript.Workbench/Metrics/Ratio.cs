// An exact fraction: means, shares and fairness are compared and printed without a floating-point number, so that every
// machine prints the same digits.
using System.Globalization;
using System.Numerics;

namespace KScript.Workbench.Metrics;

/// <summary>A fraction that is not negative.</summary>
internal sealed class Ratio
{
    private readonly BigInteger numerator;
    private readonly BigInteger denominator;

    /// <summary>Makes one. What is divided by 0 is 0: no tasks, no time.</summary>
    public Ratio(BigInteger numerator, BigInteger denominator)
    {
        this.numerator = denominator.IsZero ? BigInteger.Zero : numerator;
        this.denominator = denominator.IsZero ? BigInteger.One : denominator;
    }

    /// <summary>Nothing.</summary>
    public static Ratio Zero { get; } = new(0, 1);

    /// <summary>Less than 0 where this is the smaller one, more where the other is, 0 where they are equal.</summary>
    public int CompareTo(Ratio other) => (numerator * other.denominator).CompareTo(other.numerator * denominator);

    /// <summary>As decimals, rounded half up.</summary>
    public string ToText(int decimals)
    {
        string digits = Times(BigInteger.Pow(10, decimals)).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>The whole number nearest to so many times this, rounded half up.</summary>
    public BigInteger Times(BigInteger factor) => ((numerator * factor * 2) + denominator) / (denominator * 2);
}
