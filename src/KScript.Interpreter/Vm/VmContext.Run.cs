// The interpreter's loop. Numbers are in a ref to the present frame's first register; the compiler is trusted to name
// only registers that exist. What is not worth a place in the hot loop is in VmContext.Values.cs.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    /// <summary>What <see cref="Execute"/> answers beyond <see cref="TrapKind"/>: go on; the condition holds; it does not.</summary>
    private const int GoOn = -1, ConditionHolds = -2, ConditionFails = -3;

    /// <inheritdoc/>
    /// <remarks>Statements that were executed beyond an earlier budget are paid for first.</remarks>
    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
        => budget < 0 ? TrapKind.BudgetExhausted : (TrapKind)Execute(machine, task, ref budget, ref trap);

    private int Execute(Machine machine, int task, ref int budget, ref Trap trap)
    {
        ref Instruction code = ref MemoryMarshal.GetArrayDataReference(extra.Code);
        ref Instruction ip = ref Unsafe.Add(ref code, pc);
        ref long r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(numbers), numberBase);
        int left = budget;
        while (true)
        {
            switch (ip.Op)
            {
                case Opcode.Move:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Load:
                    Unsafe.Add(ref r, ip.A) = ip.Literal;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Add:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) + Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Sub:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) - Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Mul:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) * Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.And:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) & Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Or:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) | Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Xor:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) ^ Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Shl:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) << (int)Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Shr:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) >> (int)Unsafe.Add(ref r, ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Div:
                    if (Unsafe.Add(ref r, ip.C) == 0)
                    {
                        return DivisionByZero(IndexOf(ref code, ref ip), ref trap, ref budget, left);
                    }

                    Unsafe.Add(ref r, ip.A) = Divide(Unsafe.Add(ref r, ip.B), Unsafe.Add(ref r, ip.C));
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Mod:
                    if (Unsafe.Add(ref r, ip.C) == 0)
                    {
                        return DivisionByZero(IndexOf(ref code, ref ip), ref trap, ref budget, left);
                    }

                    Unsafe.Add(ref r, ip.A) = Remainder(Unsafe.Add(ref r, ip.B), Unsafe.Add(ref r, ip.C));
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.AddImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) + ip.C;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.MulImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) * ip.C;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.DivImm:
                    Unsafe.Add(ref r, ip.A) = Divide(Unsafe.Add(ref r, ip.B), ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.ModImm:
                    Unsafe.Add(ref r, ip.A) = Remainder(Unsafe.Add(ref r, ip.B), ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Neg:
                    Unsafe.Add(ref r, ip.A) = -Unsafe.Add(ref r, ip.B);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Complement:
                    Unsafe.Add(ref r, ip.A) = ~Unsafe.Add(ref r, ip.B);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetEq:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) == Unsafe.Add(ref r, ip.C) ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetNe:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) != Unsafe.Add(ref r, ip.C) ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetLt:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) < Unsafe.Add(ref r, ip.C) ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetLe:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) <= Unsafe.Add(ref r, ip.C) ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetEqImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) == ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetNeImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) != ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetLtImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) < ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetLeImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) <= ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetGtImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) > ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.SetGeImm:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B) >= ip.C ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Jump:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, ip.C);
                    continue;

                case Opcode.JumpEq:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) == Unsafe.Add(ref r, ip.B) ? ip.C : 1);
                    continue;

                case Opcode.JumpNe:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) != Unsafe.Add(ref r, ip.B) ? ip.C : 1);
                    continue;

                case Opcode.JumpLt:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) < Unsafe.Add(ref r, ip.B) ? ip.C : 1);
                    continue;

                case Opcode.JumpLe:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) <= Unsafe.Add(ref r, ip.B) ? ip.C : 1);
                    continue;

                case Opcode.JumpEqImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) == ip.B ? ip.C : 1);
                    continue;

                case Opcode.JumpNeImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) != ip.B ? ip.C : 1);
                    continue;

                case Opcode.JumpLtImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) < ip.B ? ip.C : 1);
                    continue;

                case Opcode.JumpLeImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) <= ip.B ? ip.C : 1);
                    continue;

                case Opcode.JumpGtImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) > ip.B ? ip.C : 1);
                    continue;

                case Opcode.JumpGeImm:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, Unsafe.Add(ref r, ip.A) >= ip.B ? ip.C : 1);
                    continue;

                case Opcode.Loop:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, ip.C);
                    if (left >= 0)
                    {
                        continue;
                    }

                    goto spent;

                case Opcode.LoopEq:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) == Unsafe.Add(ref r, ip.B))
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopNe:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) != Unsafe.Add(ref r, ip.B))
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopLt:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) < Unsafe.Add(ref r, ip.B))
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopLe:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) <= Unsafe.Add(ref r, ip.B))
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopEqImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) == ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopNeImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) != ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopLtImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) < ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopLeImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) <= ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopGtImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) > ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoopGeImm:
                    left -= ip.W;
                    if (Unsafe.Add(ref r, ip.A) >= ip.B)
                    {
                        ip = ref Unsafe.Add(ref ip, ip.C);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Charge:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.ChargeStop:
                    left -= ip.W;
                    ip = ref Unsafe.Add(ref ip, 1);
                    if (left >= 0)
                    {
                        continue;
                    }

                    goto spent;

                case Opcode.Call:
                    {
                        left -= ip.W;
                        ref readonly FunctionFrame callee = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(extra.Frames), ip.C);
                        int link = numberBase + (ushort)ip.A;
                        int callerValues = valueBase + (int)((uint)ip.A >> 16);
                        if (depth >= VmLimits.CallDepth)
                        {
                            return CallDepthReached(IndexOf(ref code, ref ip), task, ref trap, ref budget, left);
                        }

                        if (link + 1 + callee.Numbers > numbers.Length || callerValues + callee.Values > values.Length)
                        {
                            long room = Room;
                            Reserve(link + 1 + callee.Numbers, callerValues + callee.Values);
                            machine.Meter.Take(Room - room);
                        }

                        r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(numbers), link + 1);
                        Unsafe.Add(ref r, -1) = IndexOf(ref code, ref ip);
                        numberBase = link + 1;
                        valueBase = callerValues;
                        depth++;
                        ip = ref Unsafe.Add(ref code, callee.Entry);
                        if (left >= 0)
                        {
                            continue;
                        }

                        goto spent;
                    }

                case Opcode.Return:
                    {
                        left -= ip.W;
                        long link = Unsafe.Add(ref r, -1);
                        if (link < 0)
                        {
                            goto handlerReturn;
                        }

                        long value = Unsafe.Add(ref r, ip.A);
                        ip = ref Unsafe.Add(ref code, (int)link);
                        numberBase -= (ushort)ip.A + 1;
                        valueBase -= (int)((uint)ip.A >> 16);
                        depth--;
                        r = ref Unsafe.Subtract(ref r, (ushort)ip.A + 1);
                        Unsafe.Add(ref r, ip.B) = value;
                        ip = ref Unsafe.Add(ref ip, 1);
                        continue;
                    }

                case Opcode.ReturnValue:
                    {
                        left -= ip.W;
                        long link = Unsafe.Add(ref r, -1);
                        if (link < 0)
                        {
                            goto handlerReturn;
                        }

                        Value value = V(ip.A);
                        ip = ref Unsafe.Add(ref code, (int)link);
                        numberBase -= (ushort)ip.A + 1;
                        valueBase -= (int)((uint)ip.A >> 16);
                        depth--;
                        r = ref Unsafe.Subtract(ref r, (ushort)ip.A + 1);
                        V(ip.B) = value.Share();
                        ip = ref Unsafe.Add(ref ip, 1);
                        continue;
                    }

                case Opcode.LoadGlobal:
                    Unsafe.Add(ref r, ip.A) = numbers[ip.B];
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.StoreGlobal:
                    numbers[ip.A] = Unsafe.Add(ref r, ip.B);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.MoveValue:
                    if (!R(ip.B).IsInt)
                    {
                        goto default;
                    }

                    Value.SetNumber(ref R(ip.A), R(ip.B).Bits);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoadNumber:
                    Value.SetNumber(ref R(ip.A), ip.Literal);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Box:
                    Value.SetNumber(ref R(ip.A), Unsafe.Add(ref r, ip.B));
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Unbox:
                    if (!R(ip.B).IsInt)
                    {
                        goto default;
                    }

                    Unsafe.Add(ref r, ip.A) = R(ip.B).Bits;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Plus:
                    if (!R(ip.B).IsInt || !R(ip.C).IsInt)
                    {
                        goto default;
                    }

                    Value.SetNumber(ref R(ip.A), R(ip.B).Bits + R(ip.C).Bits);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.PlusImm:
                    if (!R(ip.B).IsInt)
                    {
                        goto default;
                    }

                    Value.SetNumber(ref R(ip.A), R(ip.B).Bits + ip.C);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Compare:
                    if (!R(ip.B).IsInt || !R(ip.C).IsInt || ip.W == (int)Operator.In)
                    {
                        goto default;
                    }

                    Unsafe.Add(ref r, ip.A) = Holds(ip.W, R(ip.B).Bits, R(ip.C).Bits) ? 1 : 0;
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.LoadGlobalValue:
                    if (!values[ip.B].IsInt)
                    {
                        goto default;
                    }

                    Value.SetNumber(ref R(ip.A), values[ip.B].Bits);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.StoreGlobalValue:
                    if (!R(ip.B).IsInt)
                    {
                        goto default;
                    }

                    Value.SetNumber(ref values[ip.A], R(ip.B).Bits);
                    ip = ref Unsafe.Add(ref ip, 1);
                    continue;

                case Opcode.Sys:
                case Opcode.SysValue:
                    trap.Number = (SyscallNumber)(ip.W & 0xff);
                    trap.ArgumentCount = ip.W >> 8;
                    trap.Payload = ip.C == -1 ? null : Payload(ip.C);
                    switch (trap.ArgumentCount)
                    {
                        case 5:
                            trap.A4 = Unsafe.Add(ref r, ip.A + 4);
                            goto case 4;
                        case 4:
                            trap.A3 = Unsafe.Add(ref r, ip.A + 3);
                            goto case 3;
                        case 3:
                            trap.A2 = Unsafe.Add(ref r, ip.A + 2);
                            goto case 2;
                        case 2:
                            trap.A1 = Unsafe.Add(ref r, ip.A + 1);
                            goto case 1;
                        case 1:
                            trap.A0 = ip.A < 0 ? ~ip.A : Unsafe.Add(ref r, ip.A);
                            break;
                        default:
                            break;
                    }

                    pc = IndexOf(ref code, ref ip);
                    budget = left;
                    return (int)TrapKind.Syscall;

                case Opcode.Fork:
                    trap.Number = SyscallNumber.Fork;
                    trap.ArgumentCount = (ushort)ip.A == 0 ? 0 : 1;
                    trap.Payload = null;
                    trap.A0 = (ushort)ip.A;
                    pc = IndexOf(ref code, ref ip);
                    budget = left;
                    return (int)TrapKind.Syscall;

                case Opcode.Compute:
                    trap.A0 = Unsafe.Add(ref r, ip.A);
                    pc = IndexOf(ref code, ref ip) + 1;
                    budget = left;
                    return (int)TrapKind.Compute;

                default:
                    {
                        pc = IndexOf(ref code, ref ip) + 1;
                        int outcome = ExecuteValue(ref ip, machine, task, ref trap);
                        if (outcome != GoOn)
                        {
                            budget = left;
                            return outcome;
                        }

                        ip = ref Unsafe.Add(ref code, pc);
                        r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(numbers), numberBase);
                        continue;
                    }
            }

        spent:
            pc = IndexOf(ref code, ref ip);
            budget = left;
            return (int)TrapKind.BudgetExhausted;

        handlerReturn:
            budget = left;
            trap.A0 = (long)LeaveHandler();
            return (int)TrapKind.SignalReturn;
        }
    }

    /// <summary>Whether a comparison holds: three bits an operator, 1 equal, 2 less, 4 greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(int comparison, long a, long b)
    {
        // Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual from the right.
        const int Table = 0b101_100_011_010_110_001;
        int bit = a == b ? 1 : a < b ? 2 : 4;
        return ((Table >> (3 * (comparison - (int)Operator.Equal))) & bit) != 0;
    }

    /// <summary>A value register, trusting the compiler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Value R(int register) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), valueBase + register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(ref Instruction code, ref Instruction ip) => (int)(Unsafe.ByteOffset(ref code, ref ip) / Unsafe.SizeOf<Instruction>());

    /// <summary>64-bit division that wraps where the processor would trap.</summary>
    private static long Divide(long a, long b) => b == -1 ? -a : a / b;

    private static long Remainder(long a, long b) => b == -1 ? 0 : a % b;

    /// <summary>A payload: a constant for -2 and below, else a register.</summary>
    private object? Payload(int place) => place < -1 ? extra.Program.Constants[-2 - place].AsPayload() : V(place).AsPayload();

    private int DivisionByZero(int at, ref Trap trap, ref int budget, int left)
    {
        budget = left;
        pc = at;
        return Fault(8, 1, "division by zero", ref trap);
    }

    /// <summary>A synchronous fault. The program counter stays at the instruction: a handler that returns meets it again.</summary>
    private static int Fault(int signal, int code, string why, ref Trap trap)
    {
        trap.A0 = signal;
        trap.A1 = code;
        trap.Payload = why;
        return (int)TrapKind.Fault;
    }

    private int CallDepthReached(int at, int task, ref Trap trap, ref int budget, int left)
    {
        budget = left;
        pc = at;
        return Halt(new LimitHalt(task, extra.Program.StatementAt(at), "calls within calls", VmLimits.CallDepth), ref trap);
    }

    private static int Halt(HaltReason reason, ref Trap trap)
    {
        trap.Payload = reason;
        return (int)TrapKind.Halt;
    }
}
