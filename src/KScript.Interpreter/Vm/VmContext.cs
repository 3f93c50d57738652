// A process of the language as plain data: registers, and little else. There are no frame objects: a call leaves one word,
// the number of the next instruction, below the callee's registers, and the call instruction itself says the rest.
//
//   numbers:  [registers of frame 0][link][registers of frame 1][link][registers of frame 2] …
//   values:   [registers of frame 0][registers of frame 1] …
//
// A machine may hold a million of these, so their size counts: what few processes have is in ContextExtra, and a child that
// never leaves the block of its fork gets the registers of that block only.
//
// VmContext.Run.cs is the interpreter, VmContext.Values.cs what it does out of line, VmContext.Signals.cs handlers.
using System.Runtime.CompilerServices;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A program of the language in execution.</summary>
internal sealed partial class VmContext : UserContext
{
    private ContextExtra extra;
    private long[] numbers;
    private Value[] values;
    private int pc;
    private int numberBase;
    private int valueBase;
    private int depth;
    private int status;
    private short errno;

    /// <summary>A process about to run an image.</summary>
    internal VmContext(CompiledProgram program, ProgramImage image, ReadOnlySpan<Value> arguments)
    {
        extra = program.PlainExtra;
        numbers = [];
        values = [];
        Load(image, arguments);
    }

    private VmContext(ContextExtra extra)
    {
        this.extra = extra;
        numbers = [];
        values = [];
    }

    /// <summary>
    /// The program, and what a context holds beyond registers. Most processes have nothing of that and share the one of their program.
    /// </summary>
    internal sealed class ContextExtra(CompiledProgram program)
    {
        /// <summary>The program.</summary>
        public readonly CompiledProgram Program = program;
        /// <summary>What it was given at its prompt and has not begun: the function's number plus 1; 0: nothing.</summary>
        public int Input;
        /// <summary>The function that was last given to it and that frame 0 belongs to; -1: it takes no input.</summary>
        public int Doing = -1;
        /// <summary>Its code.</summary>
        public readonly Instruction[] Code = program.Code;
        /// <summary>Its frames.</summary>
        public readonly FunctionFrame[] Frames = program.Frames;
        /// <summary>Belongs to one context, which may change it; the others copy it first.</summary>
        public bool IsOwn;
        /// <summary>What stdio holds back.</summary>
        public string Stdio = "";
        /// <summary>How many characters of it are due.</summary>
        public int StdioDue;
        /// <summary>A part of stdio's text, taken out of the memory of its threads, is being written.</summary>
        public bool Writing;
        /// <summary>Functions of atexit blocks, the newest last.</summary>
        public int[] AtExit = [];
        /// <summary>The siginfo of the last waitid, sigwaitinfo, sigtimedwait, or of the handler that runs.</summary>
        public SigInfo Info;
        /// <summary>The CPU time of the child that the last wait told of, in ticks.</summary>
        public long Usage;

        /// <summary>The same with a program that has grown.</summary>
        public ContextExtra With(CompiledProgram program) => new(program)
        {
            IsOwn = true,
            Input = Input,
            Doing = Doing,
            Stdio = Stdio,
            StdioDue = StdioDue,
            Writing = Writing,
            AtExit = AtExit,
            Info = Info,
            Usage = Usage,
        };

        public ContextExtra Copy()
        {
            var copy = (ContextExtra)MemberwiseClone();
            copy.IsOwn = true;
            return copy;
        }
    }

    /// <summary>What it holds beyond registers, to change it.</summary>
    private ContextExtra OwnExtra => extra.IsOwn ? extra : extra = extra.Copy();

    /// <summary>The program it runs.</summary>
    public CompiledProgram Program => extra.Program;

    /// <summary>The number of the next instruction, for messages.</summary>
    public int ProgramCounter => pc;

    /// <summary>Puts an image in place: fresh memory, top-level variables as a fresh image has them, parameters.</summary>
    private void Load(ProgramImage image, ReadOnlySpan<Value> arguments)
    {
        CompiledProgram program = extra.Program;
        FunctionFrame frame = program.Frames[image.Function];
        numbers = new long[frame.Numbers];
        values = frame.Values == 0 ? [] : new Value[frame.Values];
        // The caller may have been deep within calls: the parameters are stored into frame 0, which begins at 0.
        numberBase = 0;
        valueBase = 0;
        depth = 0;
        program.GlobalNumbers.AsSpan(0, Math.Min(program.GlobalNumbers.Length, frame.Numbers)).CopyTo(numbers);
        program.GlobalValues.AsSpan(0, Math.Min(program.GlobalValues.Length, frame.Values)).CopyTo(values);
        Place[] places = program.Functions[image.Function].Parameters;
        for (int i = 0; i < places.Length; i++)
        {
            Store(places[i], i < arguments.Length ? arguments[i] : default);
        }

        extra = program.PlainExtra;
        pc = frame.Entry;
        status = 0;
        errno = 0;
        if (program.Functions[image.Function].EndsAtPrompt)
        {
            OwnExtra.Doing = image.Function;
        }
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
        if (depth > 0)
        {
            // The frames below may reach beyond the top one's: within calls the copy is as long as this.
            (int usedNumbers, int usedValues) = Used();
            return Copy(reuse, usedNumbers, numbers.Length, usedValues, values.Length);
        }

        FunctionFrame frame = extra.Frames[extra.Program.FunctionOf[pc]];
        int frameNumbers = Math.Min(frame.Numbers, numbers.Length), frameValues = Math.Min(frame.Values, values.Length);
        return Copy(reuse, frameNumbers, frameNumbers, frameValues, frameValues);
    }

    /// <inheritdoc/>
    /// <remarks>The child of `fork { … }` stays within the block: it gets the registers that the block uses.</remarks>
    public override UserContext Fork(UserContext? reuse)
    {
        ref readonly Instruction pending = ref extra.Code[pc];
        if (pending.Op is not (Opcode.Fork or Opcode.Branch))
        {
            return Copy(reuse);
        }

        int childNumbers = pending.W, childValues = (int)((uint)pending.A >> 16);
        var child = depth > 0
            ? (VmContext)Copy(reuse)
            : Copy(reuse, Math.Min(childNumbers, numbers.Length), childNumbers, Math.Min(childValues, values.Length), childValues);
        if (extra.Doing >= 0)
        {
            // It runs its block by itself, and takes no input.
            child.extra = extra.Copy();
            child.extra.Doing = -1;
        }

        return child;
    }

    private VmContext Copy(UserContext? reuse, int usedNumbers, int lengthNumbers, int usedValues, int lengthValues)
    {
        VmContext copy = reuse as VmContext ?? new VmContext(extra);
        CopyNumbers(copy, usedNumbers, lengthNumbers);
        if ((lengthValues | copy.values.Length) != 0)
        {
            CopyValues(copy, usedValues, lengthValues);
        }

        if (extra.IsOwn)
        {
            // From now on it belongs to both; who writes first makes a copy.
            extra.IsOwn = false;
        }

        copy.extra = extra;
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
        FunctionFrame frame = extra.Frames[extra.Program.FunctionOf[pc]];
        return (numberBase + frame.Numbers, valueBase + frame.Values);
    }

    private void CopyNumbers(VmContext copy, int used, int length)
    {
        long[] target = copy.numbers;
        if (target.Length < length || target.Length > length + 64)
        {
            copy.numbers = target = length == 0 ? [] : new long[length];
        }

        if (used <= 4)
        {
            // Not worth a call.
            for (int i = 0; i < used; i++)
            {
                target[i] = numbers[i];
            }
        }
        else
        {
            numbers.AsSpan(0, used).CopyTo(target);
        }

        if (target.Length > used)
        {
            target.AsSpan(used).Clear();
        }
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
        CompiledProgram program = extra.Program;
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
        writer.Write("input", extra.Input);
        writer.Write("doing", extra.Doing);
        writer.Write("stdio", extra.Stdio);
        writer.Write("stdio_due", extra.StdioDue);
        if (extra.Writing)
        {
            writer.Write("writing", 1);
        }

        writer.Write("atexit", extra.AtExit.Length);
        foreach (int function in extra.AtExit)
        {
            writer.Write("atexit", function);
        }

        SigInfo info = extra.Info;
        writer.Write("info", [info.Signo, info.Code, info.Pid, info.Status, info.Value, info.Uid]);
        writer.Write("usage", extra.Usage);
    }

    /// <inheritdoc/>
    public override void SetStatus(int status) => this.status = status;

    /// <inheritdoc/>
    public override void SetUsage(long ticks)
    {
        if (extra.Program.UsesInfo)
        {
            OwnExtra.Usage = ticks;
        }
    }

    /// <inheritdoc/>
    public override void SetInfo(in SigInfo info)
    {
        if (extra.Program.UsesInfo)
        {
            OwnExtra.Info = info;
        }
    }

    /// <inheritdoc/>
    public override void SetResult(long value)
    {
        ref readonly Instruction pending = ref extra.Code[pc];
        switch (pending.Op)
        {
            case Opcode.Fork or Opcode.Branch when value == 0:
                // The child: on into the block.
                break;
            case Opcode.Fork or Opcode.Branch:
                if (pending.B >= 0)
                {
                    numbers[numberBase + pending.B] = value;
                }

                pc += pending.C;
                return;
            case Opcode.Sys or Opcode.Exec or Opcode.Spawn:
                if (pending.B >= 0)
                {
                    numbers[numberBase + pending.B] = value;
                }

                break;
            case Opcode.SysValue:
                values[valueBase + pending.B] = Value.Of(value);
                break;
            case Opcode.Prompt:
                // Woken for the input that it has.
                return;
            case Opcode.StdioFlush:
                DropWritten();
                break;
            default:
                break;
        }

        pc++;
    }

    /// <inheritdoc/>
    public override void SetResult(object payload)
    {
        Instruction pending = extra.Code[pc];
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
    public override bool CanExec(object? payload) => payload is ExecRequest { Image: not null };

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
        machine.Meter.Allocate(Size);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Value V(int register) => ref values[valueBase + register];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long N(int register) => ref numbers[numberBase + register];
}

/// <summary>What execve replaces the image with. A null image: there is no such program.</summary>
internal sealed record ExecRequest(ProgramImage? Image, string Name, Value[] Arguments)
{
    /// <inheritdoc/>
    /// <remarks>What the trace shows as the argument of execve.</remarks>
    public override string ToString() => Name;
}
