// Which register each variable gets. The frame of an image begins with the variables of the file's top level, at the same
// registers in every image, so that functions find them there; parameters and the image's own variables follow.
// Loops, not LINQ: its code over structs is not pre-compiled, and this is on the way of every start.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

/// <summary>The variables of a frame: names by register, numbers and values apart.</summary>
internal sealed class Frame
{
    private readonly List<string> numberNames = [];
    private readonly List<string> valueNames = [];

    /// <summary>The variables themselves, in the order in which they were added.</summary>
    public List<Variable> Variables { get; } = [];

    /// <summary>How many number registers are variables.</summary>
    public int Numbers => numberNames.Count;

    /// <summary>How many value registers are variables.</summary>
    public int Values => valueNames.Count;

    /// <summary>Names of the number registers.</summary>
    public string[] NumberNames => numberNames.ToArray();

    /// <summary>Names of the value registers.</summary>
    public string[] ValueNames => valueNames.ToArray();

    /// <summary>A frame that begins as another.</summary>
    public static Frame BeginningAs(Frame other)
    {
        var frame = new Frame();
        frame.numberNames.AddRange(other.numberNames);
        frame.valueNames.AddRange(other.valueNames);
        frame.Variables.AddRange(other.Variables);
        return frame;
    }

    /// <summary>Gives each variable that lives in a cell a register for the cell's number.</summary>
    public void AddCells(List<Variable> variables)
    {
        foreach (Variable variable in variables)
        {
            variable.Index = numberNames.Count;
            numberNames.Add(variable.Name);
            Variables.Add(variable);
        }
    }

    /// <summary>Gives each variable the next register.</summary>
    public void Add(List<Variable> variables)
    {
        foreach (Variable variable in variables)
        {
            List<string> names = variable.IsValue ? valueNames : numberNames;
            variable.Index = names.Count;
            names.Add(variable.Name);
            Variables.Add(variable);
        }
    }
}

/// <summary>Lays out frames.</summary>
internal static class FrameLayout
{
    /// <summary>Gives the variables of the top level, and of the bodies from one on, their registers.</summary>
    /// <param name="resolution">The variables and bodies.</param>
    /// <param name="globals">The frame that images begin with: as it is so far, and gets what is new.</param>
    /// <param name="newGlobals">Variables of the top level that have no register yet.</param>
    /// <param name="shared">The same of shared memory.</param>
    /// <param name="newShared">Shared variables that have no place yet.</param>
    /// <param name="firstBody">The first body to lay out.</param>
    public static void Assign(Resolution resolution, Frame globals, List<Variable> newGlobals, Frame shared, List<Variable> newShared, int firstBody)
    {
        globals.Add(newGlobals);
        shared.Add(newShared);
        for (int i = firstBody; i < resolution.Bodies.Count; i++)
        {
            Body body = resolution.Bodies[i];
            body.Frame = body.IsImage ? Frame.BeginningAs(globals) : new Frame();
            body.Frame.Add(body.Parameters);
            body.Frame.Add(body.Locals);
        }
    }

    /// <summary>
    /// The same for a program with blocks of threads, vfork or clone. The variables of the top level, and what a handler has from outside, are at fixed
    /// places of the process's memory; what such a block has from outside is there too if it exists once in a process, else in cells.
    /// </summary>
    public static void AssignWithBranches(Resolution resolution, Frame common, List<Variable> newGlobals, Frame shared, List<Variable> newShared, int firstBody)
    {
        shared.Add(newShared);
        newGlobals.ForEach(static variable => variable.Place = VariablePlace.Common);
        common.Add(newGlobals);
        foreach (Body body in resolution.Bodies.GetRange(firstBody, resolution.Bodies.Count - firstBody))
        {
            var placed = new List<Variable>();
            foreach (Variable variable in (IEnumerable<Variable>)[.. body.Parameters, .. body.Locals])
            {
                bool existsOnce = body.IsImage && variable.Branch is null;
                variable.Place = variable.IsUsedLater || (variable.IsCaptured && existsOnce) ? VariablePlace.Common
                    : variable.IsCaptured ? VariablePlace.Cell
                    : VariablePlace.AsKind;
                if (variable.Place == VariablePlace.Common)
                {
                    placed.Add(variable);
                }
            }

            common.Add(placed);
            StoreParameters(body);
            body.Frame = new Frame();
            body.Frame.Add(body.Parameters);
            body.Frame.Add(body.Locals.FindAll(static variable => variable.Place == VariablePlace.AsKind));
            body.Frame.AddCells([.. body.Stored.Select(static stored => stored.Variable).Concat(body.Locals).Where(static variable => variable.Place == VariablePlace.Cell)]);
        }
    }

    /// <summary>A caller passes parameters in registers: those that live elsewhere are copied when the body begins.</summary>
    private static void StoreParameters(Body body)
    {
        for (int i = 0; i < body.Parameters.Count; i++)
        {
            Variable variable = body.Parameters[i];
            if (variable.Place != VariablePlace.AsKind)
            {
                var passed = new Variable(variable.Name, variable.Span, VariableKind.Parameter, body) { Scope = new Diagnostics.Span(0, 0), Type = variable.Type };
                body.Parameters[i] = passed;
                body.Stored.Add((passed, variable));
            }
        }
    }

    /// <summary>What the program keeps of a body.</summary>
    public static FunctionInfo Describe(Body body, int end)
    {
        var parameters = new Place[body.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            Variable parameter = body.Parameters[i];
            parameters[i] = new Place(parameter.IsValue, parameter.Type == KsType.Bool, parameter.Index);
        }

        return new FunctionInfo(body.Name, body.Kind, end, parameters, body.Frame.NumberNames, body.Frame.ValueNames)
        {
            EndsAtPrompt = body.EndsAtPrompt,
            Variables = DescribeVariables(body.Frame.Variables),
        };
    }

    /// <summary>What the program keeps of variables.</summary>
    public static VariableInfo[] DescribeVariables(List<Variable> variables)
    {
        var infos = new VariableInfo[variables.Count];
        for (int i = 0; i < infos.Length; i++)
        {
            Variable variable = variables[i];
            var place = new Place(variable.IsValue, variable.Type == KsType.Bool, variable.Index) { Holder = HolderOf(variable) };
            infos[i] = new VariableInfo(variable.Name, place, variable.Scope);
        }

        return infos;
    }

    private static Holder HolderOf(Variable variable) =>
        variable.Place == VariablePlace.Cell ? Holder.Cell : variable.Place == VariablePlace.Common ? Holder.Common : Holder.Frame;

    /// <summary>What number variables are at the start of an image.</summary>
    public static long[] InitialNumbers(List<Variable> variables, int count)
    {
        long[] numbers = new long[count];
        foreach (Variable variable in variables)
        {
            if (!variable.IsValue)
            {
                numbers[variable.Index] = variable.Initial?.Bits ?? 0;
            }
        }

        return numbers;
    }

    /// <summary>What value variables are at the start of an image.</summary>
    public static Value[] InitialValues(List<Variable> variables, int count)
    {
        var values = new Value[count];
        foreach (Variable variable in variables)
        {
            if (variable.IsValue)
            {
                values[variable.Index] = variable.Initial ?? default;
            }
        }

        return values;
    }
}
