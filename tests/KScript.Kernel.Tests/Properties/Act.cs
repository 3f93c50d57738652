// What a process of a random script does, as data that can be shrunk, executed and printed in the language.
using System.Globalization;
using System.Text;

namespace KScript.Kernel.Tests;

/// <summary>An act: a system call, or one of the forms that are more than a call.</summary>
internal sealed record Act(ActKind Kind)
{
    public SyscallRow? Row { get; init; }
    public long[] Arguments { get; init; } = [];
    public object? Payload { get; init; }

    /// <summary>What the child, the handler or the loop does.</summary>
    public Act[] Body { get; init; } = [];

    /// <summary>The act as steps.</summary>
    public Step[] Compile() => Kind switch
    {
        ActKind.Compute => Do.Compute(Arguments[0]),
        ActKind.Child => Do.Child(CompileAll(Body)),
        ActKind.Thread => Do.Thread(CompileAll(Body)),
        ActKind.Container => Do.Container(Arguments[0], CompileAll(Body)),
        ActKind.Handler => Do.On((int)Arguments[0], CompileAll(Body), (SigActionFlags)Arguments[1]),
        ActKind.Repeat => Do.Repeat((int)Arguments[0], CompileAll(Body)),
        ActKind.Fault => [new Step(StepKind.Fault) { A0 = Arguments[0], A1 = 1 }],
        ActKind.Until => Do.Until((Condition)Arguments[0], Arguments[1]),
        ActKind.Call => Payload is null ? Do.Call(Row!.Number, Arguments) : Do.CallWith(Row!.Number, Payload, Arguments),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Step[] CompileAll(Act[] acts) => Do.All([.. acts.Select(static a => a.Compile())]);

    /// <summary>The acts as a script.</summary>
    public static string Print(string settings, IEnumerable<Act> acts)
    {
        string[] words = settings.Split(' ');
        bool OfMachine(string word) => word.Split('=')[0] is "cpus" or "pid_max" or "syscall" or "switch" or "ips";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"sched {string.Join(' ', words.Where(w => !OfMachine(w)))}\n");
        if (words.Any(OfMachine))
        {
            text.Append(CultureInfo.InvariantCulture, $"machine {string.Join(' ', words.Where(OfMachine))}\n");
        }

        foreach (Act act in acts)
        {
            act.Print(text, 0);
        }

        return text.ToString();
    }

    private void Print(StringBuilder text, int depth)
    {
        text.Append(' ', 4 * depth);
        string a(int i) => i < Arguments.Length ? Arguments[i].ToString(CultureInfo.InvariantCulture) : "0";
        string line = Kind switch
        {
            ActKind.Compute => $"compute {a(0)}",
            ActKind.Child => "fork {",
            ActKind.Thread => "thread {",
            ActKind.Container => Arguments[0] < 0 ? "container {" : $"container pids={a(0)} {{",
            ActKind.Handler => $"on {SignalTable.NameOf((int)Arguments[0])}{Flags((SigActionFlags)Arguments[1])} {{",
            ActKind.Repeat => $"repeat {a(0)} {{",
            ActKind.Fault => $"# fault {SignalTable.NameOf((int)Arguments[0])}",
            ActKind.Until => (Condition)Arguments[0] switch
            {
                Condition.TimeReached => $"until now() >= {a(1)}",
                Condition.Zombies => $"until zombies() == {a(1)}",
                Condition.Gone => $"until state({a(1)}) == \"\"",
                _ => "until false",
            },
            ActKind.Call => PrintCall(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        text.Append(line).Append('\n');
        if (Kind is ActKind.Child or ActKind.Thread or ActKind.Container or ActKind.Handler or ActKind.Repeat)
        {
            foreach (Act act in Body)
            {
                act.Print(text, depth + 1);
            }

            text.Append(' ', 4 * depth).Append("}\n");
        }
    }

    private string PrintCall()
    {
        string arguments = string.Join(", ", Arguments.Select(static v => v.ToString(CultureInfo.InvariantCulture)));
        return (Row!.Number, Payload) switch
        {
            (SyscallNumber.Fork, _) => "fork",
            (SyscallNumber.Vfork or SyscallNumber.PthreadCreate, _) => $"# bare {Row.Name}: both go on",
            (SyscallNumber.Container or SyscallNumber.Enter or SyscallNumber.Cgroup, _) => $"# bare {Row.Name}({arguments}): both go on",
            (SyscallNumber.Clone, _) => $"# bare clone({arguments}): both go on",
            (SyscallNumber.Exit, _) => $"_exit {arguments}",
            (SyscallNumber.Execve, Image image) => $"exec {image.Name}()",
            (SyscallNumber.Io, _) => $"io {arguments}",
            (SyscallNumber.Sigaction, _) when Arguments.Length > 1 =>
                $"signal {SignalTable.NameOf((int)Math.Clamp(Arguments[0], 0, 65))} {(Arguments[1] == 1 ? "ignore" : "default")}",
            (_, string or long[] or long[][]) => $"{Row.Name}({string.Join(", ", WithPayload())})",
            _ => $"{Row.Name}({arguments})",
        };
    }

    /// <summary>The arguments with the payload in its place.</summary>
    private IEnumerable<string> WithPayload()
    {
        var numbers = new Queue<long>(Arguments);
        foreach (Parameter parameter in Row!.Parameters)
        {
            if (parameter.Kind is ParameterKind.Text or ParameterKind.List)
            {
                yield return Payload switch
                {
                    string { Length: > 100 } text => $"\"{text[..3]}...\"",
                    string text => $"\"{text}\"",
                    long[] list => $"[{string.Join(", ", list)}]",
                    long[][] lists => $"[{string.Join(", ", lists.Select(static list => $"[{string.Join(", ", list)}]"))}]",
                    _ => "0",
                };
            }
            else if (numbers.TryDequeue(out long number))
            {
                yield return number.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static string Flags(SigActionFlags flags) =>
        ((flags & SigActionFlags.Restart) != 0 ? " restart" : "")
        + ((flags & SigActionFlags.NoDefer) != 0 ? " nodefer" : "")
        + ((flags & SigActionFlags.ResetHand) != 0 ? " resethand" : "")
        + ((flags & SigActionFlags.NoChildStop) != 0 ? " nocldstop" : "")
        + ((flags & SigActionFlags.NoChildWait) != 0 ? " nocldwait" : "");
}

/// <summary>The kinds of act.</summary>
internal enum ActKind
{
    Call,
    Compute,
    Child,
    Thread,
    Container,
    Handler,
    Repeat,
    Fault,
    Until,
}
