// One walk over the state defines its identity: the same Write calls give the hash, the comparison and the dump.
// The walk is in StateWalk.cs; StateHash.cs and StateDump.cs are the writers. Programs write their own part to a StateWriter.
namespace KScript.Kernel;

/// <summary>Receives every field of the state, in a fixed order.</summary>
internal abstract class StateWriter
{
    /// <summary>A number, with its field's name for the dump.</summary>
    public abstract void Write(string field, long value);

    /// <summary>A text, or null.</summary>
    public abstract void Write(string field, string? value);

    /// <summary>Several numbers, with their count.</summary>
    public virtual void Write(string field, ReadOnlySpan<long> values)
    {
        Write(field, values.Length);
        foreach (long value in values)
        {
            Write(field, value);
        }
    }

    /// <summary>What follows belongs to another part: a task, a group, a CPU …</summary>
    /// <param name="kind">Which kind of part.</param>
    /// <param name="id">Its number: pid, pgid, CPU.</param>
    public virtual void Section(string kind, long id)
    {
        Write(kind, id);
    }
}

/// <summary>A writer as a struct, so that the walk over rows is compiled for each and a hash costs no virtual calls.</summary>
internal interface IFieldSink
{
    /// <summary>A number.</summary>
    void Field(string name, long value);

    /// <summary>Two numbers: a hash mixes them in one go.</summary>
    void Pair(string name, long value, string secondName, long secondValue);

    /// <summary>A text, or null.</summary>
    void Text(string name, string? value);

    /// <summary>A task's program; the hash of one that is shared is remembered.</summary>
    void Program(UserContext context, int pid);

    /// <summary>A process's memory, made for the process with a pid; its hash is remembered.</summary>
    void Memory(SharedMemory memory, int pid);
}

/// <summary>Hands the rows' fields to a <see cref="StateWriter"/>.</summary>
internal readonly struct WriterSink(StateWriter writer) : IFieldSink
{
    public void Field(string name, long value) => writer.Write(name, value);

    public void Pair(string name, long value, string secondName, long secondValue)
    {
        writer.Write(name, value);
        writer.Write(secondName, secondValue);
    }

    public void Text(string name, string? value) => writer.Write(name, value);

    public void Program(UserContext context, int pid)
    {
        writer.Section("context", pid);
        writer.Write("burst_left", context.BurstLeft);
        context.WriteState(writer);
    }

    public void Memory(SharedMemory memory, int pid)
    {
        writer.Section("memory", pid);
        memory.WriteState(writer);
    }
}
