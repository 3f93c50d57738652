// Loops: `while` and `loop`, `repeat`, `for` over a range or a list; and what leaves them.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>Where `break` and `continue` of the loops around lead.</summary>
    private readonly Stack<Loop> loops = new();

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
        bool direct = !variable.IsValue && !variable.IsAssigned && IsDirect(variable);
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
                int element = IsDirect(variable) ? variable.Index : code.Value();
                code.Emit(Opcode.Index, element, list, counter);
                if (!IsDirect(variable))
                {
                    EmitStoreValue(variable, element);
                }
            }
            else if (IsDirect(variable))
            {
                code.Emit(Opcode.IndexNumber, variable.Index, list, counter);
            }
            else
            {
                int element = code.Number();
                code.Emit(Opcode.IndexNumber, element, list, counter);
                EmitStoreNumber(variable, element, KsType.Int);
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

    public void Visit(ContinueStmt s) => JumpOut(loops.TryPeek(out Loop? loop) ? loop.Continue : null);

    public void Visit(BreakStmt s) => JumpOut(loops.TryPeek(out Loop? loop) ? loop.Break : null);

    private void JumpOut(Label? target)
    {
        if (target is not null)
        {
            code.Jump(Opcode.Jump, target);
        }
    }
}
