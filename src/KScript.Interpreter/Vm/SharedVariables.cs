// The `shared` variables: one piece of memory for all processes of a machine.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>Shared memory as the program laid it out.</summary>
internal sealed class SharedVariables : SharedMemory
{
    /// <summary>As the program says it is at the start.</summary>
    public SharedVariables(CompiledProgram program)
        : this([.. program.SharedNumbers], [.. program.SharedValues])
    {
    }

    private SharedVariables(long[] numbers, Value[] values)
    {
        Numbers = numbers;
        Values = values;
        foreach (Value value in values)
        {
            value.Share();
        }
    }

    /// <summary>The same memory for a program that has declared more; the new variables are as it says.</summary>
    public static SharedVariables Grown(SharedVariables? memory, CompiledProgram program)
    {
        var grown = new SharedVariables(program);
        memory?.Numbers.CopyTo(grown.Numbers, 0);
        memory?.Values.CopyTo(grown.Values, 0);
        return grown;
    }

    /// <summary>Numbers and truth values.</summary>
    public long[] Numbers { get; }

    /// <summary>Other values.</summary>
    public Value[] Values { get; }

    /// <inheritdoc/>
    public override SharedMemory Copy()
    {
        foreach (Value value in Values)
        {
            value.Share();
        }

        return new SharedVariables([.. Numbers], [.. Values]);
    }

    /// <inheritdoc/>
    public override void Measure(MemoryCount memory)
    {
        memory.Add((8L * Numbers.Length) + ((long)VmContext.ValueBytes * Values.Length));
        VmContext.Measure(Values, memory);
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write("shared", Numbers);
        foreach (ref readonly Value value in Values.AsSpan())
        {
            value.WriteState(writer, "shared");
        }
    }
}
