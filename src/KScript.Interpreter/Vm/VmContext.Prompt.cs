// A process that is told from outside what to do (the REPL). It stands at a Prompt instruction until it is given a function of a
// program that has grown: the same code with more behind it, so that every place that the process remembers stays what it was.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    /// <inheritdoc/>
    public override bool AwaitsInput => depth == 0 && extra.Code[pc].Op == Opcode.Prompt;

    /// <inheritdoc/>
    public override bool HasInput => extra.Input != 0;

    /// <summary>Whether it runs statements of its own program, and is in no system call: a call may be put on top.</summary>
    public bool IsBetweenCalls => extra.Code[pc].Op is not (Opcode.Sys or Opcode.SysValue or Opcode.Fork or Opcode.Exec or Opcode.Until);

    /// <summary>Whether it takes input when it is done with what it does.</summary>
    public bool TakesInputAtAll => extra.Doing >= 0;

    /// <summary>Gives it what to do when it next looks: a body of statements that ends at a prompt.</summary>
    /// <param name="grown">The program, which begins as the present one does.</param>
    /// <param name="function">The body in it.</param>
    public void Give(CompiledProgram grown, int function)
    {
        if (!AwaitsInput)
        {
            throw new InvalidOperationException("a process that is not at its prompt takes no input");
        }

        extra = extra.With(grown);
        extra.Input = function + 1;
    }

    /// <summary>
    /// Each thread of a process knows what one of them was given: handlers belong to the process, and any of them may run one of the new program.
    /// </summary>
    public static void Grow(Machine machine, int pid, CompiledProgram grown)
    {
        foreach (int tid in machine.ThreadsOf(pid))
        {
            if (tid != pid && machine.WritableContextOf(tid) is VmContext thread)
            {
                thread.extra = thread.extra.With(grown);
            }
        }
    }

    /// <summary>Drops what it was doing for its input, as after a failed assertion: back to the prompt.</summary>
    /// <returns>False: it is not one that takes input.</returns>
    public bool Abandon()
    {
        if (extra.Doing < 0)
        {
            return false;
        }

        numberBase = valueBase = depth = 0;
        pc = extra.Program.Functions[extra.Doing].End - 1;
        BurstLeft = 0;
        return true;
    }

    /// <summary>Makes it call a function without parameters, as a debugger would; it then goes on where it was.</summary>
    /// <param name="grown">The program, which begins as the present one does.</param>
    /// <param name="function">The function in it.</param>
    /// <param name="mask">Its signal mask, which is as before when the function returns.</param>
    public void Inject(CompiledProgram grown, int function, ulong mask)
    {
        extra = extra.With(grown);
        EnterHandler(0, function + 2, mask, extra.Info);
    }

    private int AtPrompt()
    {
        pc--;
        if (extra.Input == 0)
        {
            return (int)TrapKind.Prompt;
        }

        int function = extra.Input - 1;
        FunctionInfo done = extra.Program.Functions[extra.Program.FunctionOf[pc]];
        OwnExtra.Input = 0;
        extra.Doing = function;
        FunctionFrame frame = extra.Frames[function];
        Reserve(frame.Numbers, frame.Values);
        // Variables that were declared since are what they are in a fresh image; leftovers of the last body go.
        numbers.AsSpan(done.NumberNames.Length).Clear();
        Span<Value> fresh = values.AsSpan(done.ValueNames.Length);
        fresh.Clear();
        Value[] initial = extra.Program.GlobalValues;
        for (int i = done.ValueNames.Length; i < Math.Min(initial.Length, values.Length); i++)
        {
            values[i] = initial[i].Share();
        }

        pc = frame.Entry;
        return GoOn;
    }
}
