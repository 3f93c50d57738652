// What a process may still do, by reachability over the code: the union of the footprints of all that its pc, its callers, its handlers, its
// atexit blocks and programs that it may exec can reach.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Analysis;

/// <summary>Futures, for each place in the code.</summary>
internal sealed class Futures
{
    private const int Cells = 20;
    private const int FirstRead = 24;
    private const int FirstWrite = FirstRead + Cells;

    private readonly CompiledProgram program;
    private readonly ulong sentSignals;
    private readonly bool seesOutput;
    private readonly Footprint[] from;
    private readonly Footprint[] whole;
    private readonly Footprint handlers;

    /// <summary>Analyses a program.</summary>
    public Futures(ProgramAnalysis analysis)
    {
        program = analysis.Program;
        seesOutput = analysis.SeesOutput;
        sentSignals = analysis.SentSignals;
        from = new Footprint[program.Code.Length];
        whole = new Footprint[program.Functions.Length];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int pc = program.Code.Length - 1; pc >= 0; pc--)
            {
                (int first, int second) = RegisterUse.Next(program, pc);
                Footprint now = Of(pc) | (first < 0 ? 0 : from[first]) | (second < 0 ? 0 : from[second]);
                changed |= now != from[pc];
                from[pc] = now;
            }

            for (int function = 0; function < whole.Length; function++)
            {
                changed |= whole[function] != from[program.Frames[function].Entry];
                whole[function] = from[program.Frames[function].Entry];
            }

            // Any function may be a handler, as far as its future goes.
            Footprint now2 = Footprint.None;
            for (int function = 0; function < whole.Length; function++)
            {
                now2 |= program.Functions[function].Kind is FunctionKind.Handler or FunctionKind.AtExit or FunctionKind.Function ? whole[function] : 0;
            }

            changed |= now2 != handlers;
            handlers = now2;
        }
    }

    /// <summary>A shared variable's bit among reads.</summary>
    private static Footprint CellRead(int cell) => (Footprint)(1UL << (FirstRead + Math.Min(cell, Cells - 1)));

    private static Footprint CellWrite(int cell) => (Footprint)(1UL << (FirstWrite + Math.Min(cell, Cells - 1)));

    // Numbers and values are cells of their own: values come behind, and share the last bits.
    private int ValueCell(int cell) => program.SharedNumbers.Length + cell;

    /// <summary>The footprint of one instruction.</summary>
    public Footprint Of(int pc)
    {
        ref readonly Instruction i = ref program.Code[pc];
        switch (i.Op)
        {
            case Opcode.Call:
                return whole[i.C];
            case Opcode.AtExitCall or Opcode.CallValue:
                // Which function it is, is not known: any of them.
                return handlers;
            case Opcode.Spawn:
                return Footprint.Machine | Footprint.Fork | Footprint.Exec | Programs();
            case Opcode.Exec:
                return Footprint.Exec | Programs();
            case Opcode.LoadShared:
                return CellRead(i.B);
            case Opcode.StoreShared:
                return CellWrite(i.A);
            case Opcode.LoadSharedValue:
                return CellRead(ValueCell(i.B));
            case Opcode.StoreSharedValue:
                return CellWrite(ValueCell(i.A));
            case Opcode.StoreIndex or Opcode.Append when i.W == (int)Holder.Shared:
                return CellRead(ValueCell(i.A)) | CellWrite(ValueCell(i.A));
            case Opcode.View or Opcode.ViewValue:
                return Footprint.Look;
            case Opcode.Show:
                return seesOutput ? Footprint.Look | Footprint.Output : Footprint.None;
            case Opcode.Until:
                return Footprint.Until;
            case Opcode.Choose:
                return Footprint.Choose;
            case Opcode.Point:
                return Footprint.Private;
            case Opcode.Sys or Opcode.SysValue or Opcode.Fork or Opcode.StdioFlush:
                return OfCall(RegisterUse.CallOf(in i));
            default:
                return Footprint.None;
        }
    }

    private Footprint OfCall(SyscallNumber number) => number switch
    {
        SyscallNumber.Write when !seesOutput => Footprint.None,
        _ => SyscallTable.Find(number) is { } row ? row.IsLocal ? Footprint.None : row.Footprint == Footprint.None ? Footprint.Machine : row.Footprint : Footprint.Machine,
    };

    private Footprint Programs()
    {
        Footprint all = Footprint.None;
        foreach (ProgramImage? image in program.Programs)
        {
            all |= image is null ? 0 : whole[image.Function];
        }

        return all;
    }

    /// <summary>What a process may do from here on.</summary>
    public Footprint Of(Machine m, int task)
    {
        if (m.Contexts[task] is not VmContext context)
        {
            return Footprint.None;
        }

        StandingFrame frame = context.TopFrame;
        Footprint future = Footprint.Exit | from[frame.Pc];
        for (int depth = context.Depth; depth > 0; depth--)
        {
            frame = context.Below(frame);
            future |= from[frame.Pc];
        }

        return m.HasHandlers(task) ? future | handlers : future;
    }

    /// <summary>What the operation that a process stands before touches.</summary>
    public Footprint OfNext(Machine m, int task) => m.Contexts[task] is VmContext context ? Of(context.TopFrame.Pc) : Footprint.Machine;

    /// <summary>What the condition of the `until` that a process waits in looks at.</summary>
    public Footprint OfCondition(Machine m, int task)
    {
        if (m.Contexts[task] is not VmContext context)
        {
            return Footprint.Machine;
        }

        int until = context.TopFrame.Pc;
        Footprint all = Footprint.None;
        for (int pc = until + program.Code[until].C; pc < until; pc++)
        {
            all |= Of(pc);
        }

        return all;
    }

    /// <summary>Whether a handler may run in a process now or later: one is set, blocked or not, for a signal that may come.</summary>
    public bool MayRunHandler(Machine m, int task)
    {
        if (TaskTable.ReadOfProcess(m, task).Actions is not { } actions)
        {
            return false;
        }

        for (int signal = 1; signal < actions.Length; signal++)
        {
            if (actions[signal].Handler > SignalHandler.Ignore && MayCome(m, task, signal))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayCome(Machine m, int task, int signal)
    {
        if ((sentSignals & Signal.Bit(signal)) != 0 || m.MayGet(task, signal))
        {
            return true;
        }

        return signal switch
        {
            Signal.SIGCHLD => (Of(m, task) & (Footprint.Fork | Footprint.Machine)) != 0,
            Signal.SIGALRM => (Of(m, task) & (Footprint.Alarm | Footprint.Machine)) != 0,
            // These come from somebody who sends them, and nobody does.
            Signal.SIGUSR1 or Signal.SIGUSR2 or Signal.SIGTERM or Signal.SIGINT or Signal.SIGQUIT or Signal.SIGHUP => false,
            // The others may be faults of its own.
            _ => true,
        };
    }
}
