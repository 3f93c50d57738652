// What the model checker needs of a process: where it stops between steps, and its frames and registers as they are, to tell two states
// apart. Nothing here is used in a run.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A frame of a process that stands.</summary>
/// <param name="Pc">Where it goes on: the instruction that is next, or the call that it is in.</param>
/// <param name="NumberBase">Where its number registers begin.</param>
/// <param name="ValueBase">Where its value registers begin.</param>
/// <param name="IsInCall">Whether it waits for the function that it called; else it is at <paramref name="Pc"/> or was interrupted there by a handler.</param>
/// <param name="HandlerWords">Where the words lie that the handler above it has saved, of an interrupted frame; else 0.</param>
internal readonly record struct StandingFrame(int Pc, int NumberBase, int ValueBase, bool IsInCall, int HandlerWords);

internal sealed partial class VmContext
{
    /// <summary>The innermost frame.</summary>
    internal StandingFrame TopFrame => new(pc, numberBase, valueBase, false, 0);

    /// <summary>How many frames are below the innermost.</summary>
    internal int Depth => depth;

    /// <summary>All number registers; a frame's begin at its base.</summary>
    internal ReadOnlySpan<long> Numbers => numbers;

    /// <summary>All value registers.</summary>
    internal ReadOnlySpan<Value> Values => values;

    /// <summary>What `status` reads.</summary>
    internal int Status => status;

    /// <summary>What `errno` reads.</summary>
    internal int LastErrno => errno;

    /// <summary>What it holds beyond registers.</summary>
    internal ContextExtra Extra => extra;

    /// <summary>The frame below another.</summary>
    internal StandingFrame Below(StandingFrame frame)
    {
        FramePosition caller = CallerOf(new FramePosition(frame.Pc, frame.NumberBase, frame.ValueBase));
        bool isInterrupted = numbers[frame.NumberBase - 1] == HandlerLink;
        return new StandingFrame(caller.Pc, caller.NumberBase, caller.ValueBase, !isInterrupted, isInterrupted ? frame.NumberBase - 1 - HandlerWords : 0);
    }

    /// <inheritdoc/>
    public override bool IsInHandler
    {
        get
        {
            StandingFrame frame = TopFrame;
            for (int level = depth; level > 0; level--)
            {
                frame = Below(frame);
                if (!frame.IsInCall)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Where the rest of a burst lies in the saved words of a handler's frame that are state.</summary>
    internal const int SavedBurst = 6;

    /// <summary>Those words.</summary>
    internal ReadOnlySpan<long> SavedWords(int at) => numbers.AsSpan(at + 2, HandlerWords - 2);

    /// <summary>Whether it stops before an instruction that others can see, when it is taken through its steps.</summary>
    private bool StopsBefore(in Instruction i, Machine machine, ref Trap trap)
    {
        if (isCondition || (ReasonToStop(in i) ?? ReasonAmongThreads(in i)) is not { } reason)
        {
            return false;
        }

        if (machine.Points == PointMode.PassOne)
        {
            machine.Points = PointMode.Stop;
            return false;
        }

        pc--;
        trap.A0 = i.Op == Opcode.Choose && V(i.B) is { Kind: ValueKind.List, List.Count: > 0 } list ? list.List.Count : 1;
        trap.A1 = (long)reason;
        return true;
    }

    /// <summary>What threads of one process share: its memory, and stdio's buffer and atexit blocks with it.</summary>
    private PointReason? ReasonAmongThreads(in Instruction i) => i.Op switch
    {
        >= Opcode.LoadCommon and <= Opcode.NewCell => PointReason.Others,
        Opcode.StoreIndex or Opcode.Append when i.W is (int)Holder.Common or (int)Holder.Cell => PointReason.Others,
        Opcode.StdioPut or Opcode.AtExit or Opcode.AtExitCall when extra.Program.HasCommon => PointReason.Others,
        _ => null,
    };

    private static PointReason? ReasonToStop(in Instruction i) => i.Op switch
    {
        // An atomic store is one step with the load before it.
        Opcode.StoreShared or Opcode.StoreSharedValue or Opcode.StoreCommon or Opcode.StoreCommonValue
            or Opcode.StoreCell or Opcode.StoreCellValue when i.W == 1 => null,
        Opcode.LoadShared or Opcode.StoreShared or Opcode.LoadSharedValue or Opcode.StoreSharedValue
            or Opcode.LoadCommon or Opcode.StoreCommon or Opcode.LoadCommonValue or Opcode.StoreCommonValue
            or Opcode.LoadCell or Opcode.StoreCell or Opcode.LoadCellValue or Opcode.StoreCellValue
            or Opcode.View or Opcode.ViewValue or Opcode.Choose => PointReason.Others,
        Opcode.StoreIndex or Opcode.Append when i.W >= (int)Holder.Shared => PointReason.Others,
        Opcode.Show => PointReason.Output,
        Opcode.Point => PointReason.Handlers,
        _ => null,
    };
}
