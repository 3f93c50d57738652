// Tasks that go on in the memory of who makes them: threads, the children of vfork and clone. Their variables are the block's own in
// registers, and what
// the block shares with its surroundings in the process's memory.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    private static ProcessMemory CommonOf(Machine machine, int task) => (ProcessMemory)AddressSpaces.Of(machine, task)!;

    /// <summary>
    /// A variable at a fixed place. Who looks without a process, or at one that has not come to its declaration, sees it as in a fresh
    /// image.
    /// </summary>
    private long CommonNumber(Machine machine, int task, int place) =>
        AddressSpaces.Of(machine, task) is ProcessMemory memory && place < memory.Numbers.Length ? memory.Numbers[place] : extra.Program.CommonNumbers[place];

    private Value CommonValue(Machine machine, int task, int place) =>
        AddressSpaces.Of(machine, task) is ProcessMemory memory && place < memory.Values.Length ? memory.Values[place] : extra.Program.CommonValues[place];

    private static ProcessMemory CommonToWrite(Machine machine, int task) => (ProcessMemory)AddressSpaces.ToWrite(machine, task);

    /// <inheritdoc/>
    public override SharedMemory? FreshMemory() => extra.Program.HasCommon ? new ProcessMemory(extra.Program) : null;

    private int Branch(in Instruction i, ref Trap trap)
    {
        pc--;
        int window = (ushort)i.A;
        trap.Number = (SyscallNumber)N(window);
        trap.ArgumentCount = trap.Number is SyscallNumber.Clone or >= SyscallNumber.Container ? 2 : 1;
        trap.A0 = N(window + 1);
        trap.A1 = N(window + 2);
        trap.Payload = null;
        return (int)TrapKind.Syscall;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The new task stays within the block: it gets the registers of the top frame that the block uses, as a frame 0 of its own.
    /// </remarks>
    public override UserContext Branch(UserContext? reuse)
    {
        ref readonly Instruction pending = ref extra.Code[pc];
        int lengthNumbers = pending.W, lengthValues = (int)((uint)pending.A >> 16);
        VmContext task = reuse as VmContext ?? new VmContext(extra);
        task.numbers = lengthNumbers == 0 ? [] : new long[lengthNumbers];
        task.values = lengthValues == 0 ? [] : new Value[lengthValues];
        numbers.AsSpan(numberBase, Math.Min(lengthNumbers, numbers.Length - numberBase)).CopyTo(task.numbers);
        Span<Value> source = values.AsSpan(valueBase, Math.Min(lengthValues, values.Length - valueBase));
        foreach (ref readonly Value value in source)
        {
            value.Share();
        }

        source.CopyTo(task.values);
        extra.IsOwn = false;
        task.extra = extra;
        task.pc = pc;
        task.numberBase = 0;
        task.valueBase = 0;
        task.depth = 0;
        task.status = status;
        task.errno = errno;
        return task;
    }
}
