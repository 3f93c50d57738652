// Calls: functions of the script, builtins, system calls, views.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>A call that gives a number.</summary>
    private int EmitCall(CallExpr e, int target)
    {
        int register = Target(target);
        (int, int) mark = code.Mark;
        switch (resolution.Calls.GetValueOrDefault(e))
        {
            case FunctionTarget t:
                EmitFunctionCall(e, t.Function, register);
                break;
            case BuiltinTarget { Row.Table: { } table }:
                EmitShow(e, table);
                break;
            case BuiltinTarget t:
                EmitBuiltin(e, t.Row.Id, register);
                break;
            case SyscallTarget t:
                EmitSyscall(t.Row, e.Arguments, register);
                break;
            case ViewTarget t:
                EmitView(e, t.Row, Opcode.View, register);
                break;
            case SpawnTarget t:
                EmitPosixSpawn(t, register);
                break;
            default:
                break;
        }

        code.Release(mark);
        return register;
    }

    /// <summary>A call that gives a value of another kind.</summary>
    private void EmitCallValue(CallExpr e, int target)
    {
        switch (resolution.Calls.GetValueOrDefault(e))
        {
            case FunctionTarget t:
                EmitFunctionCall(e, t.Function, target);
                break;
            case BuiltinTarget t:
                EmitBuiltinValue(e, t.Row.Id, target);
                break;
            case SyscallTarget t:
                EmitSyscall(t.Row, e.Arguments, target);
                break;
            case ViewTarget t:
                EmitView(e, t.Row, Opcode.ViewValue, target);
                break;
            case ValueTarget t:
                EmitCallOfValue(t.Callee, e, e.Arguments, target);
                break;
            default:
                break;
        }
    }

    private void EmitFunctionCall(CallExpr e, Body function, int target)
    {
        int numbers = function.Parameters.Count(p => !p.IsValue);
        int link = code.Number(1 + numbers);
        int values = code.Value(function.Parameters.Count - numbers);
        for (int i = 0; i < Math.Min(e.Arguments.Count, function.Parameters.Count); i++)
        {
            Variable parameter = function.Parameters[i];
            (int, int) mark = code.Mark;
            if (parameter.IsValue)
            {
                EmitValue(e.Arguments[i], values + parameter.Index);
            }
            else
            {
                EmitNumber(e.Arguments[i], link + 1 + parameter.Index);
            }

            code.Release(mark);
        }

        code.EmitCharging(Opcode.Call, link | (values << 16), target, function.Index);
    }

    private void EmitBuiltin(CallExpr e, Builtin id, int target)
    {
        switch (id)
        {
            case Builtin.Len:
                EmitLength(e.Arguments[0], target);
                break;
            case Builtin.Int:
                EmitToNumber(e.Arguments[0], target);
                break;
            case Builtin.Choose:
                int chosen = EmitChoose(e.Arguments[0], code.Value());
                code.Emit(Opcode.Unbox, target, chosen);
                break;
            case Builtin.Compute:
                int ticks = EmitNumber(e.Arguments[0]);
                code.ChargeBeforeTrap();
                code.Emit(Opcode.Compute, ticks);
                break;
            case Builtin.Raise:
                EmitRaise(e.Arguments[0], target);
                break;
            case Builtin.Printf:
                EmitPrintf(e);
                break;
            case Builtin.Fflush:
                code.ChargeBeforeTrap();
                code.Emit(Opcode.StdioFlush, w: 1);
                code.Load(target, 0);
                break;
            case Builtin.Self:
                code.Emit(Opcode.LoadSelf, target);
                break;
            case Builtin.AtomicAdd:
                EmitAtomicAdd((NameExpr)e.Arguments[0], e.Arguments[1], target);
                break;
            case Builtin.CompareSwap:
                EmitCompareSwap((NameExpr)e.Arguments[0], e.Arguments[1], e.Arguments[2], target);
                break;
            case Builtin.Sigprocmask:
                EmitSigprocmask(e, target);
                break;
            case Builtin.Exited:
                EmitEnd(e, Builtin.WIfExited, Builtin.WExitStatus, target);
                break;
            case Builtin.Killed:
                EmitEnd(e, Builtin.WIfSignaled, Builtin.WTermSig, target);
                break;
            case Builtin.Stopped:
                EmitEnd(e, Builtin.WIfStopped, Builtin.WStopSig, target);
                break;
            case Builtin.Str or Builtin.Call or Builtin.Sigaction or Builtin.Sigset:
                throw new InvalidOperationException("gives no number");
            default:
                EmitStatusReader(id, EmitNumber(e.Arguments[0]), target);
                break;
        }
    }

    /// <summary>A table; without a pid that of the process itself.</summary>
    private void EmitShow(CallExpr e, TableForm table)
    {
        int argument = code.Number();
        if (table.Argument == TableArgument.Threads)
        {
            if (e.Arguments is [not NameExpr { Name: "threads" }])
            {
                diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Arguments[0].Span, $"`{table.Name}` takes the word `threads` or nothing", table.Usage);
            }

            code.Load(argument, e.Arguments.Count);
        }
        else if (e.Arguments.Count == 0)
        {
            code.Emit(table.Argument == TableArgument.Pid ? Opcode.LoadSelf : Opcode.Load, argument);
        }
        else if (table.Argument == TableArgument.Pid)
        {
            EmitPid(e.Arguments[0], argument);
        }
        else
        {
            EmitNumber(e.Arguments[0], argument);
        }

        code.Emit(Opcode.Show, b: argument, w: (int)table.Kind);
    }

    private void EmitBuiltinValue(CallExpr e, Builtin id, int target)
    {
        switch (id)
        {
            case Builtin.Str:
                int value = EmitValue(e.Arguments[0]);
                code.Emit(Opcode.ToText, target, value);
                break;
            case Builtin.Choose:
                EmitChoose(e.Arguments[0], target);
                break;
            case Builtin.Call:
                EmitCallBuiltin(e, target);
                break;
            case Builtin.Sigprocmask:
                int how = code.Number();
                if (e.Arguments.Count > 0)
                {
                    EmitNumber(e.Arguments[0], how);
                }

                code.ChargeBeforeTrap();
                code.Emit(Opcode.SysValue, how, target, -1, Call(SyscallNumber.Sigprocmask, e.Arguments.Count));
                break;
            case Builtin.Sigaction:
                int signal = code.Number();
                EmitSignalNumber(e.Arguments[0], signal);
                code.ChargeBeforeTrap();
                code.Emit(Opcode.SysValue, signal, target, -1, Call(SyscallNumber.Sigaction, 1));
                break;
            case Builtin.Sigset:
                int window = code.Number(2);
                EmitSignalNumber(e.Arguments[0], window);
                string word = e.Arguments[1] is NameExpr name ? name.Name : "";
                bool isFunction = resolution.Later.TryGetValue(e, out Body? handler);
                code.Load(window + 1, isFunction ? handler!.Index + 2 : Resolver.SigsetWords.GetValueOrDefault(word));
                code.ChargeBeforeTrap();
                code.Emit(Opcode.SysValue, window, target, -1, Call(SyscallNumber.Sigset, 2));
                break;
            default:
                throw new InvalidOperationException("gives a number");
        }
    }

    private void EmitLength(Expr argument, int target)
    {
        KsType type = TypeOf(argument);
        if (KsTypes.IsNumber(type) || type is KsType.Record or KsType.Function)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, argument.Span, $"len() takes a list or a text, and this is {KsTypes.Name(type)}");
            return;
        }

        code.Emit(Opcode.Length, target, EmitValue(argument));
    }

    private void EmitToNumber(Expr argument, int target)
    {
        if (KsTypes.IsNumber(TypeOf(argument)))
        {
            EmitNumber(argument, target);
        }
        else if (KsTypes.IsList(TypeOf(argument)) || TypeOf(argument) is KsType.Record or KsType.Function)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, argument.Span, $"int() does not take {KsTypes.Name(TypeOf(argument))}");
        }
        else
        {
            code.Emit(Opcode.ToNumber, target, EmitValue(argument));
        }
    }

    private int EmitChoose(Expr argument, int target)
    {
        KsType type = TypeOf(argument);
        if (!KsTypes.IsList(type) && type != KsType.Any)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, argument.Span, $"choose() takes a list, and this is {KsTypes.Name(type)}", "choose([a, b])");
            return target;
        }

        int list = EmitValue(argument);
        code.Emit(Opcode.Choose, target, list);
        return target;
    }

    private void EmitSys(SyscallNumber number, int target, int window, int count, int payload = -1)
    {
        ClearTarget(target);
        code.ChargeBeforeTrap();
        code.Emit(Opcode.Sys, window, target, payload, Call(number, count));
    }

    /// <summary>A system call as its row describes it; parameters that were left out have their defaults.</summary>
    private void EmitSyscall(SyscallRow row, List<Expr> arguments, int target)
    {
        int payload = -1;
        if (row.Parameters is [{ Kind: ParameterKind.Int or ParameterKind.Ticks } only] && TryFoldArgument(arguments, only, out int constant))
        {
            EmitCallOf(row, ~constant, target, payload, 1);
            return;
        }

        int window = code.Number(row.Parameters.Count(p => p.Kind is not (ParameterKind.Text or ParameterKind.List)));
        int count = 0;
        for (int i = 0; i < row.Parameters.Length; i++)
        {
            Parameter parameter = row.Parameters[i];
            if (parameter.Kind is ParameterKind.Text or ParameterKind.List)
            {
                payload = i < arguments.Count ? EmitValue(arguments[i]) : -1;
            }
            else if (i < arguments.Count)
            {
                EmitArgument(arguments[i], parameter, window + count++);
            }
            else
            {
                code.Load(window + count++, parameter.Default ?? 0);
            }
        }

        EmitCallOf(row, window, target, payload, count);
    }

    private void EmitCallOf(SyscallRow row, int window, int target, int payload, int count)
    {
        bool isNumber = IsNumberCall(row);
        if (isNumber)
        {
            ClearTarget(target);
        }

        code.ChargeBeforeTrap();
        code.Emit(isNumber ? Opcode.Sys : Opcode.SysValue, window, target, payload, Call(row.Number, count));
    }

    /// <summary>Whether a call's only argument is a constant that fits into the instruction (its complement is what stands there).</summary>
    private bool TryFoldArgument(List<Expr> arguments, Parameter parameter, out int constant)
    {
        long number = parameter.Default ?? 0;
        bool known = arguments.Count == 0 || (KsTypes.IsNumber(TypeOf(arguments[0])) && folder.TryFoldNumber(arguments[0], out number));
        constant = (int)number;
        return known && number is >= 0 and <= int.MaxValue;
    }

    private static bool IsNumberCall(SyscallRow row) => row.Result is ResultKind.Int or ResultKind.Bool or ResultKind.None;

    /// <summary>
    /// A register for an intermediate value that waits for the result of a call: a leftover in it would make processes that wait at the
    /// same place look different. A variable keeps its value until there is a new one.
    /// </summary>
    private void ClearTarget(int target)
    {
        if (target >= code.Variables)
        {
            code.Load(target, 0);
        }
    }

    private void EmitArgument(Expr argument, Parameter parameter, int register)
    {
        if (parameter.Kind == ParameterKind.Signal)
        {
            EmitSignalNumber(argument, register);
        }
        else if (parameter.Kind == ParameterKind.Pid)
        {
            EmitPid(argument, register);
        }
        else if (parameter.Kind == ParameterKind.SignalSet)
        {
            EmitMask(argument, register);
        }
        else
        {
            EmitNumber(argument, register);
        }
    }

    /// <summary>A set of signals, written as a list or one signal.</summary>
    private void EmitMask(Expr argument, int register)
    {
        if (argument is ListExpr list)
        {
            EmitMask(list.Items, all: false, register);
        }
        else if (KsTypes.IsNumber(TypeOf(argument)))
        {
            EmitMask([argument], all: false, register);
        }
        else
        {
            int value = EmitValue(argument);
            code.Emit(Opcode.MaskOfList, register, value);
        }
    }

    private void EmitView(CallExpr e, ViewRow row, Opcode op, int target)
    {
        int number = -1, text = -1;
        for (int i = 0; i < row.Parameters.Length; i++)
        {
            if (row.Parameters[i].Kind == ParameterKind.Text)
            {
                text = i < e.Arguments.Count ? EmitText(e.Arguments[i]) : text;
            }
            else
            {
                number = code.Number();
                if (i < e.Arguments.Count)
                {
                    EmitNumber(e.Arguments[i], number);
                }
                else
                {
                    code.Load(number, row.Parameters[i].Default ?? 0);
                }
            }
        }

        code.Emit(op, target, number, text, ViewNumber(row));
    }

    private int EmitText(Expr argument)
    {
        KsType type = TypeOf(argument);
        if (type is not (KsType.Text or KsType.Any))
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, argument.Span, $"a text is needed here, and this is {KsTypes.Name(type)}");
        }

        return EmitValue(argument);
    }

    private void EmitPrintf(CallExpr e)
    {
        CheckFormat(e);
        int window = EmitWindow(e.Arguments);
        code.Emit(Opcode.Format, window, window, e.Arguments.Count);
        code.Emit(Opcode.StdioPut, window);
        code.ChargeBeforeTrap();
        code.Emit(Opcode.StdioFlush, w: 0);
    }

    private void CheckFormat(CallExpr e)
    {
        if (e.Arguments[0] is not TextExpr format)
        {
            if (TypeOf(e.Arguments[0]) is not (KsType.Text or KsType.Any))
            {
                diagnostics.Error(DiagnosticTable.BadFormat, e.Arguments[0].Span, "printf begins with a text, its format", "print e, e … writes values of any kind");
            }

            return;
        }

        var parts = new List<PrintfPart>();
        if (Printf.Parse(format.Value, parts) is { } unknown)
        {
            diagnostics.Error(DiagnosticTable.BadFormat, format.Span, $"printf has no conversion `{unknown}`", "it has %d %i %u %x %X %o %c %s, and %% for a percent sign");
            return;
        }

        int wanted = parts.Sum(part => part.ValueCount), given = e.Arguments.Count - 1;
        if (wanted != given)
        {
            diagnostics.Error(DiagnosticTable.BadFormat, format.Span, $"the format takes {wanted} value{(wanted == 1 ? "" : "s")}, and gets {given}");
        }
    }

    /// <summary>WIFEXITED and the like, as POSIX's macros compute them.</summary>
    private void EmitStatusReader(Builtin id, int status, int target)
    {
        int t = code.Number();
        switch (id)
        {
            case Builtin.WIfExited:
                EmitMasked(t, status, WaitStatus.SignalBits);
                code.Emit(Opcode.SetEqImm, target, t, 0);
                break;
            case Builtin.WExitStatus or Builtin.WStopSig:
                int shift = code.Number();
                code.Load(shift, WaitStatus.CodeShift);
                code.Emit(Opcode.Shr, t, status, shift);
                EmitMasked(target, t, 0xff);
                break;
            case Builtin.WIfSignaled:
                // 0x00 is an exit, 0x7f a stop or continue: both are 0 or 1 after adding one within seven bits.
                EmitMasked(t, status, WaitStatus.SignalBits);
                code.Emit(Opcode.AddImm, t, t, 1);
                EmitMasked(t, t, WaitStatus.SignalBits);
                code.Emit(Opcode.SetGtImm, target, t, 1);
                break;
            case Builtin.WTermSig:
                EmitMasked(target, status, WaitStatus.SignalBits);
                break;
            case Builtin.WCoreDump:
                EmitMasked(t, status, WaitStatus.CoreBit);
                code.Emit(Opcode.SetNeImm, target, t, 0);
                break;
            case Builtin.WIfStopped:
                EmitMasked(t, status, 0xff);
                code.Emit(Opcode.SetEqImm, target, t, WaitStatus.SignalBits);
                break;
            case Builtin.WIfContinued:
                code.Emit(Opcode.SetEqImm, target, status, WaitStatus.Continued);
                break;
            default:
                throw new InvalidOperationException($"{id} has no code");
        }
    }

    /// <summary>exited(status, 3) and its like: how it ended, and with what where that is given.</summary>
    private void EmitEnd(CallExpr e, Builtin how, Builtin with, int target)
    {
        int status = EmitNumber(e.Arguments[0]);
        if (e.Arguments.Count == 1)
        {
            EmitStatusReader(how, status, target);
            return;
        }

        (int ended, int value, int wanted) = (code.Number(), code.Number(), code.Number());
        if (with == Builtin.WExitStatus)
        {
            EmitNumber(e.Arguments[1], wanted);
        }
        else
        {
            EmitSignalNumber(e.Arguments[1], wanted);
        }

        EmitStatusReader(how, status, ended);
        EmitStatusReader(with, status, value);
        code.Emit(Opcode.SetEq, value, value, wanted);
        code.Emit(Opcode.And, target, ended, value);
    }

    private void EmitMasked(int target, int source, int mask)
    {
        int bits = code.Number();
        code.Load(bits, mask);
        code.Emit(Opcode.And, target, source, bits);
    }
}
