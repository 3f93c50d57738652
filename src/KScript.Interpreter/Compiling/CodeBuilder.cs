// Where instructions go: labels, registers for intermediate values, and the count of statements that the next jump or trap
// has to charge.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

/// <summary>A place in the code that jumps name before it is known.</summary>
internal sealed class Label
{
    public int Position { get; set; } = -1;

    public List<int> Jumps { get; } = [];
}

/// <summary>Where `break` and `continue` of a loop lead. A class: stacks of tuples are not pre-compiled.</summary>
internal sealed record Loop(Label Break, Label Continue);

/// <summary>Collects the code of all bodies.</summary>
internal sealed class CodeBuilder
{
    /// <summary>Registers a frame may have: half of what an instruction's 16 bits can name.</summary>
    public const int MaximumRegisters = 30_000;

    private const int MaximumCharge = 60_000;

    private readonly GrowingArray<Instruction> code = new();
    private readonly GrowingArray<int> statementOf = new();
    private readonly GrowingArray<ushort> liveNumbers = new();
    private readonly GrowingArray<ushort> liveValues = new();
    private readonly GrowingArray<Span> statements = new();
    private readonly GrowingArray<Value> constants = new();
    private readonly GrowingArray<string[]> shapes = new();
    private readonly Dictionary<string, int> texts = new(StringComparer.Ordinal);
    private int nextNumber;
    private int nextValue;
    private int charge;

    public int Position => code.Count;

    /// <summary>Number registers that are variables; those above are for intermediate values.</summary>
    public int Variables { get; private set; }

    /// <summary>Registers the present body has used at most.</summary>
    public int MostNumbers { get; private set; }

    /// <summary>The same for values.</summary>
    public int MostValues { get; private set; }

    /// <summary>Begins to count what a part of the body uses; give the answer to <see cref="EndPart"/>.</summary>
    public (int Numbers, int Values) BeginPart()
    {
        (int, int) before = (MostNumbers, MostValues);
        (MostNumbers, MostValues) = (nextNumber, nextValue);
        return before;
    }

    /// <summary>How many registers the part needs, counted from the frame's first.</summary>
    public (int Numbers, int Values) EndPart((int Numbers, int Values) before)
    {
        (int, int) part = (MostNumbers, MostValues);
        (MostNumbers, MostValues) = (Math.Max(MostNumbers, before.Numbers), Math.Max(MostValues, before.Values));
        return part;
    }

    /// <summary>
    /// More code will follow, and another program with it that begins as the present one: they share their arrays, which are longer than
    /// what is in them, so that a session's memory is linear in what was typed.
    /// </summary>
    public bool IsShared { get; set; }

    public Instruction[] Code => Of(code);

    public int[] StatementOf => Of(statementOf);

    public Span[] Statements => Of(statements);

    public ushort[] LiveNumbers => Of(liveNumbers);

    public ushort[] LiveValues => Of(liveValues);

    public Value[] Constants => Of(constants);

    /// <summary>What a program keeps of an array.</summary>
    public T[] Of<T>(GrowingArray<T> array) => IsShared ? array.Items : array.ToArray();

    /// <summary>The names of the fields of records, a list for each shape.</summary>
    public string[][] Shapes => shapes.ToArray();

    /// <summary>Begins a body whose variables take the first registers.</summary>
    public void BeginBody(int numbers, int values, Span span)
    {
        nextNumber = MostNumbers = Variables = numbers;
        nextValue = MostValues = values;
        charge = 0;
        statements.Add(span);
    }

    /// <summary>Begins a statement: one more to charge.</summary>
    public void BeginStatement(Span span)
    {
        statements.Add(span);
        Count();
    }

    /// <summary>Goes on with the statement around the one that ended; charges nothing.</summary>
    public void ResumeStatement(Span span) => statements.Add(span);

    /// <summary>One more statement to charge.</summary>
    public void Count()
    {
        if (++charge >= MaximumCharge)
        {
            FlushCharge();
        }
    }

    /// <summary>Emits an instruction; gives its number.</summary>
    public int Emit(Opcode op, int a = 0, int b = 0, int c = 0, int w = 0)
    {
        code.Add(new Instruction(op, w, a, b, c));
        statementOf.Add(statements.Count - 1);
        liveNumbers.Add((ushort)nextNumber);
        liveValues.Add((ushort)nextValue);
        return code.Count - 1;
    }

    /// <summary>Emits a load of any number.</summary>
    public void Load(int register, long number) => Emit(Opcode.Load, register, (int)number, (int)(number >> 32));

    /// <summary>Emits an instruction that charges what is due.</summary>
    public int EmitCharging(Opcode op, int a = 0, int b = 0, int c = 0)
    {
        int due = charge;
        charge = 0;
        return Emit(op, a, b, c, due);
    }

    /// <summary>Emits a jump to a label, charging what is due.</summary>
    public void Jump(Opcode op, Label label, int a = 0, int b = 0)
    {
        int at = EmitCharging(op, a, b, label.Position < 0 ? 0 : label.Position - Position);
        if (label.Position < 0)
        {
            label.Jumps.Add(at);
        }
    }

    /// <summary>Puts a label here. What is due is charged first if others come from elsewhere.</summary>
    public void Place(Label label)
    {
        if (label.Jumps.Count > 0)
        {
            FlushCharge();
        }

        PlaceCharged(label);
    }

    /// <summary>Puts a label here, where the way from above is closed or charged.</summary>
    public void PlaceCharged(Label label)
    {
        label.Position = Position;
        foreach (int at in label.Jumps)
        {
            Patch(at, Position - at);
        }
    }

    /// <summary>Sets the distance of a jump.</summary>
    public void Patch(int at, int distance)
    {
        code[at].C = distance;
    }

    /// <summary>Sets an instruction that waited for what comes behind it.</summary>
    public void Patch(int at, in Instruction instruction) => code[at] = instruction;

    /// <summary>Charges what is due: before a trap, and where ways meet.</summary>
    public void FlushCharge()
    {
        if (charge > 0)
        {
            EmitCharging(Opcode.Charge);
        }
    }

    /// <summary>Charges what is due, and gives the CPU back if the tick is over.</summary>
    public void ChargeBeforeTrap()
    {
        if (charge > 0)
        {
            EmitCharging(Opcode.ChargeStop);
        }
    }

    /// <summary>A constant's number.</summary>
    public int Constant(Value value)
    {
        if (value.Kind == ValueKind.Text)
        {
            if (texts.TryGetValue(value.Text, out int known))
            {
                return known;
            }

            texts.Add(value.Text, constants.Count);
        }

        constants.Add(value);
        return constants.Count - 1;
    }

    /// <summary>The number of a list of fields' names.</summary>
    public int Names(List<string> names)
    {
        shapes.Add([.. names]);
        return shapes.Count - 1;
    }

    /// <summary>Registers in use; give it back to <see cref="Release"/>.</summary>
    public (int Numbers, int Values) Mark => (nextNumber, nextValue);

    /// <summary>Frees what was taken since.</summary>
    public void Release((int Numbers, int Values) mark) => (nextNumber, nextValue) = mark;

    /// <summary>A register for a number; several in a row.</summary>
    public int Number(int count = 1)
    {
        int register = nextNumber;
        nextNumber += count;
        MostNumbers = Math.Max(MostNumbers, nextNumber);
        return register;
    }

    /// <summary>A register for a value; several in a row.</summary>
    public int Value(int count = 1)
    {
        int register = nextValue;
        nextValue += count;
        MostValues = Math.Max(MostValues, nextValue);
        return register;
    }
}
