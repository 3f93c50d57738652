// A system call as the trace sees it: its name and parameters as bytes, made from its row in SyscallTable on first use.
using System.Text;

namespace KScript.Kernel;

/// <summary>A parameter as the trace prints it.</summary>
/// <param name="Kind">How its value is decoded.</param>
/// <param name="Key">Its name, as the key in JSON.</param>
/// <param name="Names">The names of its values, or null.</param>
internal sealed record ParameterShape(ParameterKind Kind, byte[] Key, ValueNames? Names);

/// <summary>A call as the trace prints it.</summary>
internal sealed class CallShape
{
    private static readonly CallShape?[] Cache = new CallShape?[256];

    private CallShape(SyscallNumber number)
    {
        SyscallRow row = SyscallTable.Find(number) ?? throw new ArgumentOutOfRangeException(nameof(number));
        Name = Encoding.ASCII.GetBytes(row.Name);
        Result = row.Result;
        var parameters = row.Parameters;
        Parameters = new ParameterShape[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            Parameters[i] = new ParameterShape(
                parameter.Kind, Encoding.ASCII.GetBytes(parameter.Name), ValueNames.Of(row.Name, parameter.Name));
        }
    }

    /// <summary>The call's name.</summary>
    public byte[] Name { get; }

    /// <summary>Its parameters.</summary>
    public ParameterShape[] Parameters { get; }

    /// <summary>What it gives.</summary>
    public ResultKind Result { get; }

    /// <summary>The shape of a call.</summary>
    public static CallShape Of(SyscallNumber number) => Cache[(int)number] ??= new CallShape(number);

    /// <summary>How many arguments of an event are worth printing: flags that are 0 at the end are left out, as one would in C++ or Python.</summary>
    public int PrintedArguments(in TraceEvent e)
    {
        int count = Math.Min(Math.Min(e.ArgumentCount, Parameters.Length), 4);
        while (count > 0 && Parameters[count - 1].Kind == ParameterKind.Flags && Argument(e, count - 1) == 0)
        {
            count--;
        }

        return count;
    }

    /// <summary>An argument by its place.</summary>
    public static long Argument(in TraceEvent e, int index) => index switch
    {
        0 => e.A0,
        1 => e.A1,
        2 => e.A2,
        _ => e.A3,
    };
}
