// Where code may go from a place: what is behind a loop that never ends, or behind the end of a fork block, is not ahead of who is in it.
using KScript.Kernel;

namespace KScript.Interpreter.Bytecode;

/// <summary>What a process that stands somewhere may still come to.</summary>
internal sealed class ControlFlow(CompiledProgram program)
{
    private sealed record Ahead(HashSet<int> Places, bool Returns);

    private readonly Dictionary<int, Ahead> from = [];

    /// <summary>
    /// Whether a process may come to a place, in the functions that it is in; the children that it would fork on the way count as it does.
    /// </summary>
    /// <param name="frames">Where it is: a place for each of its frames, the innermost first.</param>
    /// <param name="place">The place.</param>
    public bool IsAhead(IReadOnlyList<int> frames, int place)
    {
        foreach (int frame in frames)
        {
            Ahead ahead = AheadOf(frame);
            if (ahead.Places.Contains(place))
            {
                return true;
            }

            if (!ahead.Returns)
            {
                return false;
            }
        }

        return false;
    }

    private Ahead AheadOf(int start)
    {
        if (!from.TryGetValue(start, out Ahead? ahead))
        {
            ahead = Walk(start);
            from.Add(start, ahead);
        }

        return ahead;
    }

    private Ahead Walk(int start)
    {
        var seen = new HashSet<int> { start };
        var open = new Stack<int>([start]);
        bool returns = false;
        while (open.TryPop(out int place))
        {
            Instruction instruction = program.Code[place];
            returns |= instruction.Op is Opcode.Return or Opcode.ReturnValue;
            (bool next, int jump) = IsConstant(place, out bool taken) ? (!taken, taken ? instruction.C : 0) : Next(instruction);
            if (next && seen.Add(place + 1))
            {
                open.Push(place + 1);
            }

            if (jump != 0 && seen.Add(place + jump))
            {
                open.Push(place + jump);
            }
        }

        return new Ahead(seen, returns);
    }

    /// <summary>Whether a jump depends on a constant that was loaded just before it, as that of `while true` does.</summary>
    private bool IsConstant(int place, out bool taken)
    {
        Instruction jump = program.Code[place];
        taken = false;
        if (place == 0 || program.Code[place - 1] is not { Op: Opcode.Load } load || load.A != jump.A)
        {
            return false;
        }

        taken = jump.Op is Opcode.JumpNeImm or Opcode.LoopNeImm ? load.Literal != jump.B : load.Literal == jump.B;
        return jump.Op is Opcode.JumpNeImm or Opcode.LoopNeImm or Opcode.JumpEqImm or Opcode.LoopEqImm;
    }

    /// <summary>Whether an instruction goes on with the next one, and how far it may jump (0: it does not).</summary>
    private static (bool Next, int Jump) Next(in Instruction i) => i.Op switch
    {
        Opcode.Jump or Opcode.Loop => (false, i.C),
        > Opcode.Jump and <= Opcode.LoopGeImm => (true, i.C),
        Opcode.Return or Opcode.ReturnValue or Opcode.AssertFailed or Opcode.Holds or Opcode.HoldsNot => (false, 0),
        Opcode.Fork => (true, i.C),
        Opcode.AtExitCall => (true, 2),
        Opcode.Sys or Opcode.SysValue => ((SyscallNumber)(byte)i.W is not (SyscallNumber.Exit or SyscallNumber.Abort), 0),
        _ => (true, 0),
    };

    /// <summary>
    /// The last thing that a process has done, or what it is in the middle of: it stands behind a call that has returned and behind the
    /// computing that it is at. Where it may have come by a jump it is the place itself.
    /// </summary>
    /// <param name="place">Where it is.</param>
    public int LastDone(int place)
    {
        bool follows = place > 0 && program.Code[place - 1].Op is Opcode.Sys or Opcode.SysValue or Opcode.Compute
            && program.FunctionOf[place - 1] == program.FunctionOf[place];
        return follows && !IsJumpedTo(place) ? place - 1 : place;
    }

    private bool IsJumpedTo(int place)
    {
        for (int at = 0; at < program.Code.Length; at++)
        {
            if (program.Code[at] is { Op: >= Opcode.Jump and <= Opcode.LoopGeImm or Opcode.Fork } jump && at + jump.C == place)
            {
                return true;
            }
        }

        return false;
    }
}
