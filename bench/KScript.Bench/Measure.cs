// Running one thing and taking its time: CPU time of this process, wall time, CPU time of a child process.
using System.Diagnostics;
using System.Globalization;

namespace KScript.Bench;

/// <summary>A measurement in seconds.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Cpu">Processor time.</param>
internal readonly record struct Took(double Wall, double Cpu);

internal static class Measure
{
    /// <summary>The best of several runs, each set up afresh: other work on the machine only ever adds.</summary>
    public static Took Best(int runs, Action body)
    {
        Took best = new(double.MaxValue, double.MaxValue);
        for (int i = 0; i < runs; i++)
        {
            GC.Collect();
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            body();
            double wall = watch.Elapsed.TotalSeconds;
            double used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            best = new Took(Math.Min(best.Wall, wall), Math.Min(best.Cpu, used));
        }

        return best;
    }

    /// <summary>The wall time of a child process, the best of several runs; null where it cannot be started.</summary>
    public static double? BestChild(int runs, string file, params string[] arguments)
    {
        double best = double.MaxValue;
        for (int i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            if (OutputOf(file, arguments) is null)
            {
                return null;
            }

            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    /// <summary>The CPU time of a Lua program as Lua itself says it (os.clock), the best of several runs; null where there is no Lua.</summary>
    public static double? BestLua(int runs, string program)
    {
        double best = double.MaxValue;
        for (int i = 0; i < runs; i++)
        {
            if (OutputOf("lua5.4", "-e", program + " io.write(os.clock())") is not { } output)
            {
                return null;
            }

            best = Math.Min(best, double.Parse(output, CultureInfo.InvariantCulture));
        }

        return best;
    }

    private static string? OutputOf(string file, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process child = Process.Start(start)!;
            string output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
