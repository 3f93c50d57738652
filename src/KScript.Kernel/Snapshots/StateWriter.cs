// One walk over the state defines its identity: the same Write calls give the hash, the comparison and the dump.
// StateHash.cs, StateDump.cs are the writers.
namespace KScript.Kernel;

/// <summary>Receives every field of the state, in a fixed order.</summary>
public abstract class StateWriter
{
    /// <summary>A number, with its field's name for the dump.</summary>
    public abstract void Write(string field, long value);

    /// <summary>A text, or null.</summary>
    public abstract void Write(string field, string? value);

    /// <summary>Several numbers, with their count.</summary>
    public void Write(string field, ReadOnlySpan<long> values)
    {
        Write(field, values.Length);
        foreach (long value in values)
        {
            Write(field, value);
        }
    }
}
