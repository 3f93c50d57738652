// Threads, vfork and clone: blocks that run in the memory of who makes them, and the variables that they share with it.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>A block that a new task runs and does not leave; the caller goes on with the task's number.</summary>
    private int EmitBranch(BranchExpr e, int target)
    {
        (int, int) mark = code.Mark;
        int name = e.Name is null ? 0 : NameOf(e.Name.Name, e.Name.Span);
        int window = code.Number(3);
        switch (e.Kind)
        {
            case BranchKind.Thread:
                code.Load(window, (long)SyscallNumber.PthreadCreate);
                code.Load(window + 1, name);
                break;
            case BranchKind.Vfork:
                code.Load(window, (long)SyscallNumber.Vfork);
                code.Load(window + 1, name);
                break;
            default:
                code.Load(window, (long)SyscallNumber.Clone);
                EmitNumber(e.Arguments[0], window + 1);
                break;
        }

        if (e.Arguments.Count > 1)
        {
            EmitSignalNumber(e.Arguments[1], window + 2);
        }
        else
        {
            code.Load(window + 2, 0);
        }

        ClearTarget(target);
        code.ChargeBeforeTrap();
        int branch = code.Emit(Opcode.Branch);
        (int, int) outside = code.BeginPart();
        Loop[] outer = loops.ToArray();
        loops.Clear();
        BeginCells(body.Locals.FindAll(variable => variable.Branch == e));
        Emit(e.Body);
        EmitEndOf(e);
        for (int i = outer.Length - 1; i >= 0; i--)
        {
            loops.Push(outer[i]);
        }

        (int numbers, int values) = code.EndPart(outside);
        code.Patch(branch, new Instruction(Opcode.Branch, numbers, window | (values << 16), target, code.Position - branch));
        code.Release(mark);
        return target;
    }

    /// <summary>A thread that gets to the end of its block ends with 0; a child exits, that of vfork without what belongs to its parent's memory.</summary>
    private void EmitEndOf(BranchExpr e)
    {
        switch (e.Kind)
        {
            case BranchKind.Thread:
                code.ChargeBeforeTrap();
                EmitSys(SyscallNumber.PthreadExit, -1, ~0, 1);
                break;
            case BranchKind.Vfork:
                EmitExitNow(null);
                break;
            default:
                EmitExit(null);
                break;
        }
    }

    /// <summary>A body begins: its cells are made, and parameters that live in the process's memory are stored there.</summary>
    private void BeginStored(Body next)
    {
        BeginCells([.. next.Stored.Select(static stored => stored.Variable), .. next.Locals.Where(static variable => variable.Branch is null)]);
        foreach ((Variable passed, Variable variable) in next.Stored)
        {
            code.Emit(StoreOf(variable, variable.IsValue), variable.Index, passed.Index);
        }
    }

    private void BeginCells(List<Variable> variables)
    {
        foreach (Variable variable in variables)
        {
            if (variable.Place == VariablePlace.Cell)
            {
                code.Emit(Opcode.NewCell, variable.Index, w: variable.IsValue ? 1 : 0);
            }
        }
    }

    /// <summary>atomic_add: the operand first, then the variable is read and stored without anything in between. Gives what it was.</summary>
    private void EmitAtomicAdd(NameExpr place, Expr value, int target)
    {
        int operand = EmitNumber(value, code.Number());
        EmitNumber(place, target);
        if (resolution.Variables.TryGetValue(place, out Variable? variable))
        {
            int sum = code.Number();
            code.Emit(Opcode.Add, sum, target, operand);
            EmitStoreNumber(variable, sum, KsType.Int, atomic: true);
        }
    }

    /// <summary>compare_swap: stores the new value if the variable is what is expected. Gives whether it was.</summary>
    private void EmitCompareSwap(NameExpr place, Expr expected, Expr value, int target)
    {
        int old = EmitNumber(expected, code.Number());
        int next = EmitNumber(value, code.Number());
        int now = EmitNumber(place, code.Number());
        var end = new Label();
        code.Emit(Opcode.SetEq, target, now, old);
        code.Jump(Opcode.JumpEqImm, end, target, 0);
        if (resolution.Variables.TryGetValue(place, out Variable? variable))
        {
            EmitStoreNumber(variable, next, KsType.Int, atomic: true);
        }

        code.Place(end);
    }

    /// <summary>
    /// A property looks at no process: a variable of the top level that nobody assigns is what it is at the start. (It may use no other.) And the number
    /// of a mutex or the like is always the same.
    /// </summary>
    private bool IsUnchanged(Variable variable, out Value initial)
    {
        initial = variable.Constant ?? variable.Initial ?? default;
        return variable.Constant is not null || body.Kind == FunctionKind.Property && variable.Place == VariablePlace.Common && variable.Initial is not null;
    }

    private Opcode LoadOf(Variable variable, bool ofValue) => (variable.Place, ofValue) switch
    {
        (VariablePlace.Common, false) => Opcode.LoadCommon,
        (VariablePlace.Common, true) => Opcode.LoadCommonValue,
        (VariablePlace.Cell, false) => Opcode.LoadCell,
        (VariablePlace.Cell, true) => Opcode.LoadCellValue,
        (_, false) => variable.Kind == VariableKind.Shared ? Opcode.LoadShared : IsDirect(variable) ? Opcode.Move : Opcode.LoadGlobal,
        (_, true) => variable.Kind == VariableKind.Shared ? Opcode.LoadSharedValue : IsDirect(variable) ? Opcode.MoveValue : Opcode.LoadGlobalValue,
    };

    private Opcode StoreOf(Variable variable, bool ofValue) => (variable.Place, ofValue) switch
    {
        (VariablePlace.Common, false) => Opcode.StoreCommon,
        (VariablePlace.Common, true) => Opcode.StoreCommonValue,
        (VariablePlace.Cell, false) => Opcode.StoreCell,
        (VariablePlace.Cell, true) => Opcode.StoreCellValue,
        (_, false) => variable.Kind == VariableKind.Shared ? Opcode.StoreShared : IsDirect(variable) ? Opcode.Move : Opcode.StoreGlobal,
        (_, true) => variable.Kind == VariableKind.Shared ? Opcode.StoreSharedValue : IsDirect(variable) ? Opcode.MoveValue : Opcode.StoreGlobalValue,
    };
}
