// A process of the language as plain data: registers, and little else. There are no frame objects: a call leaves one word,
// the number of the next instruction, below the callee's registers, and the call instruction itself says the rest.
//
//   numbers:  [registers of frame 0][link][registers of frame 1][link][registers of frame 2] …
//   values:   [registers of frame 0][registers of frame 1] …
//
// VmContext.Run.cs is the interpreter, VmContext.Values.cs what it does out of line, VmContext.Signals.cs handlers.
using System.Runtime.CompilerServices;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A program of the language in execution.</summary>
public sealed partial class VmContext : UserContext
{
    private CompiledProgram program;
    private long[] numbers;
    private Value[] values;
    private ContextExtra? extra;
    private int pc;
    private int numberBase;
    private int valueBase;
    private int depth;
    private ushort status;
    private short errno;

    /// <summary>A process about to run an image.</summary>
    internal VmContext(CompiledProgram program, ProgramImage image, ReadOnlySpan<Value> arguments)
    {
        this.program = program;
        numbers = [];
        values = [];
        Load(image, arguments);
    }

    private VmContext(VmContext source)
    {
        program = source.program;
        numbers = [];
        values = [];
    }

    /// <summary>What the context holds beyond registers; most processes have none of it.</summary>
    private sealed class ContextExtra
    {
        /// <summary>What stdio holds back.</summary>
        public string Stdio = "";
        /// <summary>How many characters of it are due.</summary>
        public int StdioDue;
        /// <summary>Functions of atexit blocks, the newest last.</summary>
        public int[] AtExit = [];
        /// <summary>The siginfo of the last waitid, sigwaitinfo, sigtimedwait, or of the handler that runs.</summary>
        public SigInfo Info;

        public ContextExtra Copy() => (ContextExtra)MemberwiseClone();
    }

    private ContextExtra Extra => extra ??= new ContextExtra();

    /// <summary>The program it runs.</summary>
    public CompiledProgram Program => program;

    /// <summary>The number of the next instruction, for messages.</summary>
    public int ProgramCounter => pc;

    /// <summary>Puts an image in place: fresh memory, top-level variables as a fresh image has them, parameters.</summary>
    private void Load(ProgramImage image, ReadOnlySpan<Value> arguments)
    {
        FunctionFrame frame = program.Frames[image.Function];
        numbers = new long[frame.Numbers];
        values = frame.Values == 0 ? [] : new Value[frame.Values];
        program.GlobalNumbers.AsSpan(0, Math.Min(program.GlobalNumbers.Length, frame.Numbers)).CopyTo(numbers);
        program.GlobalValues.AsSpan(0, Math.Min(program.GlobalValues.Length, frame.Values)).CopyTo(values);
        Place[] places = program.Functions[image.Function].Parameters;
        for (int i = 0; i < places.Length; i++)
        {
            Store(places[i], i < arguments.Length ? arguments[i] : default);
        }

        extra = null;
        pc = frame.Entry;
        numberBase = 0;
        valueBase = 0;
        depth = 0;
        status = 0;
        errno = 0;
    }

    private void Store(Place place, in Value value)
    {
        if (place.IsValue)
        {
            values[valueBase + place.Index] = value.Share();
        }
        else
        {
            numbers[numberBase + place.Index] = place.IsBool ? (value.IsTrue ? 1 : 0) : value.Bits;
        }
    }

    /// <inheritdoc/>
    public override UserContext Copy(UserContext? reuse)
    {
        VmContext copy = reuse as VmContext ?? new VmContext(this);
        copy.program = program;
        (int usedNumbers, int usedValues) = Used();
        // The frames below may reach beyond the top one's: within calls the copy is as long as this.
        CopyNumbers(copy, usedNumbers, depth == 0 ? usedNumbers : numbers.Length);
        CopyValues(copy, usedValues, depth == 0 ? usedValues : values.Length);
        copy.extra = extra?.Copy();
        copy.pc = pc;
        copy.numberBase = numberBase;
        copy.valueBase = valueBase;
        copy.depth = depth;
        copy.status = status;
        copy.errno = errno;
        return copy;
    }

    /// <summary>Where the top frame ends. What a frame below has beyond that was used up before its call.</summary>
    private (int Numbers, int Values) Used()
    {
        FunctionFrame frame = program.Frames[program.FunctionAt(pc)];
        return (numberBase + frame.Numbers, valueBase + frame.Values);
    }

    private void CopyNumbers(VmContext copy, int used, int length)
    {
        if (copy.numbers.Length < length || copy.numbers.Length > length + 64)
        {
            copy.numbers = GC.AllocateUninitializedArray<long>(length);
        }

        numbers.AsSpan(0, used).CopyTo(copy.numbers);
        copy.numbers.AsSpan(used).Clear();
    }

    private void CopyValues(VmContext copy, int used, int length)
    {
        if (length == 0)
        {
            copy.values = [];
            return;
        }

        if (copy.values.Length < length || copy.values.Length > length + 64)
        {
            copy.values = new Value[length];
        }

        Span<Value> source = values.AsSpan(0, used);
        foreach (ref readonly Value value in source)
        {
            value.Share();
        }

        source.CopyTo(copy.values);
        copy.values.AsSpan(used).Clear();
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        // Only registers in use are state: two processes that differ in leftovers behave alike.
        int usedNumbers = numberBase + program.LiveNumbers[pc];
        int usedValues = valueBase + program.LiveValues[pc];
        writer.Write("pc", pc);
        writer.Write("frame", numberBase);
        writer.Write("value_frame", valueBase);
        writer.Write("depth", depth);
        writer.Write("status", status);
        writer.Write("errno", errno);
        writer.Write("numbers", numbers.AsSpan(0, usedNumbers));
        foreach (ref readonly Value value in values.AsSpan(0, usedValues))
        {
            value.WriteState(writer, "value");
        }

        WriteExtra(writer);
    }

    private void WriteExtra(StateWriter writer)
    {
        ContextExtra? e = extra;
        writer.Write("stdio", e?.Stdio ?? "");
        writer.Write("stdio_due", e?.StdioDue ?? 0);
        int[] atExit = e?.AtExit ?? [];
        writer.Write("atexit", atExit.Length);
        foreach (int function in atExit)
        {
            writer.Write("atexit", function);
        }

        SigInfo info = e?.Info ?? default;
        writer.Write("info", [info.Signo, info.Code, info.Pid, info.Status, info.Value, info.Uid]);
    }

    /// <inheritdoc/>
    public override void SetStatus(int status) => this.status = (ushort)status;

    /// <inheritdoc/>
    public override void SetInfo(in SigInfo info)
    {
        if (program.UsesInfo)
        {
            Extra.Info = info;
        }
    }

    /// <inheritdoc/>
    public override void SetResult(long value)
    {
        Instruction pending = program.Code[pc];
        if (pending.Op == Opcode.StdioFlush)
        {
            DropWritten();
        }
        else if (pending.Op == Opcode.SysValue)
        {
            values[valueBase + pending.B] = Value.Of(value);
        }
        else if (pending.Op is Opcode.Sys or Opcode.Exec && pending.B >= 0)
        {
            numbers[numberBase + pending.B] = value;
        }

        pc++;
    }

    /// <inheritdoc/>
    public override void SetResult(object payload)
    {
        Instruction pending = program.Code[pc];
        if (pending.Op == Opcode.SysValue)
        {
            values[valueBase + pending.B] = Value.OfPayload(payload);
            pc++;
        }
        else
        {
            SetResult(0);
        }
    }

    /// <inheritdoc/>
    public override void SetError(Errno error)
    {
        errno = (short)error;
        SetResult(-1);
    }

    /// <inheritdoc/>
    public override void SetErrno(Errno error) => errno = (short)error;

    /// <inheritdoc/>
    public override bool TryExec(Machine machine, object? payload, out NameId name)
    {
        if (payload is not ExecRequest { Image: { } image } request)
        {
            name = default;
            return false;
        }

        name = machine.Names.Intern(image.Name);
        Load(image, request.Arguments);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Value V(int register) => ref values[valueBase + register];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long N(int register) => ref numbers[numberBase + register];
}

/// <summary>What execve replaces the image with. A null image: there is no such program.</summary>
public sealed record ExecRequest(ProgramImage? Image, string Name, Value[] Arguments)
{
    /// <inheritdoc/>
    /// <remarks>What the trace shows as the argument of execve.</remarks>
    public override string ToString() => Name;
}
