// Logarithm and power of two in whole numbers. Math.Log and Math.Pow are the C library's and differ in the last digit from
// one platform to the next; these give the same bits everywhere. Numbers are fixed-point: Q32 has 32 bits behind the point.
namespace KScript.Interpreter.Workloads;

/// <summary>Exact arithmetic for distributions.</summary>
internal static class FixedPoint
{
    /// <summary>Bits behind the point of Q32.</summary>
    public const int Bits = 32;

    /// <summary>1 as Q32.</summary>
    public const long One = 1L << Bits;

    // ln 2 with 64 bits behind the point, cut off.
    private const ulong Ln2 = 0xB172_17F7_D1CF_79AB;

    // 2^(1/2), 2^(1/4), 2^(1/8) … with 62 bits behind the point: each the square root of the one before.
    private static readonly ulong[] Roots = MakeRoots();

    /// <summary>-log2 of <paramref name="u"/>/2^64, as Q32, above 0 and at most 64. One bit of the fraction is a squaring (Knuth, TAOCP 1, section 1.2.2, exercise 25 turned round).</summary>
    public static ulong NegativeLog2(ulong u)
    {
        int zeros = System.Numerics.BitOperations.LeadingZeroCount(u);
        ulong mantissa = u << zeros;
        ulong fraction = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            UInt128 square = ((UInt128)mantissa * mantissa) >> 63;
            bool isOverTwo = square >> 64 != 0;
            mantissa = (ulong)(isOverTwo ? square >> 1 : square);
            fraction = (fraction << 1) | (isOverTwo ? 1UL : 0UL);
        }

        return ((ulong)(zeros + 1) << Bits) - fraction;
    }

    /// <summary>-ln of <paramref name="u"/>/2^64, as Q32.</summary>
    public static ulong NegativeLn(ulong u) => (ulong)(((UInt128)NegativeLog2(u) * Ln2) >> 64);

    /// <summary>2 to a power below 64, as Q32; both are Q32.</summary>
    public static UInt128 PowerOfTwo(ulong exponent)
    {
        UInt128 product = (UInt128)1 << 62;
        for (int bit = 0; bit < Bits; bit++)
        {
            if ((exponent >> (Bits - 1 - bit) & 1) != 0)
            {
                product = (product * Roots[bit]) >> 62;
            }
        }

        return (product << (int)(exponent >> Bits)) >> (62 - Bits);
    }

    private static ulong[] MakeRoots()
    {
        var roots = new ulong[Bits];
        UInt128 last = (UInt128)2 << 62;
        for (int i = 0; i < Bits; i++)
        {
            last = SquareRoot(last << 62);
            roots[i] = (ulong)last;
        }

        return roots;
    }

    // The whole part, digit by digit from the highest.
    private static UInt128 SquareRoot(UInt128 value)
    {
        UInt128 root = 0;
        for (int bit = 63; bit >= 0; bit--)
        {
            UInt128 tried = root | ((UInt128)1 << bit);
            if (tried * tried <= value)
            {
                root = tried;
            }
        }

        return root;
    }
}
