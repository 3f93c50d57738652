// The rows of the table one by one under BenchmarkDotNet: bench/run --filter '*'.
using BenchmarkDotNet.Attributes;
using KScript.Interpreter.Bytecode;

namespace KScript.Bench;

/// <summary>The virtual machine.</summary>
public class VmBenchmarks
{
    private readonly CompiledProgram counting = Runs.Compile(Workloads.CountingLoop(1_000_000));
    private readonly CompiledProgram calls = Runs.Compile(Workloads.CallLoop(1_000_000));

    /// <summary>A million rounds of the counting loop.</summary>
    [Benchmark]
    public long CountingLoop() => Runs.Run(counting);

    /// <summary>A million calls.</summary>
    [Benchmark]
    public long CallLoop() => Runs.Run(calls);
}

/// <summary>The kernel, driven by scripts.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private readonly CompiledProgram trips = Runs.Compile(Workloads.RoundTrips(10_000));
    private readonly CompiledProgram robin = Runs.Compile(Workloads.RoundRobin(1_000, 100));

    /// <summary>Ten thousand times fork, exit, wait.</summary>
    [Benchmark]
    public long RoundTrips() => Runs.Run(trips);

    /// <summary>The same with the text trace to /dev/null.</summary>
    [Benchmark]
    public long RoundTripsTraced() => Runs.RunToNull(trips);

    /// <summary>A thousand processes that take turns.</summary>
    [Benchmark]
    public long RoundRobin() => Runs.Run(robin);
}

/// <summary>Compiling a script.</summary>
public class CompilerBenchmarks
{
    private readonly string text = Workloads.CallLoop(1);

    /// <summary>From text to bytecode.</summary>
    [Benchmark]
    public object Compile() => Runs.Compile(text);
}
