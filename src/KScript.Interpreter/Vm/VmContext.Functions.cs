// Calls of functions that are values: which function it is, and how many arguments it takes, is known here only.
using System.Runtime.CompilerServices;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CallValue(Instruction i, Machine machine, int task, ref Trap trap)
    {
        int first = valueBase + (int)((uint)i.A >> 16);
        Value callee = values[first - 1];
        if (callee.Function is not { } function)
        {
            return TypeError(task, $"only functions can be called, and this is {Value.NameOf(callee.Kind)}: {Shorten(callee.Literal())}", ref trap);
        }

        Value list = i.C < 0 ? values[first] : default;
        if (i.C < 0 && list.Kind != ValueKind.List)
        {
            return TypeError(task, $"call() takes the arguments as a list, and this is {Value.NameOf(list.Kind)}: {Shorten(list.Literal())}", ref trap);
        }

        int count = i.C < 0 ? list.List.Count : i.C;
        int takes = extra.Program.Functions[function.Index].Parameters.Length;
        if (count != takes)
        {
            return TypeError(task, $"`{function.Name}` takes {takes} argument{(takes == 1 ? "" : "s")}, and gets {count}", ref trap);
        }

        if (depth >= VmLimits.CallDepth)
        {
            return LimitReached(task, "calls within calls", VmLimits.CallDepth, ref trap);
        }

        EnterCalled(numberBase + (ushort)i.A, first, function.Index, machine);
        for (int at = 0; at < list.List.Count; at++)
        {
            values[first + at] = list.List[at].Share();
        }

        return GoOn;
    }

    /// <summary>Goes on in a function whose parameters are in place, as Call does (VmContext.Run.cs).</summary>
    private void EnterCalled(int link, int firstValue, int function, Machine machine)
    {
        FunctionFrame callee = extra.Frames[function];
        long room = Room;
        Reserve(link + 1 + callee.Numbers, firstValue + callee.Values);
        machine.Meter.Take(Room - room);
        numbers[link] = pc - 1;
        numberBase = link + 1;
        valueBase = firstValue;
        depth++;
        pc = callee.Entry;
    }
}
