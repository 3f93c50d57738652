// The logarithm and the power of two against the C library's, within what 32 bits behind the point can say.
using KScript.Interpreter.Workloads;
using Xunit;

namespace KScript.Interpreter.Tests.Workloads;

public class FixedPointTests
{
    private const double Two64 = 18446744073709551616.0;
    private const double Unit = 1.0 / (1L << 32);

    public static TheoryData<ulong> Fractions() =>
        [1, 2, 3, 0x8000_0000_0000_0000, 0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x0123_4567_89ab_cdef, 0xdead_beef_0bad_cafe, 1_000_000_007];

    [Theory]
    [MemberData(nameof(Fractions))]
    public void Logarithms(ulong u)
    {
        Assert.Equal(-Math.Log2(u / Two64), FixedPoint.NegativeLog2(u) * Unit, 2 * Unit);
        Assert.Equal(-Math.Log(u / Two64), FixedPoint.NegativeLn(u) * Unit, 2 * Unit);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(3.25)]
    [InlineData(10.999)]
    [InlineData(31.7)]
    public void Powers(double exponent)
    {
        var fixedExponent = (ulong)(exponent / Unit);
        double expected = Math.Pow(2, fixedExponent * Unit);
        Assert.InRange((double)FixedPoint.PowerOfTwo(fixedExponent) * Unit, expected - (4 * Unit * expected), expected + (4 * Unit * expected));
    }
}
