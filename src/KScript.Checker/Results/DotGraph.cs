// The graph of states as a drawing: DOT, the language of Graphviz. A node says where each process stands, an edge whose step it is.
using System.Globalization;
using System.Text;
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.Results;

/// <summary>Draws it.</summary>
internal sealed class DotGraph : IGraphObserver
{
    /// <summary>More states than these nobody can read.</summary>
    public const int MostStates = 2_000;

    private readonly CompiledProgram program;
    private readonly StringBuilder nodes = new();
    private readonly StringBuilder edges = new();

    private DotGraph(CompiledProgram program) => this.program = program;

    /// <summary>The graph of a script.</summary>
    /// <param name="program">The script.</param>
    /// <param name="time">How time passes.</param>
    /// <exception cref="CannotCheckException">It has too many states, or cannot be explored.</exception>
    public static string Of(CompiledProgram program, TimeRule time)
    {
        Checking.Refuse(program, time == TimeRule.Patient ? CheckedTimes.Patient : CheckedTimes.Free);
        var model = new Model(program, time);
        var graph = new DotGraph(model.Program);
        ExploreResult explored = new Exploration(model, new ExploreOptions { Reduces = false, Limits = new ExploreLimits { States = MostStates } }) { Observer = graph }.Run();
        if (explored.Bound is not null)
        {
            throw new CannotCheckException($"the script has more than {MostStates} states, which no drawing shows");
        }

        return $"digraph states {{\n  node [shape=box, fontname=\"monospace\"];\n{graph.nodes}{graph.edges}}}\n";
    }

    /// <inheritdoc/>
    public void State(int number, Machine state)
    {
        var lines = new List<string>();
        for (int task = 2; task <= state.S.TaskTop; task++)
        {
            if (state.Tasks[task].State != TaskState.Free)
            {
                string what = state.Tasks[task].State == TaskState.Zombie ? "a zombie" : Standing.WordOf(state, task);
                string where = state.Tasks[task].State != TaskState.Zombie && state.Contexts[task] is VmContext context
                    ? $", {program.Source.LineName(program.StatementAt(context.ProgramCounter).Start)}" : "";
                lines.Add($"{Judge.NameOf(state, task)}: {what}{where}\\l");
            }
        }

        lines.Add(state.IsHalted ? "fails\\l" : "");
        nodes.Append(CultureInfo.InvariantCulture, $"  s{number} [label=\"{string.Concat(lines)}\"];\n");
    }

    /// <inheritdoc/>
    public void Step(int from, int to, Choice choice, int pid)
    {
        string step = Schedule.Of([new ScheduleItem(choice.Kind, pid, choice.Branch, 1)]).ToString();
        edges.Append(CultureInfo.InvariantCulture, $"  s{from} -> s{to} [label=\"{step}\"];\n");
    }

    /// <inheritdoc/>
    public void End(int number, Machine state) => nodes.Append(CultureInfo.InvariantCulture, $"  s{number} [style=bold];\n");
}
