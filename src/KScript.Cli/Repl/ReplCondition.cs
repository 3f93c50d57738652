// An expression that is looked at again and again while a session goes on: its program grows with each input, and loses names when
// an input is taken back.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>The expression of a breakpoint or a watch, always compiled against the session as it is now.</summary>
/// <param name="shell">Whose session.</param>
/// <param name="expression">As it was typed; it was right then.</param>
internal sealed class ReplCondition(ReplShell shell, string expression)
{
    private CompiledProgram? knownTo;
    private LiveFunction? compiled;

    /// <summary>Its value, as a process sees it.</summary>
    /// <exception cref="HaltException">It cannot be evaluated; also where a name that it needs was taken back.</exception>
    public Value ValueFor(Machine machine, int pid)
    {
        CompiledProgram now = shell.Session.Program;
        if (!ReferenceEquals(knownTo, now))
        {
            knownTo = now;
            compiled = shell.Session.Compile(expression, out _);
        }

        return compiled is { } function ? VmContext.Look(function.Program, function.Function, machine, pid)
            : throw new HaltException(new TypeErrorHalt(0, default, "a name in it is not known here"));
    }
}
