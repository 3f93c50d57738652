// The weight of each nice value: a step is a tenth of the CPU, whatever the level.
namespace KScript.Kernel;

/// <summary>Linux's table sched_prio_to_weight (kernel/sched/core.c): each nice level is 1.25 times the next.</summary>
internal static class NiceWeights
{
    /// <summary>The weight of nice 0.</summary>
    public const int Normal = 1024;

    /// <summary>The weight of SCHED_IDLE (WEIGHT_IDLEPRIO).</summary>
    public const int Idle = 3;

    private const int LowestNice = -20;

    private static readonly int[] Weights =
    [
        88761, 71755, 56483, 46273, 36291,
        29154, 23254, 18705, 14949, 11916,
        9548, 7620, 6100, 4904, 3906,
        3121, 2501, 1991, 1586, 1277,
        1024, 820, 655, 526, 423,
        335, 272, 215, 172, 137,
        110, 87, 70, 56, 45,
        36, 29, 23, 18, 15,
    ];

    /// <summary>The weight of a nice value, -20..19.</summary>
    public static int Of(int nice) => Weights[nice - LowestNice];
}
