// Running one thing and taking its time: CPU time of this process, wall time, CPU time of a child process.
using System.Diagnostics;

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

    /// <summary>A child process, the best of several runs; null where it cannot be started.</summary>
    public static Took? BestChild(int runs, string file, params string[] arguments)
    {
        Took best = new(double.MaxValue, double.MaxValue);
        for (int i = 0; i < runs; i++)
        {
            var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            try
            {
                var watch = Stopwatch.StartNew();
                using Process child = Process.Start(start)!;
                child.StandardOutput.ReadToEnd();
                child.WaitForExit();
                best = new Took(Math.Min(best.Wall, watch.Elapsed.TotalSeconds), Math.Min(best.Cpu, child.UserProcessorTime.TotalSeconds));
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        return best;
    }
}
