// The distributions that a workload may name, one row each: the compiler checks the parameters by the rows.
using KScript.Kernel;

namespace KScript.Interpreter.Workloads;

/// <summary>A distribution by its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters with their ranges.</param>
/// <param name="Required">How many of them must be given.</param>
/// <param name="Summary">What it is.</param>
internal sealed record DistributionRow(string Name, SettingRow[] Parameters, int Required, string Summary)
{
    /// <summary>Makes it from all its parameters; null where they do not go together.</summary>
    public required Func<long[], Distribution?> Make { get; init; }

    /// <summary>As it is written: pareto(alpha,min[,max]).</summary>
    public string Usage => $"{Name}({string.Join(",", Parameters.Take(Required).Select(p => p.Key))}{string.Concat(Parameters.Skip(Required).Select(p => $"[,{p.Key}]"))})";
}

/// <summary>All of them.</summary>
internal static class DistributionTable
{
    private const string Most = "1000000000";

    private static readonly SettingRow Mean = new("mean", SettingKind.Milli, "", 1, Distribution.Largest * 1000, "the mean, in ticks");

    /// <summary>The rows.</summary>
    public static DistributionRow[] Rows { get; } =
    [
        new("exp", [Mean], 1, "exponential")
        {
            Make = static p => new Distribution(DistributionKind.Exponential, p[0]),
        },
        new("poisson", [Mean], 1, "the gaps of a Poisson process: exponential, too")
        {
            Make = static p => new Distribution(DistributionKind.Exponential, p[0]),
        },
        new("uniform",
            [
                new("from", SettingKind.Int, "", -Distribution.Largest, Distribution.Largest, "the least number"),
                new("to", SettingKind.Int, "", -Distribution.Largest, Distribution.Largest, "the greatest number"),
            ], 2, "whole numbers from the first to the last, equally likely; the same as from..to")
        {
            Make = static p => p[0] <= p[1] ? new Distribution(DistributionKind.Uniform, p[0], p[1]) : null,
        },
        new("pareto",
            [
                new("alpha", SettingKind.Milli, "", 100, 100_000, "the shape: the smaller, the heavier the tail"),
                new("min", SettingKind.Int, "", 1, Distribution.Largest, "the least number"),
                new("max", SettingKind.Int, Most, 1, Distribution.Largest, "the greatest number, at least twice the least"),
            ], 2, "heavy-tailed")
        {
            Make = static p => p[2] == Distribution.Largest || p[2] >= 2 * p[1] ? new Distribution(DistributionKind.Pareto, p[0], p[1], p[2]) : null,
        },
        new("bimodal",
            [
                new("a", SettingKind.Int, "", 0, Distribution.Largest, "one number"),
                new("b", SettingKind.Int, "", 0, Distribution.Largest, "the other number"),
                new("percent", SettingKind.Int, "", 0, 100, "how often it is the first"),
            ], 3, "one of two numbers")
        {
            Make = static p => new Distribution(DistributionKind.Bimodal, p[0], p[1], p[2]),
        },
    ];

    /// <summary>The row of a name, or null.</summary>
    public static DistributionRow? Find(string name) => Array.Find(Rows, row => row.Name == name);
}
