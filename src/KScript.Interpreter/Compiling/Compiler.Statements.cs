// Statements; loops are in Compiler.Loops.cs.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler : IStatementVisitor
{
    private void Emit(Block block) => block.Statements.ForEach(Emit);

    private void Emit(Stmt statement)
    {
        if (statement is Declaration)
        {
            // Its code, if it has any, is a body of its own.
            return;
        }

        (int, int) mark = code.Mark;
        BeginStatement(statement.Header);
        statement.Accept(this);
        code.Release(mark);
    }

    public void Visit(Declaration s)
    {
        // Not emitted where it stands.
    }

    public void Visit(ExprStmt s) => EmitForEffect(s.Expression);

    public void Visit(ExitStmt s)
    {
        if (s.IsDirect)
        {
            EmitExitNow(s.Code);
        }
        else
        {
            EmitExit(s.Code);
        }
    }

    public void Visit(AtExitStmt s) => code.Emit(Opcode.AtExit, c: resolution.Later[s].Index);

    public void Visit(LetStmt s)
    {
        if (resolution.Variables.TryGetValue(s, out Variable? variable))
        {
            if (s.IsShared && resolution.Main is null && variable.Initial is null)
            {
                diagnostics.Error(DiagnosticTable.SharedNeedsConstant, s.Value.Span, $"the first value of `{variable.Name}` has to be a constant: there is no main process");
            }

            EmitStore(variable, s.Value);
        }
    }

    public void Visit(IfStmt s)
    {
        var end = new Label();
        for (IfStmt? next = s; next is not null; next = next.Else as IfStmt)
        {
            if (next != s)
            {
                BeginStatement(next.Header);
            }

            var otherwise = new Label();
            EmitCondition(next.Condition, otherwise, jumpIf: false);
            Emit(next.Then);
            if (next.Else is null)
            {
                code.Place(otherwise);
                break;
            }

            code.Jump(Opcode.Jump, end);
            code.PlaceCharged(otherwise);
            if (next.Else is Block block)
            {
                Emit(block);
            }
        }

        code.Place(end);
    }

    public void Visit(ReturnStmt s)
    {
        if (resolution.ThreadReturns.Contains(s))
        {
            // As `return` in a start routine: pthread_create(3).
            EmitSys(SyscallNumber.PthreadExit, -1, s.Value is null ? ~0 : EmitNumber(s.Value, code.Number()), 1);
        }
        else if (body.Kind == FunctionKind.Program)
        {
            // A program's body is its main: returning from it is exit with that value (ISO C 5.1.2.2.3).
            EmitExit(s.Value);
        }
        else if (s.Value is null || body.Kind != FunctionKind.Function)
        {
            if (s.Value is not null)
            {
                EmitForEffect(s.Value);
            }

            EmitReturnNothing();
        }
        else if (KsTypes.IsNumber(body.Returns))
        {
            int number = EmitNumber(s.Value);
            code.EmitCharging(Opcode.Return, number);
        }
        else
        {
            int value = EmitValue(s.Value);
            code.EmitCharging(Opcode.ReturnValue, value);
        }
    }

    /// <summary>The end of a function, or a bare `return`: 0.</summary>
    private void EmitReturnNothing()
    {
        (int, int) mark = code.Mark;
        if (body.Kind == FunctionKind.Function && !KsTypes.IsNumber(body.Returns))
        {
            int value = code.Value();
            EmitConstant(value, default);
            code.EmitCharging(Opcode.ReturnValue, value);
        }
        else
        {
            int zero = code.Number();
            code.Load(zero, 0);
            code.EmitCharging(Opcode.Return, zero);
        }

        code.Release(mark);
    }

    public void Visit(PrintStmt s)
    {
        int payload;
        var constants = new Value[s.Values.Count];
        bool allConstant = true;
        for (int i = 0; i < constants.Length; i++)
        {
            allConstant &= folder.TryFold(s.Values[i], out constants[i]);
        }

        var text = new System.Text.StringBuilder();
        if (allConstant && ValueText.TryAppendLine(text, constants))
        {
            payload = -2 - code.Constant(Value.Of(text.ToString()));
        }
        else
        {
            int window = EmitWindow(s.Values);
            payload = window;
            code.Emit(Opcode.PrintText, payload, window, s.Values.Count);
        }

        EmitWrite(payload);
    }

    private void EmitWrite(int payload)
    {
        code.ChargeBeforeTrap();
        code.Emit(Opcode.Sys, ~1, -1, payload, Call(SyscallNumber.Write, 1));
    }

    /// <summary>The w field of a system call.</summary>
    private static int Call(SyscallNumber number, int arguments) => (int)number | (arguments << 8);

    private void BeginStatement(Span header)
    {
        code.BeginStatement(header);
        // What a script imports is there to be used, and not all of it by every script.
        if (coverage && body.Origin is null)
        {
            code.Emit(Opcode.Reached);
        }
    }

    public void Visit(AssertStmt s)
    {
        var holds = new Label();
        int index = assertions.Count;
        // Once is enough where every statement is noted.
        if (!coverage && body.Origin is null)
        {
            code.Emit(Opcode.Reached);
        }

        Assertion assertion = AssertionOf(s.Span, s.Condition);
        assertions.Add(assertion);
        int window = EmitClaim(s.Condition, assertion, holds);
        int message = -1;
        if (s.Message is { } text)
        {
            message = EmitValue(text);
        }

        code.Emit(Opcode.AssertFailed, window, message, index, assertion.Left is null ? 0 : 2);
        code.PlaceCharged(holds);
    }

    /// <summary>Jumps if a claim holds; else leaves both sides of a comparison in values, and gives the first register (-1: none).</summary>
    private int EmitClaim(Expr condition, Assertion assertion, Label holds)
    {
        if (assertion.Left is null || condition is not BinaryExpr comparison)
        {
            return EmitParts(condition, assertion, holds);
        }

        int window = code.Value(2);
        EmitValue(comparison.Left, window);
        EmitValue(comparison.Right, window + 1);
        CheckComparison(comparison);
        int truth = code.Number();
        code.Emit(Opcode.Compare, truth, window, window + 1, (int)Operators.Of(comparison.Op));
        code.Jump(Opcode.JumpNeImm, holds, truth, 0);
        return window;
    }

    /// <summary>As EmitCondition, and keeps what its parts were: what was not looked at is so marked.</summary>
    private int EmitParts(Expr condition, Assertion assertion, Label holds)
    {
        int count = assertion.Parts.Sum(part => part.Right is null ? 1 : 2);
        int window = code.Value(count);
        int mark = code.Constant(Value.Of(Assertion.NotEvaluated));
        for (int i = 0; i < count; i++)
        {
            code.Emit(Opcode.LoadValue, window + i, mark);
        }

        int next = window;
        EmitPart(condition, holds, jumpIf: true, ref next);
        return window;
    }

    private void EmitPart(Expr e, Label label, bool jumpIf, ref int register)
    {
        if (e is UnaryExpr { Op: UnaryOp.Not } not)
        {
            EmitPart(not.Operand, label, !jumpIf, ref register);
            return;
        }

        if (e is BinaryExpr { Op: BinaryOp.And or BinaryOp.Or } both)
        {
            bool together = (both.Op == BinaryOp.And) != jumpIf;
            var skip = new Label();
            EmitPart(both.Left, together ? label : skip, together ? jumpIf : !jumpIf, ref register);
            EmitPart(both.Right, label, jumpIf, ref register);
            code.Place(skip);
            return;
        }

        int truth = code.Number();
        if (AsComparison(e) is { } comparison)
        {
            EmitValue(comparison.Left, register);
            EmitValue(comparison.Right, register + 1);
            CheckComparison(comparison);
            code.Emit(Opcode.Compare, truth, register, register + 1, (int)Operators.Of(comparison.Op));
            register += 2;
        }
        else
        {
            EmitValue(e, register);
            code.Emit(Opcode.Truth, truth, register);
            register++;
        }

        JumpOn(jumpIf ? Relation.NotEqual : Relation.Equal, label, truth, null, 0);
    }

    public void Visit(UntilStmt s)
    {
        if (!CheckPure(s.Condition, "until"))
        {
            return;
        }

        code.ChargeBeforeTrap();
        int start = code.Position;
        var holds = new Label();
        EmitCondition(s.Condition, holds, jumpIf: true);
        int trap = code.Emit(Opcode.Until, w: effects.DependsOnTime(s.Condition) ? 1 : 0);
        code.Patch(trap, start - trap);
        code.PlaceCharged(holds);
        code.Emit(Opcode.Holds);
    }

    private void EmitProperty(Body property, Expr condition)
    {
        if (!CheckPure(condition, property.Name))
        {
            return;
        }

        code.BeginStatement(condition.Span);
        var holds = new Label();
        Assertion assertion = AssertionOf(property.Span, condition);
        assertions.Add(assertion);
        int window = EmitClaim(condition, assertion, holds);
        code.Emit(Opcode.AssertFailed, window, -1, assertions.Count - 1, assertion.Left is null ? 0 : 2);
        code.PlaceCharged(holds);
        code.Emit(Opcode.Holds);
    }

    private bool CheckPure(Expr condition, string statement)
    {
        if (effects.FindImpure(condition) is not { } span)
        {
            return true;
        }

        diagnostics.Error(DiagnosticTable.ImpureCondition, span, $"the condition of `{statement}` may only look, and this does more",
            "use views such as state(pid), children(pid), now(), or a shared variable");
        return false;
    }

    /// <summary>Values side by side; gives the first register.</summary>
    private int EmitWindow(List<Expr> expressions)
    {
        int window = code.Value(Math.Max(1, expressions.Count));
        for (int i = 0; i < expressions.Count; i++)
        {
            EmitValue(expressions[i], window + i);
        }

        return window;
    }
}
