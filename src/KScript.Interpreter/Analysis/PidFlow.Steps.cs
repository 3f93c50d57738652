// What each instruction does with pids (the other half of PidFlow): where they come from, which uses keep them names and which do not.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Analysis;

internal sealed partial class PidFlow
{
    private static PidKind KindOf(long literal) => literal is >= -1 and <= 2 ? PidKind.Fixed : PidKind.Other;

    private void Step(int pc, in Instruction i)
    {
        switch (i.Op)
        {
            case Opcode.Move:
                SetN(i.A, N(i.B));
                break;
            case Opcode.Load:
                SetN(i.A, KindOf(i.Literal));
                break;
            case Opcode.Add or Opcode.Sub or Opcode.Mul or Opcode.Div or Opcode.Mod or Opcode.And or Opcode.Or or Opcode.Xor or Opcode.Shl or Opcode.Shr
                or Opcode.AddSignal:
                NoPid(pc, N(i.B) | N(i.C), "a pid is computed with");
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.AddImm or Opcode.MulImm or Opcode.DivImm or Opcode.ModImm or Opcode.Neg or Opcode.Complement:
                NoPid(pc, N(i.B), "a pid is computed with");
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.SetEq or Opcode.SetNe:
                Compare(pc, N(i.B), N(i.C));
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.SetLt or Opcode.SetLe:
                Order(pc, N(i.B), N(i.C));
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.SetEqImm or Opcode.SetNeImm:
                CompareConstant(pc, N(i.B), i.C);
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.SetLtImm or Opcode.SetLeImm or Opcode.SetGtImm or Opcode.SetGeImm:
                CompareConstant(pc, N(i.B), i.C);
                SetN(i.A, PidKind.Other);
                break;
            case Opcode.JumpEq or Opcode.JumpNe or Opcode.LoopEq or Opcode.LoopNe:
                Compare(pc, N(i.A), N(i.B));
                break;
            case Opcode.JumpLt or Opcode.JumpLe or Opcode.LoopLt or Opcode.LoopLe:
                Order(pc, N(i.A), N(i.B));
                break;
            case Opcode.JumpEqImm or Opcode.JumpNeImm or Opcode.LoopEqImm or Opcode.LoopNeImm:
                CompareConstant(pc, N(i.A), i.B);
                break;
            case >= Opcode.JumpLtImm and <= Opcode.JumpGeImm or >= Opcode.LoopLtImm and <= Opcode.LoopGeImm:
                CompareConstant(pc, N(i.A), i.B);
                break;
            case Opcode.LoadGlobal:
                SetN(i.A, globalNumbers[i.B]);
                break;
            case Opcode.StoreGlobal:
                Join(ref globalNumbers[i.A], N(i.B));
                break;
            case Opcode.LoadShared:
                SetN(i.A, sharedNumbers[i.B]);
                break;
            case Opcode.StoreShared:
                Join(ref sharedNumbers[i.A], Handed(N(i.B)));
                break;
            case Opcode.Fork:
                SetN(i.B, N(i.B) | PidKind.Pid);
                break;
            case Opcode.Sys or Opcode.SysValue:
                SystemCall(pc, in i);
                break;
            case Opcode.LoadSelf:
                SetN(i.A, PidKind.Pid);
                break;
            case Opcode.LoadInfo:
                SetN(i.A, i.W == (int)InfoField.Pid ? PidKind.Pid : PidKind.Other);
                break;
            case Opcode.Call:
                Call(in i);
                break;
            case Opcode.Return:
                Join(ref returned[program.FunctionOf[pc]], N(i.A));
                break;
            case Opcode.ReturnValue:
                Join(ref returned[program.FunctionOf[pc]], V(i.A));
                break;
            default:
                StepValues(pc, in i);
                break;
        }
    }

    private void StepValues(int pc, in Instruction i)
    {
        switch (i.Op)
        {
            case Opcode.MoveValue:
                SetV(i.A, V(i.B));
                break;
            case Opcode.LoadNumber:
                SetV(i.A, KindOf(i.Literal));
                break;
            case Opcode.LoadValue:
                SetV(i.A, KindOf(in program.Constants[i.B]));
                break;
            case Opcode.Box:
                SetV(i.A, N(i.B));
                break;
            case Opcode.Unbox:
                SetN(i.A, V(i.B));
                break;
            case Opcode.ToNumber:
                NoPid(pc, V(i.B) & PidKind.PidText, "a pid is read back from a text");
                SetN(i.A, V(i.B));
                break;
            case Opcode.LoadGlobalValue:
                SetV(i.A, globalValues[i.B]);
                break;
            case Opcode.StoreGlobalValue:
                Join(ref globalValues[i.A], V(i.B));
                break;
            case Opcode.LoadSharedValue:
                SetV(i.A, sharedValues[i.B]);
                break;
            case Opcode.StoreSharedValue:
                Join(ref sharedValues[i.A], Handed(V(i.B)));
                break;
            case Opcode.Plus:
                NoPid(pc, (V(i.B) | V(i.C)) & (PidKind.Pid | PidKind.PidText), "a pid is computed with");
                SetV(i.A, V(i.B) | V(i.C) | PidKind.Other);
                if (((V(i.B) | V(i.C)) & PidKind.PidList) != 0)
                {
                    // What adds to a list is a list.
                    SetV(i.A, (V(i.B) | V(i.C)) & (PidKind.PidList | PidKind.OtherList));
                }

                break;
            case Opcode.PlusImm:
                NoPid(pc, V(i.B), "a pid is computed with");
                SetV(i.A, PidKind.Other);
                break;
            case Opcode.Compare:
                CompareValues(pc, in i);
                break;
            case Opcode.MakeList or Opcode.PrintText or Opcode.Format:
                Collect(pc, in i);
                break;
            case Opcode.ToText:
                SetV(i.A, TextOf(pc, V(i.B)));
                break;
            case Opcode.Index:
                SetV(i.A, ElementOf(V(i.B)));
                break;
            case Opcode.IndexNumber:
                SetN(i.A, ElementOf(V(i.B)));
                break;
            case Opcode.Choose:
                SetV(i.A, ElementOf(V(i.B)));
                break;
            case Opcode.StoreIndex or Opcode.Append:
                Extend(pc, in i, ListOf(pc, Handed(V(i.Op == Opcode.Append ? i.B : i.C))));
                break;
            case Opcode.StdioPut:
                if (seesOutput)
                {
                    NoPid(pc, V(i.A), "a pid is printed");
                }

                break;
            case Opcode.View or Opcode.ViewValue:
                View(pc, in i);
                break;
            case Opcode.Show:
                if (seesOutput)
                {
                    Escape(pc, "a table with pids is printed");
                }

                break;
            case Opcode.Exec:
                for (int argument = 0; argument < i.W; argument++)
                {
                    NoPid(pc, V(i.A + argument), "a pid is an argument of a program");
                }

                SetN(i.B, PidKind.Fixed);
                break;
            default:
                SetWritten(in i);
                break;
        }
    }

    private void SetWritten(in Instruction i)
    {
        RegisterUse use = RegisterUse.Of(program, in i);
        for (int register = 0; register < RegisterUse.MostRegisters; register++)
        {
            if ((use.WrittenNumbers >> register & 1) != 0)
            {
                SetN(register, PidKind.Other);
            }

            if ((use.WrittenValues >> register & 1) != 0)
            {
                SetV(register, PidKind.Other);
            }
        }
    }

    private void NoPid(int pc, PidKind kind, string why)
    {
        if ((kind & PidLike) != 0)
        {
            Escape(pc, why);
        }
    }

    /// <summary>A pid from a wait for several is handed on: who was taken can be told from now on.</summary>
    private PidKind Handed(PidKind kind)
    {
        TellsTakenApart |= (kind & PidKind.Taken) != 0;
        return kind;
    }

    private void Compare(int pc, PidKind a, PidKind b)
    {
        if (((a | b) & PidLike) == 0)
        {
            return;
        }

        if (((a | b) & (PidKind.Other | PidKind.PidText)) != 0)
        {
            Escape(pc, "a pid is compared with another number");
        }

        if (((a | b) & PidKind.Taken) != 0 && ((a & PidLike) != 0 && (b & PidLike) != 0))
        {
            TellsTakenApart = true;
        }
    }

    /// <summary>An order with -1 to 2 says no more than that there is a pid; between pids it is one of numbers.</summary>
    private void Order(int pc, PidKind a, PidKind b)
    {
        if (((a | b) & PidLike) != 0 && (a & ~PidKind.Fixed) != 0 && (b & ~PidKind.Fixed) != 0)
        {
            Escape(pc, "pids are put in an order");
        }
    }

    private void CompareConstant(int pc, PidKind kind, int constant)
    {
        if (constant is < -1 or > 2)
        {
            NoPid(pc, kind, "a pid is compared with another number");
        }
    }

    private void CompareValues(int pc, in Instruction i)
    {
        PidKind a = V(i.B);
        PidKind b = V(i.C);
        switch ((Operator)i.W)
        {
            case Operator.In:
                Compare(pc, a, ElementOf(b));
                Handed((b & PidLike) != 0 ? a : PidKind.None);
                break;
            case Operator.Equal or Operator.NotEqual:
                Compare(pc, a, b);
                if (((a | b) & PidKind.PidList) != 0 && ((a | b) & PidKind.OtherList) != 0)
                {
                    Escape(pc, "a list of pids is compared with another list");
                }

                break;
            default:
                Order(pc, a, b);
                break;
        }

        SetN(i.A, PidKind.Other);
    }

    private void Collect(int pc, in Instruction i)
    {
        PidKind all = PidKind.None;
        for (int item = 0; item < i.C; item++)
        {
            all |= i.Op == Opcode.MakeList ? ListOf(pc, Handed(V(i.B + item))) : TextOf(pc, V(i.B + item));
        }

        SetV(i.A, all);
    }

    private PidKind ListOf(int pc, PidKind element)
    {
        if ((element & (PidKind.PidList | PidKind.PidText)) != 0)
        {
            Escape(pc, "a list of pids is in a list");
        }

        return ((element & PidKind.Pid) != 0 ? PidKind.PidList : PidKind.None)
            | ((element & (PidKind.Other | PidKind.OtherList)) != 0 ? PidKind.OtherList : PidKind.None);
    }

    private static PidKind ElementOf(PidKind list) =>
        PidKind.Fixed
        | ((list & PidKind.PidList) != 0 ? PidKind.Pid : PidKind.None)
        | ((list & (PidKind.OtherList | PidKind.Other)) != 0 ? PidKind.Other : PidKind.None);

    private PidKind TextOf(int pc, PidKind kind)
    {
        if ((kind & PidLike) == 0)
        {
            return PidKind.Other;
        }

        if (seesOutput)
        {
            Escape(pc, "a pid is printed");
        }

        return PidKind.PidText;
    }

    private void Extend(int pc, in Instruction i, PidKind more)
    {
        switch ((Holder)i.W)
        {
            case Holder.Global:
                Join(ref globalValues[i.A], more);
                break;
            case Holder.Shared:
                Join(ref sharedValues[i.A], more);
                break;
            default:
                SetV(i.A, V(i.A) | more);
                break;
        }

        NoPid(pc, more & PidKind.PidText, "a pid is written into a text");
    }

    private void View(int pc, in Instruction i)
    {
        ViewRow view = program.Views[i.W];
        bool takesPid = view.Parameters.Length > 0 && view.Parameters[0].Kind == ParameterKind.Pid;
        Argument(pc, i.B < 0 ? PidKind.Fixed : N(i.B), takesPid);
        PidKind gives = view.Name switch
        {
            "ppid" => PidKind.Pid,
            "children" or "tasks" => PidKind.PidList,
            _ => PidKind.Other,
        };
        if (i.Op == Opcode.View)
        {
            SetN(i.A, gives);
        }
        else
        {
            SetV(i.A, gives);
        }
    }

    private void Argument(int pc, PidKind kind, bool takesPid)
    {
        if (!takesPid)
        {
            NoPid(pc, kind, "a pid is used as a number");
        }
        else if ((kind & (PidKind.Other | PidKind.PidText)) != 0)
        {
            Escape(pc, "a number that the script makes up is used as a pid");
        }

        Handed(kind);
    }

    private void SystemCall(int pc, in Instruction i)
    {
        SyscallNumber number = RegisterUse.CallOf(in i);
        SyscallRow? row = SyscallTable.Find(number);
        int count = i.W >> 8;
        bool names = false;
        for (int argument = 0; argument < count; argument++)
        {
            PidKind kind = i.A < 0 ? KindOf(~i.A) : N(i.A + argument);
            bool takesPid = row is not null && argument < row.Parameters.Length && TakesPid(row, argument);
            Argument(pc, kind, takesPid);
            names |= argument == 0 && (kind & ~PidKind.Taken) == PidKind.Pid;
        }

        if (i.C >= 0 && (number != SyscallNumber.Write || seesOutput))
        {
            NoPid(pc, V(i.C), "a pid is given to a call in a text or a list");
        }

        PidKind gives = ResultOf(pc, number, names);
        if (i.Op == Opcode.Sys)
        {
            SetN(i.B, gives);
        }
        else
        {
            SetV(i.B, gives);
        }
    }

    private static bool TakesPid(SyscallRow row, int argument) =>
        row.Parameters[argument].Kind == ParameterKind.Pid || (row.Number == SyscallNumber.Waitid && argument == 1);

    private PidKind ResultOf(int pc, SyscallNumber number, bool namesOne)
    {
        switch (number)
        {
            case SyscallNumber.Wait4:
                return namesOne ? PidKind.Pid | PidKind.Fixed : PidKind.Pid | PidKind.Fixed | PidKind.Taken;
            case SyscallNumber.Fork or SyscallNumber.Getpid or SyscallNumber.Getppid or SyscallNumber.Gettid or SyscallNumber.Getpgid
                or SyscallNumber.Getpgrp or SyscallNumber.Getsid or SyscallNumber.Setsid:
                return PidKind.Pid | PidKind.Fixed;
            case var known when ProgramAnalysis.IsKnown(known):
                return PidKind.Other;
            default:
                Escape(pc, "a call gives a number that may be a pid");
                return PidKind.Other;
        }
    }

    private void Call(in Instruction i)
    {
        PidKind[] entry = before[program.Frames[i.C].Entry];
        foreach (Place parameter in program.Functions[i.C].Parameters)
        {
            if (parameter.IsValue)
            {
                Join(ref entry[RegisterUse.MostRegisters + parameter.Index], V((int)((uint)i.A >> 16) + parameter.Index));
            }
            else
            {
                Join(ref entry[parameter.Index], N((ushort)i.A + 1 + parameter.Index));
            }
        }

        // What it gives goes to a number register or to a value register: to whichever it is.
        PidKind gives = returned[i.C] | PidKind.Fixed;
        if (!globals.GivesValue[i.C])
        {
            SetN(i.B, gives);
        }

        if (!globals.GivesNumber[i.C] && i.B < RegisterUse.MostRegisters)
        {
            SetV(i.B, gives);
        }
    }
}
