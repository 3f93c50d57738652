// What a program in execution costs: it says so to the machine's meter where it takes memory or works longer than a statement does, and
// counts the memory that it holds when that is measured.
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    // The object itself, a list, a text that grows: what the runtime needs for them, about.
    private const int ContextBytes = 120, ExtraBytes = 120;

    /// <summary>Bytes of a value in a register or a list.</summary>
    internal const int ValueBytes = 16;

    /// <summary>What looking at a condition costs beside its statements: it runs on a copy.</summary>
    private const int StatementsOfCondition = 30;

    /// <inheritdoc/>
    /// <remarks>By what its frames need: how long the arrays are depends on whose memory they were before.</remarks>
    public override long Size
    {
        get
        {
            (int usedNumbers, int usedValues) = Used();
            return ContextBytes + (8L * usedNumbers) + ((long)ValueBytes * usedValues);
        }
    }

    /// <summary>Bytes of its arrays.</summary>
    private long Room => (8L * numbers.Length) + ((long)ValueBytes * values.Length);

    /// <inheritdoc/>
    public override object? WhyNoHandler(int task) => depth < VmLimits.CallDepth ? null
        : new LimitHalt(task, extra.Program.StatementAt(pc), "calls within calls", VmLimits.CallDepth);

    /// <inheritdoc/>
    public override void Measure(MemoryCount memory)
    {
        memory.Add(ContextBytes + Room);
        if (memory.AddOnce(extra, ExtraBytes))
        {
            memory.AddOnce(extra.Stdio);
            memory.AddOnce(extra.AtExit, 4L * extra.AtExit.Length);
        }

        Measure(values, memory);
    }

    /// <summary>Counts what values hold beyond themselves.</summary>
    internal static void Measure(ReadOnlySpan<Value> values, MemoryCount memory)
    {
        var lists = new Stack<ListValue>();
        foreach (ref readonly Value value in values)
        {
            value.Measure(memory, lists);
            while (lists.TryPop(out ListValue? list) && !memory.IsTooMuch)
            {
                list.Measure(memory, lists);
            }
        }
    }

    /// <summary>Memory was taken and filled by an operation that is done.</summary>
    /// <returns>What the operation answers: go on, or leave it to the kernel to look at the limits.</returns>
    private static int Charge(Machine machine, long bytes)
    {
        RunMeter meter = machine.Meter;
        meter.Allocate(bytes);
        return meter.IsDue ? (int)TrapKind.Look : GoOn;
    }

    /// <summary>An operation that is done took as long as so many statements.</summary>
    private static int ChargeWork(Machine machine, long statements)
    {
        RunMeter meter = machine.Meter;
        meter.Work(statements);
        return meter.IsDue ? (int)TrapKind.Look : GoOn;
    }
}
