// Processes and signals: fork, wait, exec, exit, handlers. All of them are system calls to the kernel; what is here is how
// their forms in the language become arguments.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    private int EmitFork(ForkExpr e, int target)
    {
        int name = e.Name is null ? 0 : NameOf(e.Name.Name, e.Name.Span);
        if (e.Body is null)
        {
            EmitSys(SyscallNumber.Fork, target, ~name, name == 0 ? 0 : 1);
            return target;
        }

        EmitForkBlock(name, target, () => EmitChild(e.Body));
        return target;
    }

    /// <summary>What a child does: a block, which no loop of the parent's is around, and then `exit 0`.</summary>
    private void EmitChild(Block block)
    {
        Loop[] outer = loops.ToArray();
        loops.Clear();
        Emit(block);
        EmitExit(null);
        for (int i = outer.Length - 1; i >= 0; i--)
        {
            loops.Push(outer[i]);
        }
    }

    /// <summary>
    /// A fork with code that only the child runs, and that it does not leave: the parent alone gets as far as the assignment, and the
    /// child needs no more registers than its code uses.
    /// </summary>
    private void EmitForkBlock(int name, int target, Action child)
    {
        ClearTarget(target);
        code.ChargeBeforeTrap();
        int fork = code.Emit(Opcode.Fork);
        (int, int) outside = code.BeginPart();
        (int, int) mark = code.Mark;
        child();
        code.Release(mark);
        (int numbers, int values) = code.EndPart(outside);
        code.Patch(fork, new Instruction(Opcode.Fork, numbers, name | (values << 16), target, code.Position - fork));
    }

    private int EmitSpawn(ExecExpr e, int target)
    {
        EmitForkBlock(0, target, () =>
        {
            EmitExec(e, -1);
            // What a shell gives when there is no such command.
            EmitSys(SyscallNumber.Exit, -1, ~127, 1);
        });
        return target;
    }

    private int EmitExec(ExecExpr e, int target)
    {
        if (e.IsPath)
        {
            // No file of the machine is a program: what is wrong with it, the call says.
            EmitSys(SyscallNumber.Execve, target, window: 0, count: 0, payload: -2 - code.Constant(Vm.Value.Of(e.Program.Name)));
            return target;
        }

        (int, int) mark = code.Mark;
        int window = EmitWindow(e.Arguments);
        code.ChargeBeforeTrap();
        code.Emit(Opcode.Exec, window, target, resolution.Executed[e].Index, e.Arguments.Count);
        code.Release(mark);
        return target;
    }

    /// <summary>posix_spawn: the attributes in a value, the program's arguments behind it.</summary>
    private void EmitPosixSpawn(SpawnTarget spawn, int target)
    {
        List<Expr> arguments = spawn.Program.Arguments;
        int window = code.Value(1 + arguments.Count);
        if (spawn.Attributes is null)
        {
            code.Emit(Opcode.LoadNumber, window);
        }
        else
        {
            if (TypeOf(spawn.Attributes) is var type && type is not (KsType.Record or KsType.Any))
            {
                diagnostics.Error(DiagnosticTable.TypeMismatch, spawn.Attributes.Span, $"attributes are a record, and this is {KsTypes.Name(type)}",
                    "record(flags=POSIX_SPAWN_SETPGROUP, pgroup=0)");
            }

            EmitValue(spawn.Attributes, window);
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            (int, int) mark = code.Mark;
            EmitValue(arguments[i], window + 1 + i);
            code.Release(mark);
        }

        ClearTarget(target);
        code.ChargeBeforeTrap();
        int program = spawn.Program.IsPath ? -2 - code.Constant(Vm.Value.Of(spawn.Program.Program.Name)) : resolution.Executed[spawn.Program].Index;
        code.Emit(Opcode.Spawn, window, target, program, arguments.Count);
    }

    private int EmitWait(WaitExpr e, int target)
    {
        (int, int) mark = code.Mark;
        var flags = WaitOptions.None;
        bool nowait = false;
        foreach (Identifier flag in e.Flags)
        {
            nowait |= flag.Name == "nowait";
            flags |= flag.Name switch
            {
                "nohang" => WaitOptions.NoHang,
                "untraced" => WaitOptions.Stopped,
                "continued" => WaitOptions.Continued,
                _ => WaitOptions.None,
            };
        }

        int window = code.Number(4);
        if (nowait)
        {
            EmitWaitid(e.Pid, flags | WaitOptions.Exited | WaitOptions.NoWait, window);
            EmitSys(SyscallNumber.Waitid, target, window, 4);
        }
        else
        {
            if (e.Pid is null)
            {
                code.Load(window, -1);
            }
            else
            {
                EmitNumber(e.Pid, window);
            }

            code.Load(window + 1, (long)flags);
            EmitSys(SyscallNumber.Wait4, target, window, 2);
        }

        code.Release(mark);
        return target;
    }

    /// <summary>waitpid's selector as waitid's idtype and id. The fourth argument asks for the pid as the result.</summary>
    private void EmitWaitid(Expr? pid, WaitOptions flags, int window)
    {
        code.Load(window + 2, (long)flags);
        code.Load(window + 3, 1);
        if (pid is null)
        {
            code.Load(window, IdType.P_ALL);
            code.Load(window + 1, 0);
            return;
        }

        int id = window + 1;
        EmitNumber(pid, id);
        var (group, end) = (new Label(), new Label());
        code.Load(window, IdType.P_PID);
        code.Jump(Opcode.JumpGtImm, end, id, 0);
        code.Jump(Opcode.JumpNeImm, group, id, -1);
        code.Load(window, IdType.P_ALL);
        code.Load(id, 0);
        code.Jump(Opcode.Jump, end);
        code.Place(group);
        code.Load(window, IdType.P_PGID);
        code.Emit(Opcode.Neg, id, id);
        code.Place(end);
    }

    /// <summary>exit: atexit blocks, newest first, then stdio, then the call.</summary>
    private void EmitExit(Expr? status)
    {
        (int, int) mark = code.Mark;
        int argument = EmitExitCode(status);
        if (resolution.UsesAtExit)
        {
            // As before the call itself: a script does the same whether or not it has atexit blocks.
            code.ChargeBeforeTrap();
            int start = code.Position;
            int link = code.Number();
            int values = code.Value(0);
            code.Emit(Opcode.AtExitCall, link | (values << 16), link);
            int again = code.Emit(Opcode.Loop);
            code.Patch(again, start - again);
        }

        if (resolution.UsesStdio)
        {
            code.ChargeBeforeTrap();
            code.Emit(Opcode.StdioFlush, w: 1);
        }

        EmitSys(SyscallNumber.Exit, -1, argument, 1);
        code.Release(mark);
    }

    private void EmitExitNow(Expr? status)
    {
        EmitSys(SyscallNumber.Exit, -1, EmitExitCode(status), 1);
    }

    /// <summary>The argument of exit: a register, or the complement of a constant.</summary>
    private int EmitExitCode(Expr? status)
    {
        if (status is null)
        {
            return ~0;
        }

        if (folder.TryFoldNumber(status, out long constant))
        {
            return ~(int)(constant & 0xff);
        }

        int register = code.Number();
        EmitNumber(status, register);
        EmitMasked(register, register, 0xff);
        return register;
    }

    private int EmitIo(IoExpr e, int target)
    {
        (int, int) mark = code.Mark;
        int window = code.Number(2);
        EmitNumber(e.Ticks, window);
        if (e.Device is null)
        {
            code.Load(window + 1, -1);
        }
        else
        {
            code.Load(window + 1, DeviceNumber(e.Device.Name));
        }

        EmitSys(SyscallNumber.Io, target, window, 2);
        code.Release(mark);
        return target;
    }

    // ----- signals

    private int EmitSignal(SignalExpr e, int target)
    {
        (int, int) mark = code.Mark;
        int window = code.Number(4);
        EmitSignalNumber(e.Signal, window);
        long handler = e.Kind switch
        {
            SignalActionKind.Default => 0,
            SignalActionKind.Ignore => 1,
            SignalActionKind.Function or SignalActionKind.Block => resolution.Later.TryGetValue(e, out Body? function) ? function.Index + 2 : 0,
            _ => throw new InvalidOperationException("unknown kind of action"),
        };
        code.Load(window + 1, handler);
        code.Load(window + 2, e.Flags.Aggregate(0L, (flags, word) => flags | (long)SignalFlagWords.Of(word.Name)));
        EmitMask(e.Mask ?? [], e.MaskAll, window + 3);
        EmitSys(SyscallNumber.Sigaction, target, window, 4);
        code.Release(mark);
        return target;
    }

    private int EmitSignalSet(SignalSetExpr e, int target)
    {
        (int, int) mark = code.Mark;
        int window = code.Number(2);
        switch (e.Verb.Name)
        {
            case "block" or "unblock":
                code.Load(window, e.Verb.Name == "block" ? SignalMask.SIG_BLOCK : SignalMask.SIG_UNBLOCK);
                EmitMask(e.Signals, e.All, window + 1);
                EmitSys(SyscallNumber.Sigprocmask, target, window, 2);
                break;
            case "sigsuspend":
                EmitMask(e.Signals, e.All, window);
                EmitSys(SyscallNumber.Sigsuspend, target, window, 1);
                break;
            default:
                EmitMask(e.Signals, e.All, window);
                EmitSys(SyscallNumber.Sigtimedwait, target, window, 1);
                break;
        }

        code.Release(mark);
        return target;
    }

    private void EmitSigprocmask(CallExpr e, int target)
    {
        int window = code.Number(2);
        EmitNumber(e.Arguments[0], window);
        EmitMask(e.Arguments[1], window + 1);
        EmitSys(SyscallNumber.Sigprocmask, target, window, 2);
    }

    /// <summary>A mask of signals: constants in one number, others added one by one.</summary>
    private void EmitMask(List<Expr> signals, bool all, int register)
    {
        long mask = all ? -1 : 0;
        var rest = new List<Expr>();
        foreach (Expr signal in signals)
        {
            if (folder.TryFoldNumber(signal, out long number))
            {
                CheckSignal(signal, number, least: 1);
                mask |= number is >= 1 and <= 64 ? 1L << (int)(number - 1) : 0;
            }
            else
            {
                rest.Add(signal);
            }
        }

        code.Load(register, mask);
        foreach (Expr signal in rest)
        {
            (int, int) mark = code.Mark;
            if (KsTypes.IsNumber(TypeOf(signal)))
            {
                code.Emit(Opcode.AddSignal, register, register, EmitNumber(signal));
            }
            else
            {
                int more = code.Number();
                EmitMask(signal, more);
                code.Emit(Opcode.Or, register, register, more);
            }

            code.Release(mark);
        }
    }

    private void EmitSignalNumber(Expr signal, int register)
    {
        if (folder.TryFoldNumber(signal, out long number))
        {
            CheckSignal(signal, number, least: 0);
        }

        EmitNumber(signal, register);
    }

    private void CheckSignal(Expr signal, long number, int least)
    {
        bool named = signal is not NameExpr name || name.Name.StartsWith("SIG", StringComparison.Ordinal);
        if (!named)
        {
            diagnostics.Error(DiagnosticTable.SignalExpected, signal.Span, $"`{((NameExpr)signal).Name}` is not a signal");
        }
        else if (number < least || number > 64)
        {
            // Numbers out of range are for scripts that want to see EINVAL; the names never are.
            diagnostics.Warning(DiagnosticTable.SignalExpected, signal.Span, $"there is no signal {number}: this fails with EINVAL, or with ESRCH where nobody is meant");
        }
    }

    private void EmitPid(Expr pid, int register)
    {
        if (pid is NameExpr name && name.Name.StartsWith("SIG", StringComparison.Ordinal) && !resolution.Variables.ContainsKey(name))
        {
            diagnostics.Error(DiagnosticTable.SignalExpected, pid.Span, $"a pid is needed here, and `{name.Name}` is a signal", "the pid comes first: kill pid SIGTERM");
        }

        EmitNumber(pid, register);
    }

    /// <summary>raise: tgkill(getpid(), gettid(), sig), as in raise(3). A process knows its own pid, so it is one call.</summary>
    private void EmitRaise(Expr signal, int target)
    {
        int window = code.Number(3);
        code.Emit(Opcode.LoadSelf, window);
        code.Emit(Opcode.LoadSelf, window + 1);
        EmitSignalNumber(signal, window + 2);
        EmitSys(SyscallNumber.Tgkill, target, window, 3);
    }
}
