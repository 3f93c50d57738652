// What the interpreter does out of line: values of any kind, views, stdio, atexit, conditions. Each answers GoOn or a trap;
// pc already points behind the instruction.
using System.Runtime.CompilerServices;
using System.Text;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    /// <summary>Characters that are looked at as fast as a statement is executed.</summary>
    private const int CharactersOfStatement = 8;

    /// <summary>What a view costs at least, and a list or text that is made anew.</summary>
    private const int StatementsOfView = 50;

    private int ExecuteValue(ref Instruction i, Machine machine, int task, ref Trap trap)
    {
        if (machine.Points != PointMode.Off && StopsBefore(in i, machine, ref trap))
        {
            return (int)TrapKind.Point;
        }

        switch (i.Op)
        {
            case Opcode.MoveValue:
                V(i.A) = V(i.B).Share();
                return GoOn;
            case Opcode.LoadValue:
                V(i.A) = extra.Program.Constants[i.B].Share();
                return GoOn;
            case Opcode.BoxBool:
                V(i.A) = Value.Of(N(i.B) != 0);
                return GoOn;
            case Opcode.Unbox:
                return Unbox(i, task, ref trap);
            case Opcode.Truth:
                N(i.A) = V(i.B).IsTrue ? 1 : 0;
                return GoOn;
            case Opcode.Plus:
                return Plus(i, V(i.B), V(i.C), machine, task, ref trap);
            case Opcode.PlusImm:
                return Plus(i, V(i.B), Value.Of((long)i.C), machine, task, ref trap);
            case Opcode.Compare:
                return Compare(i, machine, task, ref trap);
            case Opcode.LoadGlobalValue:
                V(i.A) = values[i.B].Share();
                return GoOn;
            case Opcode.StoreGlobalValue:
                values[i.A] = V(i.B).Share();
                return GoOn;
            case Opcode.LoadShared:
                N(i.A) = SharedOf(machine).Numbers[i.B];
                return GoOn;
            case Opcode.StoreShared:
                WritableShared(machine).Numbers[i.A] = N(i.B);
                return GoOn;
            case Opcode.LoadSharedValue:
                V(i.A) = SharedOf(machine).Values[i.B].Share();
                return GoOn;
            case Opcode.StoreSharedValue:
                WritableShared(machine).Values[i.A] = V(i.B).Share();
                return GoOn;
            case Opcode.LoadCommon:
                N(i.A) = CommonNumber(machine, task, i.B);
                return GoOn;
            case Opcode.StoreCommon:
                CommonToWrite(machine, task).Numbers[i.A] = N(i.B);
                return GoOn;
            case Opcode.LoadCommonValue:
                V(i.A) = CommonValue(machine, task, i.B).Share();
                return GoOn;
            case Opcode.StoreCommonValue:
                CommonToWrite(machine, task).Values[i.A] = V(i.B).Share();
                return GoOn;
            case Opcode.LoadCell:
                N(i.A) = CommonOf(machine, task).NumberCell(N(i.B));
                return GoOn;
            case Opcode.StoreCell:
                CommonToWrite(machine, task).NumberCell(N(i.A)) = N(i.B);
                return GoOn;
            case Opcode.LoadCellValue:
                V(i.A) = CommonOf(machine, task).ValueCell(N(i.B)).Share();
                return GoOn;
            case Opcode.StoreCellValue:
                CommonToWrite(machine, task).ValueCell(N(i.A)) = V(i.B).Share();
                return GoOn;
            case Opcode.NewCell:
                N(i.A) = i.W == 0 ? CommonToWrite(machine, task).NewNumberCell() : CommonToWrite(machine, task).NewValueCell();
                return Charge(machine, i.W == 0 ? sizeof(long) : ValueBytes);
            case Opcode.Branch:
                return Branch(i, ref trap);
            case Opcode.MakeList:
                V(i.A) = Value.Of(ListValue.Of(values.AsSpan(valueBase + i.B, i.C)));
                return Charge(machine, ListValue.ObjectBytes + (ValueBytes * (long)i.C));
            case Opcode.Index:
            case Opcode.IndexNumber:
                return Index(i, machine, task, ref trap);
            case Opcode.StoreIndex:
                return StoreIndex(i, machine, task, ref trap);
            case Opcode.MakeRecord:
                V(i.A) = Value.Of(ListValue.RecordOf(extra.Program.Shapes[i.C], values.AsSpan(valueBase + i.B, i.W)));
                return GoOn;
            case Opcode.Field:
                return Field(i, task, ref trap);
            case Opcode.FieldNumber:
                N(i.A) = V(i.B).Record is { } record && record.TryGet(extra.Program.Constants[i.C].Text, out Value number) ? number.Bits : -1;
                return GoOn;
            case Opcode.StoreField:
                return StoreField(i, machine, task, ref trap);
            case Opcode.Append:
                return Append(i, machine, task, ref trap);
            case Opcode.Length:
                return Length(i, machine, task, ref trap);
            case Opcode.ToText:
                return ToText(i, V(i.B), machine, task, ref trap);
            case Opcode.ToNumber:
                return ToNumber(i, task, ref trap);
            case Opcode.PrintText:
                return PrintText(i, machine, task, ref trap);
            case Opcode.Format:
                return Format(i, machine, task, ref trap);
            case Opcode.StdioPut:
                return Charge(machine, 2L * PutStdio(V(i.A).Text, machine, task));
            case Opcode.StdioFlush:
                return FlushStdio(i.W != 0, machine, task, ref trap);
            case Opcode.MaskOfList:
                N(i.A) = V(i.B).IsNumber ? BitOf(V(i.B).Bits) : MaskOf(V(i.B).List);
                return GoOn;
            case Opcode.AddSignal:
                N(i.A) = N(i.B) | BitOf(N(i.C));
                return GoOn;
            case Opcode.View:
                N(i.A) = PidTranslation.Look(machine, extra.Program.Views[i.W], task, i.B < 0 ? 0 : N(i.B), i.C < 0 ? null : V(i.C).Text, out _);
                return ChargeWork(machine, StatementsOfView);
            case Opcode.ViewValue:
                return ViewValue(i, machine, task);
            case Opcode.Show:
                Show(i, machine, task);
                return ChargeWork(machine, StatementsOfView);
            case Opcode.LoadSelf:
                N(i.A) = machine.OwnNumberOf(task);
                return GoOn;
            case Opcode.LoadStatus:
                N(i.A) = status;
                return GoOn;
            case Opcode.LoadUsage:
                N(i.A) = extra.Usage;
                return GoOn;
            case Opcode.LoadErrno:
                N(i.A) = errno;
                return GoOn;
            case Opcode.StoreErrno:
                errno = (short)N(i.A);
                return GoOn;
            case Opcode.LoadInfo:
                N(i.A) = InfoField((InfoField)i.W, extra.Info);
                return GoOn;
            case Opcode.Choose:
                return Choose(i, machine, task, ref trap);
            case Opcode.AtExit:
                return RegisterAtExit(i.C, machine, task, ref trap);
            case Opcode.AtExitCall:
                CallNewestAtExit(i, machine, task);
                return GoOn;
            case Opcode.Exec:
                return Exec(i, ref trap);
            case Opcode.Reached:
                NoteReached(machine);
                return GoOn;
            case Opcode.AssertFailed:
                return AssertFailed(i, task, ref trap);
            case Opcode.Until:
                pc--;
                return (int)TrapKind.Until;
            case Opcode.Prompt:
                return AtPrompt();
            case Opcode.Holds:
                return isCondition ? ConditionHolds : GoOn;
            case Opcode.HoldsNot:
                return ConditionFails;
            case Opcode.Point:
                return GoOn;
            case Opcode.Spawn:
                return Spawn(i, ref trap);
            case Opcode.CallValue:
                return CallValue(i, machine, task, ref trap);
            default:
                throw new InvalidOperationException($"no case for {i.Op}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TypeError(int task, string message, ref Trap trap)
        => Halt(new TypeErrorHalt(task, extra.Program.StatementAt(pc - 1), message), ref trap);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LimitReached(int task, string limit, long maximum, ref Trap trap)
        => Halt(new LimitHalt(task, extra.Program.StatementAt(pc - 1), limit, maximum), ref trap);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Unbox(in Instruction i, int task, ref Trap trap)
    {
        Value value = V(i.B);
        if (!value.IsNumber)
        {
            return TypeError(task, $"a number is needed here, and this is {Value.NameOf(value.Kind)}: {Shorten(value.Literal())}", ref trap);
        }

        N(i.A) = value.Bits;
        return GoOn;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Plus(in Instruction i, in Value a, in Value b, Machine machine, int task, ref Trap trap)
    {
        if (a.IsNumber && b.IsNumber)
        {
            V(i.A) = Value.Of(a.Bits + b.Bits);
            return GoOn;
        }

        if (a.Kind == b.Kind && a.Kind != ValueKind.Function)
        {
            return Join(i, a, b, machine, task, ref trap);
        }

        string hint = a.Kind == ValueKind.Text || b.Kind == ValueKind.Text ? " (str(…) makes a text of it)"
            : a.Kind == ValueKind.List ? " (write [e] to add one element)" : "";
        return TypeError(task, $"`+` does not take {Value.NameOf(a.Kind)} and {Value.NameOf(b.Kind)}{hint}", ref trap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Join(in Instruction i, in Value a, in Value b, Machine machine, int task, ref Trap trap)
    {
        if (a.Kind == ValueKind.Text)
        {
            if ((long)a.Chars.Length + b.Chars.Length > VmLimits.TextLength)
            {
                return LimitReached(task, "characters of a text", VmLimits.TextLength, ref trap);
            }

            V(i.A) = Value.Join(in a, in b, out long textBytes);
            return Charge(machine, textBytes);
        }

        if (a.List.Count + b.List.Count > VmLimits.ListLength)
        {
            return LimitReached(task, "elements of a list", VmLimits.ListLength, ref trap);
        }

        V(i.A) = Value.Of(ListValue.Concat(a.List, b.List, out long bytes));
        return Charge(machine, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Compare(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        ref readonly Value a = ref V(i.B);
        ref readonly Value b = ref V(i.C);
        var op = (Operator)i.W;
        if (a.IsNumber && b.IsNumber && op != Operator.In)
        {
            N(i.A) = Operators.Apply(op, a.Bits, b.Bits);
            return GoOn;
        }

        return CompareOthers(i, op, a, b, machine, task, ref trap);
    }

    private int CompareOthers(in Instruction i, Operator op, in Value a, in Value b, Machine machine, int task, ref Trap trap)
    {
        var search = new ValueSearch(VmLimits.Comparisons);
        bool? answer = op switch
        {
            Operator.Equal => search.AreEqual(a, b),
            Operator.NotEqual => !search.AreEqual(a, b),
            Operator.In when b.Kind == ValueKind.List => search.Contains(b.List, a),
            Operator.In when a.Kind == ValueKind.Text && b.Kind == ValueKind.Text => search.Contains(b.Chars, a.Chars),
            Operator.In => null,
            _ when a.Kind == ValueKind.Text && b.Kind == ValueKind.Text => Operators.Apply(op, a.Chars.SequenceCompareTo(b.Chars), 0) != 0,
            _ => null,
        };
        if (answer is null)
        {
            return TypeError(task, $"`{Operators.Symbol(op)}` does not take {Value.NameOf(a.Kind)} and {Value.NameOf(b.Kind)}", ref trap);
        }

        if (search.IsOver)
        {
            return LimitReached(task, "elements in a comparison", VmLimits.Comparisons, ref trap);
        }

        N(i.A) = answer.Value ? 1 : 0;
        return ChargeWork(machine, search.Steps);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Index(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        Value target = V(i.B);
        long index = N(i.C);
        Value element;
        if (target.Kind == ValueKind.Text)
        {
            bool found = target.IsPlain ? Texts.TryAtUnit(target.Chars, index, out string character) : Texts.TryAt(target.Chars, index, out character);
            if (!found)
            {
                return OutOfRange(index, target.CharacterCount, ref trap);
            }

            element = Value.Of(character);
            machine.Meter.Work(target.IsPlain ? 0 : index);
        }
        else if (target.Kind == ValueKind.List || i.Op == Opcode.IndexNumber)
        {
            if ((ulong)index >= (ulong)target.List.Count)
            {
                return OutOfRange(index, target.List.Count, ref trap);
            }

            element = target.List[(int)index];
        }
        else
        {
            return TypeError(task, $"{Value.NameOf(target.Kind)} has no elements", ref trap);
        }

        if (i.Op == Opcode.IndexNumber)
        {
            N(i.A) = element.Bits;
        }
        else
        {
            V(i.A) = element.Share();
        }

        return ChargeWork(machine, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int OutOfRange(long index, int count, ref Trap trap)
    {
        pc--;
        return Fault(11, 1, $"index {index} of {count}", ref trap);
    }

    /// <summary>The value of the place that an instruction is about to change; memory that others share is not copied for a look.</summary>
    private Value Held(in Instruction i, Machine machine, int task) => (Holder)i.W switch
    {
        Holder.Shared => SharedOf(machine).Values[i.A],
        Holder.Common => CommonValue(machine, task, i.A),
        Holder.Cell => CommonOf(machine, task).ValueCell(N(i.A)),
        _ => Place(i, machine, task),
    };

    /// <summary>The list that an instruction changes where it is, so that nobody holds it twice and it is not copied each time.</summary>
    private ref Value Place(in Instruction i, Machine machine, int task)
    {
        switch ((Holder)i.W)
        {
            case Holder.Global:
                return ref values[i.A];
            case Holder.Shared:
                return ref WritableShared(machine).Values[i.A];
            case Holder.Common:
                return ref CommonToWrite(machine, task).Values[i.A];
            case Holder.Cell:
                return ref CommonToWrite(machine, task).ValueCell(N(i.A));
            default:
                return ref V(i.A);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int StoreIndex(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        Value target = Held(i, machine, task);
        long index = N(i.B);
        if (target.Kind != ValueKind.List)
        {
            return TypeError(task, target.Kind == ValueKind.Text ? "the characters of a text cannot be changed" : $"{Value.NameOf(target.Kind)} has no elements", ref trap);
        }

        if ((ulong)index >= (ulong)target.List.Count)
        {
            return OutOfRange(index, target.List.Count, ref trap);
        }

        // The element first: `a[0] = a` would otherwise hold itself.
        Value element = V(i.C).Share();
        ref Value place = ref Place(i, machine, task);
        ListValue before = place.List, list = before.Writable();
        list.Set((int)index, element);
        place = Value.Of(list);
        return Charge(machine, list == before ? 0 : ListValue.ObjectBytes + (ValueBytes * (long)list.Count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Field(in Instruction i, int task, ref Trap trap)
    {
        string name = extra.Program.Constants[i.C].Text;
        if (V(i.B).Record is not { } record || !record.TryGet(name, out Value value))
        {
            return NoField(V(i.B), name, task, ref trap);
        }

        V(i.A) = value.Share();
        return GoOn;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int StoreField(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        string name = extra.Program.Constants[i.B].Text;
        Value target = Held(i, machine, task);
        if (target.Record is not { } record || !record.TryGet(name, out _))
        {
            return NoField(target, name, task, ref trap);
        }

        Value value = V(i.C).Share();
        Place(i, machine, task) = Value.Of(record.With(name, in value));
        return Charge(machine, ListValue.ObjectBytes + (ValueBytes * (long)record.Count));
    }

    private int NoField(in Value value, string name, int task, ref Trap trap)
    {
        string has = value.Record is not { } record ? $"{Value.NameOf(value.Kind)} has no fields, and no `{name}`: {Shorten(value.Literal())}"
            : $"the record has no field `{name}`; it has {string.Join(", ", record.Names!)}";
        return TypeError(task, has, ref trap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Append(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        Value target = Held(i, machine, task);
        if (target.Kind != ValueKind.List && !target.IsInt)
        {
            return TypeError(task, $"`+` does not take {Value.NameOf(target.Kind)} and a list", ref trap);
        }

        if (target.List.Count >= VmLimits.ListLength)
        {
            return LimitReached(task, "elements of a list", VmLimits.ListLength, ref trap);
        }

        Value element = V(i.B).Share();
        ref Value place = ref Place(i, machine, task);
        place = Value.Of(place.List.With(in element, out long bytes));
        return Charge(machine, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Length(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        Value value = V(i.B);
        if (value.IsNumber || value.Kind is ValueKind.Record or ValueKind.Function)
        {
            return TypeError(task, $"{Value.NameOf(value.Kind)} has no length", ref trap);
        }

        N(i.A) = value.Kind == ValueKind.Text ? value.CharacterCount : value.List.Count;
        return ChargeWork(machine, value.Chars.Length / CharactersOfStatement);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ToNumber(in Instruction i, int task, ref Trap trap)
    {
        Value value = V(i.B);
        if (value.Kind is ValueKind.List or ValueKind.Record or ValueKind.Function)
        {
            return TypeError(task, $"int() does not take {Value.NameOf(value.Kind)}", ref trap);
        }

        if (value.Kind == ValueKind.Text && !Texts.TryParseNumber(value.Text, out _))
        {
            return TypeError(task, $"int() finds no number in {Shorten(value.Literal())}", ref trap);
        }

        N(i.A) = value.Kind == ValueKind.Text && Texts.TryParseNumber(value.Text, out long number) ? number : value.Bits;
        return GoOn;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ToText(in Instruction i, in Value value, Machine machine, int task, ref Trap trap)
    {
        if (value.Kind != ValueKind.List)
        {
            string text = value.Display();
            V(i.A) = Value.Of(text);
            return Charge(machine, 2L * text.Length);
        }

        var builder = new StringBuilder();
        return ValueText.TryAppend(builder, in value, VmLimits.TextLength)
            ? Store(builder, i.A, machine)
            : LimitReached(task, "characters of a text", VmLimits.TextLength, ref trap);
    }

    /// <summary>What print writes of some values.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PrintText(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        ReadOnlySpan<Value> items = values.AsSpan(valueBase + i.B, i.C);
        if (items.Length == 1 && items[0].Kind != ValueKind.List)
        {
            string text = items[0].Display() + "\n";
            V(i.A) = Value.Of(text);
            return Charge(machine, 2L * text.Length);
        }

        var builder = new StringBuilder();
        return ValueText.TryAppendLine(builder, items)
            ? Store(builder, i.A, machine)
            : LimitReached(task, "characters of a text", VmLimits.TextLength, ref trap);
    }

    private int Store(StringBuilder text, int register, Machine machine)
    {
        V(register) = Value.Of(text.ToString());
        return Charge(machine, 4L * text.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Format(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        ReadOnlySpan<Value> window = values.AsSpan(valueBase + i.B, i.C);
        if (window[0].Kind != ValueKind.Text)
        {
            return TypeError(task, $"printf's format is {Value.NameOf(window[0].Kind)}", ref trap);
        }

        string? text = Printf.Format(window[0].Text, window[1..], out string error);
        if (text is null)
        {
            return ReferenceEquals(error, Printf.TooLong)
                ? LimitReached(task, "characters of a text", VmLimits.TextLength, ref trap)
                : TypeError(task, error, ref trap);
        }

        V(i.A) = Value.Of(text);
        return Charge(machine, 4L * text.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ViewValue(in Instruction i, Machine machine, int task)
    {
        long number = PidTranslation.Look(machine, extra.Program.Views[i.W], task, i.B < 0 ? 0 : N(i.B), i.C < 0 ? null : V(i.C).Text, out object? payload);
        V(i.A) = payload is null ? Value.Of(number) : Value.OfPayload(payload);
        machine.Meter.Work(StatementsOfView);
        return Charge(machine, ValueBytes * (long)V(i.A).List.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Choose(in Instruction i, Machine machine, int task, ref Trap trap)
    {
        Value list = V(i.B);
        if (list.Kind != ValueKind.List)
        {
            return TypeError(task, $"choose() takes a list, not {Value.NameOf(list.Kind)}", ref trap);
        }

        if (list.List.Count == 0)
        {
            return OutOfRange(0, 0, ref trap);
        }

        V(i.A) = list.List[machine.NextChoice(list.List.Count)].Share();
        return GoOn;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RegisterAtExit(int function, Machine machine, int task, ref Trap trap)
    {
        int[] registered = AtExitOf(machine, task);
        if (registered.Length >= VmLimits.AtExitBlocks)
        {
            return LimitReached(task, "atexit blocks", VmLimits.AtExitBlocks, ref trap);
        }

        // A new array each time: copies of this process share the old one.
        SetAtExit(machine, task, [.. registered, function]);
        return Charge(machine, 4L * (registered.Length + 1));
    }

    private int[] AtExitOf(Machine machine, int task) => AddressSpaces.Of(machine, task) is ProcessMemory memory ? memory.AtExit : extra.AtExit;

    private void SetAtExit(Machine machine, int task, int[] functions)
    {
        if (extra.Program.HasCommon)
        {
            CommonToWrite(machine, task).AtExit = functions;
        }
        else
        {
            OwnExtra.AtExit = functions;
        }
    }

    private void CallNewestAtExit(in Instruction i, Machine machine, int task)
    {
        int[] registered = AtExitOf(machine, task);
        if (registered.Length == 0)
        {
            pc++;
            return;
        }

        int function = registered[^1];
        SetAtExit(machine, task, registered[..^1]);
        FunctionFrame callee = extra.Frames[function];
        int link = numberBase + (ushort)i.A;
        int callerValues = valueBase + (int)((uint)i.A >> 16);
        Reserve(link + 1 + callee.Numbers, callerValues + callee.Values);
        numbers[link] = pc - 1;
        numberBase = link + 1;
        valueBase = callerValues;
        depth++;
        pc = callee.Entry;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Exec(in Instruction i, ref Trap trap)
    {
        pc--;
        trap.Number = SyscallNumber.Execve;
        trap.ArgumentCount = 0;
        ReadOnlySpan<Value> arguments = values.AsSpan(valueBase + i.A, i.W);
        foreach (Value argument in arguments)
        {
            argument.Share();
        }

        trap.Payload = new ExecRequest(extra.Program.Programs[i.C], extra.Program.ProgramNames[i.C], arguments.ToArray());
        return (int)TrapKind.Syscall;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteReached(Machine machine)
    {
        if (machine.Reached is { } reached && extra.Program.StatementOf[pc - 1] is var statement && statement < reached.Length)
        {
            reached[statement] = true;
        }
    }

    private int AssertFailed(in Instruction i, int task, ref Trap trap)
    {
        Assertion assertion = extra.Program.Assertions[i.C];
        string condition = extra.Program.Source.Text.Substring(assertion.Condition.Start, assertion.Condition.Length);
        string message = i.B < 0 ? $"assertion failed: {condition}" : $"assertion failed: {Shown(V(i.B))}";
        string? left = i.W == 2 ? V(i.A).Literal() : null;
        string? right = i.W == 2 ? V(i.A + 1).Literal() : null;
        return Halt(new AssertionHalt(task, extra.Program.StatementAt(pc - 1), message, assertion, left, right) { Parts = ValuesOf(assertion.Parts, i.A) }, ref trap);
    }

    /// <summary>The values of a condition's parts, which lie side by side from a register on.</summary>
    private List<(AssertionPart Part, string Left, string? Right)> ValuesOf(IReadOnlyList<AssertionPart> parts, int register)
    {
        var list = new List<(AssertionPart, string, string?)>();
        foreach (AssertionPart part in parts)
        {
            int width = part.Right is null ? 1 : 2;
            if (V(register).Kind != ValueKind.Text || !ReferenceEquals(V(register).Text, Assertion.NotEvaluated))
            {
                list.Add((part, V(register).Literal(), width == 2 ? V(register + 1).Literal() : null));
            }

            register += width;
        }

        return list;
    }

    private static string Shown(in Value value) => ValueText.Shown(in value, quoted: false, VmLimits.ShownLength);

    /// <summary>A value for a message, cut where it is long.</summary>
    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
}
