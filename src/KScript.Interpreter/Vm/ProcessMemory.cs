// The memory of a process whose threads share variables: those of the file's top level and the others that a block of thread, vfork or
// clone, or a
// handler, has from outside. Programs without such blocks have none of it: their variables are registers.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>
/// Variables that the threads of a process share. Those of the program stand at fixed places; cells are made as functions and blocks
/// begin.
/// </summary>
internal sealed class ProcessMemory : SharedMemory
{
    private long[] numberCells;
    private Value[] valueCells;

    /// <summary>As a fresh image has it.</summary>
    public ProcessMemory(CompiledProgram program)
        : this([.. program.CommonNumbers], [.. program.CommonValues], [], [])
    {
    }

    private ProcessMemory(long[] numbers, Value[] values, long[] numberCells, Value[] valueCells)
    {
        Numbers = numbers;
        Values = values;
        this.numberCells = numberCells;
        this.valueCells = valueCells;
        Share();
    }

    /// <summary>Numbers and truth values.</summary>
    public long[] Numbers { get; private init; }

    /// <summary>Other values.</summary>
    public Value[] Values { get; private init; }

    /// <summary>
    /// The same memory for a program that has declared more, whose new variables are as it says; the same object where it has not.
    /// </summary>
    public static ProcessMemory Grown(ProcessMemory memory, CompiledProgram program)
    {
        if (memory.Numbers.Length >= program.CommonNumbers.Length && memory.Values.Length >= program.CommonValues.Length)
        {
            return memory;
        }

        var copy = (ProcessMemory)memory.Copy();
        return new ProcessMemory(
            [.. copy.Numbers, .. program.CommonNumbers.AsSpan(copy.Numbers.Length)], [.. copy.Values, .. program.CommonValues.AsSpan(copy.Values.Length)],
            copy.numberCells, copy.valueCells)
        {
            NumberCellCount = copy.NumberCellCount,
            ValueCellCount = copy.ValueCellCount,
            Stdio = copy.Stdio,
            StdioDue = copy.StdioDue,
            AtExit = copy.AtExit,
        };
    }

    /// <summary>What stdio holds back, and how many characters of it are due.</summary>
    public string Stdio { get; set; } = "";

    /// <summary>How many characters of stdio's text are due.</summary>
    public int StdioDue { get; set; }

    /// <summary>Functions of atexit blocks, the newest last. Replaced, never changed.</summary>
    public int[] AtExit { get; set; } = [];

    /// <summary>How many cells for numbers there are.</summary>
    public int NumberCellCount { get; private set; }

    /// <summary>How many cells for other values there are.</summary>
    public int ValueCellCount { get; private set; }

    /// <summary>A cell for a number.</summary>
    public ref long NumberCell(long number) => ref numberCells[number];

    /// <summary>A cell for another value.</summary>
    public ref Value ValueCell(long number) => ref valueCells[number];

    /// <summary>Makes a cell for a number; gives its number.</summary>
    public int NewNumberCell()
    {
        if (NumberCellCount == numberCells.Length)
        {
            Array.Resize(ref numberCells, Math.Max(4, 2 * numberCells.Length));
        }

        return NumberCellCount++;
    }

    /// <summary>Makes a cell for another value; gives its number.</summary>
    public int NewValueCell()
    {
        if (ValueCellCount == valueCells.Length)
        {
            Array.Resize(ref valueCells, Math.Max(4, 2 * valueCells.Length));
        }

        return ValueCellCount++;
    }

    /// <inheritdoc/>
    public override SharedMemory Copy()
    {
        Share();
        return new ProcessMemory([.. Numbers], [.. Values], numberCells.AsSpan(0, NumberCellCount).ToArray(), valueCells.AsSpan(0, ValueCellCount).ToArray())
        {
            NumberCellCount = NumberCellCount,
            ValueCellCount = ValueCellCount,
            Stdio = Stdio,
            StdioDue = StdioDue,
            AtExit = AtExit,
        };
    }

    /// <inheritdoc/>
    public override long Size =>
        (8L * (Numbers.Length + numberCells.Length)) + ((long)VmContext.ValueBytes * (Values.Length + valueCells.Length));

    /// <inheritdoc/>
    public override void Measure(MemoryCount memory)
    {
        memory.Add(Size);
        memory.AddOnce(Stdio);
        memory.AddOnce(AtExit, 4L * AtExit.Length);
        VmContext.Measure(Values, memory);
        VmContext.Measure(valueCells.AsSpan(0, ValueCellCount), memory);
    }

    private void Share()
    {
        foreach (ref readonly Value value in Values.AsSpan())
        {
            value.Share();
        }

        foreach (ref readonly Value value in valueCells.AsSpan())
        {
            value.Share();
        }
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write("numbers", Numbers);
        foreach (ref readonly Value value in Values.AsSpan())
        {
            value.WriteState(writer, "value");
        }

        writer.Write("cells", numberCells.AsSpan(0, NumberCellCount));
        foreach (ref readonly Value value in valueCells.AsSpan(0, ValueCellCount))
        {
            value.WriteState(writer, "cell");
        }

        writer.Write("stdio", Stdio);
        writer.Write("stdio_due", StdioDue);
        foreach (int function in AtExit)
        {
            writer.Write("atexit", function);
        }
    }
}
