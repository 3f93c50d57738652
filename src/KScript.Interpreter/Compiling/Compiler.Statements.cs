// Statements.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler : IStatementVisitor
{
    /// <summary>Where `break` and `continue` of the loops around lead.</summary>
    private readonly Stack<Loop> loops = new();

    private void Emit(Block block) => block.Statements.ForEach(Emit);

    private void Emit(Stmt statement)
    {
        if (statement is Declaration)
        {
            // Its code, if it has any, is a body of its own.
            return;
        }

        (int, int) mark = code.Mark;
        code.BeginStatement(statement.Header);
        statement.Accept(this);
        code.Release(mark);
    }

    public void Visit(Declaration s)
    {
        // Not emitted where it stands.
    }

    public void Visit(UnsupportedStmt s)
    {
        // The resolver has reported it.
    }

    public void Visit(ExprStmt s) => EmitForEffect(s.Expression);

    public void Visit(BreakStmt s) => JumpOut(loops.TryPeek(out Loop? loop) ? loop.Break : null);

    public void Visit(ContinueStmt s) => JumpOut(loops.TryPeek(out Loop? loop) ? loop.Continue : null);

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

    private void JumpOut(Label? target)
    {
        if (target is not null)
        {
            code.Jump(Opcode.Jump, target);
        }
    }

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
                code.BeginStatement(next.Header);
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

    public void Visit(WhileStmt s)
    {
        var (head, next, end) = (new Label(), new Label(), new Label());
        loops.Push(new Loop(end, next));
        bool simple = s.Condition is not null && IsSimpleCondition(s.Condition);
        if (s.Condition is { } condition && simple)
        {
            // The condition stands at the entry and again at the end: one jump less each time round.
            EmitCondition(condition, end, jumpIf: false);
            code.PlaceCharged(head);
            Emit(s.Body);
            code.Place(next);
            code.ResumeStatement(s.Header);
            code.Count();
            EmitCondition(condition, head, jumpIf: true);
        }
        else
        {
            code.FlushCharge();
            code.PlaceCharged(head);
            code.PlaceCharged(next);
            if (s.Condition is not null)
            {
                EmitCondition(s.Condition, end, jumpIf: false);
            }

            Emit(s.Body);
            code.ResumeStatement(s.Header);
            code.Count();
            code.Jump(Opcode.Loop, head);
        }

        code.PlaceCharged(end);
        loops.Pop();
    }

    public void Visit(RepeatStmt s)
    {
        var (head, next, end) = (new Label(), new Label(), new Label());
        int counter = code.Number();
        EmitNumber(s.Count, counter);
        code.Jump(Opcode.JumpLeImm, end, counter, 0);
        loops.Push(new Loop(end, next));
        code.PlaceCharged(head);
        Emit(s.Body);
        code.Place(next);
        code.ResumeStatement(s.Header);
        code.Count();
        code.Emit(Opcode.AddImm, counter, counter, -1);
        code.Jump(Opcode.LoopGtImm, head, counter, 0);
        code.PlaceCharged(end);
        loops.Pop();
    }

    public void Visit(ForStmt s)
    {
        if (s.Source is RangeExpr range)
        {
            EmitForRange(s, range);
        }
        else
        {
            EmitForList(s);
        }
    }

    private void EmitForRange(ForStmt s, RangeExpr range)
    {
        Variable variable = resolution.Variables[s];
        // The variable itself counts, unless the body or something that runs in between may change it.
        bool direct = !variable.IsValue && !variable.IsAssigned;
        int counter = direct ? variable.Index : code.Number();
        EmitNumber(range.From, counter);
        bool constant = folder.TryFoldNumber(range.To, out long limit) && limit == (int)limit;
        int to = constant ? 0 : code.Number();
        if (!constant)
        {
            EmitNumber(range.To, to);
        }

        var end = new Label();
        code.Jump(constant ? Opcode.JumpGeImm : Opcode.JumpLe, end, constant ? counter : to, constant ? (int)limit : counter);
        EmitCounted(s, end, counter, () =>
        {
            if (!direct)
            {
                EmitStoreNumber(variable, counter, KsType.Int);
            }
        }, head => code.Jump(constant ? Opcode.LoopLtImm : Opcode.LoopLt, head, counter, constant ? (int)limit : to));
    }

    private void EmitForList(ForStmt s)
    {
        Variable variable = resolution.Variables[s];
        KsType type = TypeOf(s.Source);
        if (!KsTypes.IsList(type) && type is not (KsType.Text or KsType.Any))
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, s.Source.Span, $"`for` goes over a list, a text or a range, and this is {KsTypes.Name(type)}",
                "a range is written 0..n, and n times the same is `repeat n`");
            return;
        }

        int list = code.Value();
        EmitValue(s.Source, list);
        int counter = code.Number();
        int length = code.Number();
        code.Load(counter, 0);
        code.Emit(Opcode.Length, length, list);
        var end = new Label();
        code.Jump(Opcode.JumpLe, end, length, counter);
        EmitCounted(s, end, counter, () =>
        {
            if (variable.IsValue)
            {
                int element = variable.Owner == body ? variable.Index : code.Value();
                code.Emit(Opcode.Index, element, list, counter);
            }
            else
            {
                code.Emit(Opcode.IndexNumber, variable.Index, list, counter);
            }
        }, head => code.Jump(Opcode.LoopLt, head, counter, length));
    }

    /// <summary>The part that loops with a counter share: first the variable, then the body, then one more.</summary>
    private void EmitCounted(ForStmt s, Label end, int counter, Action setVariable, Action<Label> back)
    {
        var (head, next) = (new Label(), new Label());
        loops.Push(new Loop(end, next));
        code.PlaceCharged(head);
        setVariable();
        Emit(s.Body);
        code.Place(next);
        code.ResumeStatement(s.Header);
        code.Count();
        code.Emit(Opcode.AddImm, counter, counter, 1);
        back(head);
        code.PlaceCharged(end);
        loops.Pop();
    }

    public void Visit(ReturnStmt s)
    {
        if (s.Value is null || body.Kind != FunctionKind.Function)
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

        if (allConstant)
        {
            payload = -2 - code.Constant(Value.Of(VmContext.PrintText(constants)));
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

    public void Visit(AssertStmt s)
    {
        var holds = new Label();
        int index = assertions.Count;
        Assertion assertion = AssertionOf(s.Span, s.Condition);
        assertions.Add(assertion);
        int window = EmitClaim(s.Condition, assertion, holds);
        int message = -1;
        if (s.Message is { } text)
        {
            message = EmitValue(text);
        }

        code.Emit(Opcode.AssertFailed, window, message, index, window < 0 ? 0 : 2);
        code.PlaceCharged(holds);
    }

    /// <summary>Jumps if a claim holds; else leaves both sides of a comparison in values, and gives the first register (-1: none).</summary>
    private int EmitClaim(Expr condition, Assertion assertion, Label holds)
    {
        if (assertion.Left is null || condition is not BinaryExpr comparison)
        {
            EmitCondition(condition, holds, jumpIf: true);
            return -1;
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
        code.Emit(Opcode.AssertFailed, window, -1, assertions.Count - 1, window < 0 ? 0 : 2);
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
