// vars: what the variables of a process hold now, the innermost frame first, shared memory last.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders variables.</summary>
internal static class VariablesTable
{
    private const int MostCharacters = 60;

    /// <summary>The variables of a process.</summary>
    public static string Render(Machine machine, ProcessView process)
    {
        string label = PerProcess.Label(process);
        if (process.State == TaskState.Zombie)
        {
            return $"{label} is a zombie: its memory is gone\n";
        }

        if (machine.ContextOf(process.Pid) is not VmContext context)
        {
            return $"{label} is part of the machine: it has no variables\n";
        }

        var table = new TextTable("FRAME", "NAME", "VALUE");
        foreach (VariableView variable in context.Variables(machine, process.Pid))
        {
            string frame = variable.IsShared ? "shared" : string.Create(CultureInfo.InvariantCulture, $"#{variable.Frame} {variable.Function}");
            table.Add(frame, variable.Name, Cut(variable.Value.Literal()));
        }

        if (table.Count == 0)
        {
            return $"{label} has no variables yet\n";
        }

        var text = new StringBuilder($"variables of {label}\n");
        table.WriteTo(text);
        return text.ToString();
    }

    private static string Cut(string literal)
    {
        if (literal.Length <= MostCharacters)
        {
            return literal;
        }

        int length = MostCharacters - 3;
        // Not between the halves of one character.
        return literal[..(char.IsHighSurrogate(literal[length - 1]) ? length - 1 : length)] + "...";
    }
}
