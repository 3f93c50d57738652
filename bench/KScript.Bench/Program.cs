// The entry of the benchmarks: `table` prints one table (bench/run), `sched` that of the policies, `cpus` its rows on CPUs alone, `check` those on the model checker; anything else goes to
// BenchmarkDotNet.
using BenchmarkDotNet.Running;

namespace KScript.Bench;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is ["table", ..])
        {
            Table.Print(args.Length > 1 ? args[1] : null);
            return 0;
        }

        if (args is ["sched", ..])
        {
            Schedulers.Print(args.Length > 1 ? args[1] : "");
            return 0;
        }

        if (args is ["cpus"])
        {
            Table.Cpus();
            return 0;
        }

        if (args is ["check"])
        {
            Table.Exploring();
            return 0;
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
