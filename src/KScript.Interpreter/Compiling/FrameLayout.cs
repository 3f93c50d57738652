// Which register each variable gets. The frame of an image begins with the variables of the file's top level, at the same
// registers in every image, so that functions find them there; parameters and the image's own variables follow.
// Loops, not LINQ: its code over structs is not pre-compiled, and this is on the way of every start.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

/// <summary>Lays out frames.</summary>
internal static class FrameLayout
{
    /// <summary>Gives every variable its register.</summary>
    public static void Assign(Resolution resolution)
    {
        (int, int) globals = Assign(resolution.Globals, (0, 0));
        Assign(resolution.Shared, (0, 0));
        foreach (Body body in resolution.Bodies)
        {
            (int, int) next = body.IsImage ? globals : (0, 0);
            next = Assign(body.Parameters, next);
            Assign(body.Locals, next);
        }
    }

    /// <summary>How many registers the variables of a body take.</summary>
    public static (int Numbers, int Values) Size(Resolution resolution, Body body)
    {
        List<Variable> variables = Variables(resolution, body);
        int values = CountValues(variables);
        return (variables.Count - values, values);
    }

    /// <summary>What the program keeps of a body.</summary>
    public static FunctionInfo Describe(Resolution resolution, Body body, int end)
    {
        var parameters = new Place[body.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            Variable parameter = body.Parameters[i];
            parameters[i] = new Place(parameter.IsValue, parameter.Type == KsType.Bool, parameter.Index);
        }

        (int numbers, int values) = Size(resolution, body);
        string[] numberNames = new string[numbers];
        string[] valueNames = new string[values];
        foreach (Variable variable in Variables(resolution, body))
        {
            (variable.IsValue ? valueNames : numberNames)[variable.Index] = variable.Name;
        }

        return new FunctionInfo(body.Name, body.Kind, end, parameters, numberNames, valueNames);
    }

    /// <summary>What number variables are at the start of an image.</summary>
    public static long[] InitialNumbers(List<Variable> variables)
    {
        long[] numbers = new long[variables.Count - CountValues(variables)];
        int count = 0;
        foreach (Variable variable in variables)
        {
            if (!variable.IsValue)
            {
                numbers[count++] = variable.Initial?.Bits ?? 0;
            }
        }

        return numbers;
    }

    /// <summary>What value variables are at the start of an image.</summary>
    public static Value[] InitialValues(List<Variable> variables)
    {
        var values = new Value[CountValues(variables)];
        int count = 0;
        foreach (Variable variable in variables)
        {
            if (variable.IsValue)
            {
                values[count++] = variable.Initial ?? default;
            }
        }

        return values;
    }

    private static List<Variable> Variables(Resolution resolution, Body body)
    {
        var variables = new List<Variable>();
        if (body.IsImage)
        {
            variables.AddRange(resolution.Globals);
        }

        variables.AddRange(body.Parameters);
        variables.AddRange(body.Locals);
        return variables;
    }

    private static int CountValues(List<Variable> variables)
    {
        int count = 0;
        foreach (Variable variable in variables)
        {
            count += variable.IsValue ? 1 : 0;
        }

        return count;
    }

    private static (int Numbers, int Values) Assign(List<Variable> variables, (int Numbers, int Values) next)
    {
        foreach (Variable variable in variables)
        {
            variable.Index = variable.IsValue ? next.Values++ : next.Numbers++;
        }

        return next;
    }
}
