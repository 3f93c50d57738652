// Records: a few named values in one. Like lists they are values: assignment copies. A record never changes; a write to a field makes
// another record, for records are short.
using System.Text;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A record; immutable.</summary>
internal sealed class RecordValue
{
    private readonly string[] names;
    private readonly Value[] values;

    /// <summary>A record of fields with different names.</summary>
    /// <param name="names">Their names; never changed again.</param>
    /// <param name="values">Their values, as many; never changed again.</param>
    public RecordValue(string[] names, Value[] values)
    {
        this.names = names;
        this.values = values;
        foreach (ref readonly Value value in values.AsSpan())
        {
            value.Share();
        }
    }

    /// <summary>The fields' names, in the order in which they were written.</summary>
    public ReadOnlySpan<string> Names => names;

    /// <summary>Their values.</summary>
    public ReadOnlySpan<Value> Values => values;

    /// <summary>What a system call gave.</summary>
    public static RecordValue Of(NamedNumbers numbers)
    {
        var values = new Value[numbers.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value.Of(numbers.Values[i]);
        }

        return new RecordValue(numbers.Names, values);
    }

    /// <summary>The value of a field; false: there is none of that name.</summary>
    public bool TryGet(string name, out Value value)
    {
        int at = Array.IndexOf(names, name);
        value = at < 0 ? default : values[at];
        return at >= 0;
    }

    /// <summary>The same record with another value in a field that it has.</summary>
    public RecordValue With(string name, in Value value)
    {
        Value[] changed = values.AsSpan().ToArray();
        changed[Array.IndexOf(names, name)] = value;
        return new RecordValue(names, changed);
    }

    /// <summary>The same names with equal values, in whatever order.</summary>
    public static bool AreEqual(RecordValue a, RecordValue b)
    {
        if (a.names.Length != b.names.Length)
        {
            return false;
        }

        for (int i = 0; i < a.names.Length; i++)
        {
            if (!b.TryGet(a.names[i], out Value other) || !Value.AreEqual(a.values[i], other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As print shows it: {name: bob, pid: 0}.</summary>
    public string Display()
    {
        var builder = new StringBuilder("{");
        for (int i = 0; i < names.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ").Append(names[i]).Append(": ").Append(values[i].Display());
        }

        return builder.Append('}').ToString();
    }

    /// <summary>Writes everything that is state.</summary>
    public void WriteState(StateWriter writer, string field)
    {
        writer.Write(field, names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            writer.Write("field", names[i]);
            values[i].WriteState(writer, field);
        }
    }
}
