// Periodic jobs: `job P1 period=50 { … }` is released again and again, each time as a process of its own. How often is said by
// releases=N, or follows from the periods of all the script's jobs: up to when their pattern begins anew (the hyperperiod).
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

/// <summary>Makes one image for each release of a job.</summary>
internal static class Releases
{
    /// <summary>How many releases a script may have.</summary>
    public const int Most = 100_000;

    /// <summary>All releases of all jobs, in the order of the source.</summary>
    /// <param name="jobs">The jobs with their declarations.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    public static JobImage[] Expand(IReadOnlyList<(JobImage Image, JobDecl Declaration)> jobs, DiagnosticBag diagnostics)
    {
        long hyperperiod = 1;
        foreach ((JobImage image, _) in jobs)
        {
            hyperperiod = Math.Max(1, LeastCommonMultiple(hyperperiod, image.Period));
        }

        var all = new List<JobImage>();
        foreach ((JobImage image, JobDecl declaration) in jobs)
        {
            long count = image.Releases > 0 ? image.Releases : image.Period == 0 ? 1 : hyperperiod / image.Period;
            if (count > Most - all.Count)
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Name.Span,
                    $"the jobs of this script would be released more than {Most} times",
                    "`releases=N` says how often; or take periods with a smaller common multiple");
                return [];
            }

            for (long k = 0; k < count; k++)
            {
                all.Add(image with { At = image.At + (k * image.Period) });
            }
        }

        return [.. all];
    }

    /// <summary>Where it is too large for any script, some number above <see cref="Most"/> times either.</summary>
    private static long LeastCommonMultiple(long a, long b)
    {
        if (b == 0)
        {
            return a;
        }

        (long x, long y) = (a, b);
        while (y != 0)
        {
            (x, y) = (y, x % y);
        }

        Int128 product = (Int128)(a / x) * b;
        return product > long.MaxValue / 2 ? long.MaxValue / 2 : (long)product;
    }
}
