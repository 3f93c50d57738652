// Which register each variable gets. The frame of an image begins with the variables of the file's top level, at the same
// registers in every image, so that functions find them there; parameters and the image's own variables follow.
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
        IEnumerable<Variable> variables = Variables(resolution, body);
        return (variables.Count(v => !v.IsValue), variables.Count(v => v.IsValue));
    }

    /// <summary>What the program keeps of a body.</summary>
    public static FunctionInfo Describe(Resolution resolution, Body body, int end)
    {
        List<Variable> variables = [.. Variables(resolution, body)];
        return new FunctionInfo(body.Name, body.Kind, end,
            [.. body.Parameters.Select(v => new Place(v.IsValue, v.Type == KsType.Bool, v.Index))],
            [.. variables.Where(v => !v.IsValue).OrderBy(v => v.Index).Select(v => v.Name)],
            [.. variables.Where(v => v.IsValue).OrderBy(v => v.Index).Select(v => v.Name)]);
    }

    /// <summary>What number variables are at the start of an image.</summary>
    public static long[] InitialNumbers(List<Variable> variables) => [.. variables.Where(v => !v.IsValue).Select(v => v.Initial?.Bits ?? 0)];

    /// <summary>What value variables are at the start of an image.</summary>
    public static Value[] InitialValues(List<Variable> variables) => [.. variables.Where(v => v.IsValue).Select(v => v.Initial ?? default)];

    private static IEnumerable<Variable> Variables(Resolution resolution, Body body)
        => (body.IsImage ? resolution.Globals : Enumerable.Empty<Variable>()).Concat(body.Parameters).Concat(body.Locals);

    private static (int Numbers, int Values) Assign(List<Variable> variables, (int Numbers, int Values) next)
    {
        foreach (Variable variable in variables)
        {
            variable.Index = variable.IsValue ? next.Values++ : next.Numbers++;
        }

        return next;
    }
}
