// Containers and cgroups: blocks that a child runs, in a pid namespace or a cgroup that a call other than fork puts it into.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>What a container is called that was given no name.</summary>
    private const string AnyContainer = "container";

    /// <summary>container, enter and cgroup with a block are a fork by another call; cgroup without one makes a cgroup.</summary>
    private int EmitContainer(ContainerExpr e, int target)
    {
        (int, int) mark = code.Mark;
        long most = ContainerSettings.MostPids(e) ?? NamespaceCalls.NoLimit;
        if (e.Body is null)
        {
            int text = EmitValue(new TextExpr(e.Name!.Span, e.Name.Name));
            int pids = code.Number();
            code.Load(pids, most);
            EmitCallOf(SyscallTable.Find(SyscallNumber.CgroupCreate)!, pids, target, text, 1);
            code.Release(mark);
            return target;
        }

        int window = code.Number(3);
        code.Load(window, (long)CallOf(e.Kind));
        if (e.Kind != ContainerKind.Enter)
        {
            code.Load(window + 1, most);
            code.Load(window + 2, NameOf(e.Name?.Name ?? AnyContainer, e.Name?.Span ?? e.Span));
        }
        else if (resolution.EnteredByName.Contains(e) && e.Target is NameExpr name)
        {
            code.Load(window + 1, 0);
            code.Load(window + 2, NameOf(name.Name, name.Span));
        }
        else
        {
            EmitPid(e.Target!, window + 1);
            code.Load(window + 2, 0);
        }

        EmitForkOf(window, target, () => EmitContained(e, e.Body));
        code.Release(mark);
        return target;
    }

    private static SyscallNumber CallOf(ContainerKind kind) => kind switch
    {
        ContainerKind.Container => SyscallNumber.Container,
        ContainerKind.Enter => SyscallNumber.Enter,
        _ => SyscallNumber.Cgroup,
    };

    /// <summary>The block; with init=PROGRAM in a child of pid 1, which goes on as that program (docker run --init).</summary>
    private void EmitContained(ContainerExpr e, Block body)
    {
        if (e.Init is null)
        {
            EmitChild(body);
            return;
        }

        EmitForkBlock(0, -1, () => EmitChild(body));
        EmitExec(e.Init, -1);
        // What a shell gives when there is no such command.
        EmitSys(SyscallNumber.Exit, -1, ~127, 1);
    }

    /// <summary>As <see cref="EmitForkBlock"/>, by the call whose number and arguments stand from a register on.</summary>
    private void EmitForkOf(int window, int target, Action child)
    {
        ClearTarget(target);
        code.ChargeBeforeTrap();
        int fork = code.Emit(Opcode.Branch);
        (int, int) outside = code.BeginPart();
        (int, int) mark = code.Mark;
        child();
        code.Release(mark);
        (int numbers, int values) = code.EndPart(outside);
        code.Patch(fork, new Instruction(Opcode.Branch, numbers, window | (values << 16), target, code.Position - fork));
    }
}

/// <summary>The settings of containers and cgroups.</summary>
internal static class ContainerSettings
{
    /// <summary>The keys that a block takes.</summary>
    public static string[] KeysOf(ContainerKind kind) => kind == ContainerKind.Container ? ["pids", "init"] : ["pids"];

    /// <summary>pids=N; null: it is not said, or no number.</summary>
    public static long? MostPids(ContainerExpr e) =>
        e.Settings.FindLast(static setting => setting.Key.Name == "pids") is { Values: [{ Number: { } number, HasUnit: false }] }
            ? number
            : null;
}
