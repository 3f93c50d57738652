// The instructions of the virtual machine. Each has one line that says exactly what it does; the disassembler prints that
// line with the registers filled in, and OpcodeTests holds the VM to having a case for every one.

namespace KScript.Interpreter.Bytecode;

/// <summary>What an instruction does, formally. a, b, c, w are its fields.</summary>
/// <remarks>
/// I[n] is register n of the present frame for numbers and truth values (0, 1), A[n] one for values of any kind;
/// G[n] and GA[n] are the same registers of frame 0; S[n] and SA[n] are shared memory; P[n] and PA[n] are fixed places of the memory that a
/// process's threads share, C[n] and CA[n] its cells. A jump adds c to the number of the
/// instruction itself. Every jump and return takes w from the budget of statements; loops and calls also look at it.
/// </remarks>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class EffectAttribute(string text) : Attribute
{
    /// <summary>The line.</summary>
    public string Text { get; } = text;
}

/// <summary>An instruction.</summary>
internal enum Opcode : ushort
{
    [Effect("I[a] := I[b]")] Move,
    [Effect("I[a] := #bc")] Load,
    [Effect("I[a] := I[b] + I[c]")] Add,
    [Effect("I[a] := I[b] - I[c]")] Sub,
    [Effect("I[a] := I[b] * I[c]")] Mul,
    [Effect("I[a] := I[b] / I[c]; SIGFPE if I[c] = 0")] Div,
    [Effect("I[a] := I[b] mod I[c]; SIGFPE if I[c] = 0")] Mod,
    [Effect("I[a] := I[b] and I[c], by bits")] And,
    [Effect("I[a] := I[b] or I[c], by bits")] Or,
    [Effect("I[a] := I[b] xor I[c], by bits")] Xor,
    [Effect("I[a] := I[b] shifted left by I[c]")] Shl,
    [Effect("I[a] := I[b] shifted right by I[c], keeping the sign")] Shr,
    [Effect("I[a] := I[b] + #c")] AddImm,
    [Effect("I[a] := I[b] * #c")] MulImm,
    [Effect("I[a] := I[b] / #c; #c is not 0")] DivImm,
    [Effect("I[a] := I[b] mod #c; #c is not 0")] ModImm,
    [Effect("I[a] := - I[b]")] Neg,
    [Effect("I[a] := complement of I[b]")] Complement,
    [Effect("I[a] := I[b] = I[c]")] SetEq,
    [Effect("I[a] := I[b] != I[c]")] SetNe,
    [Effect("I[a] := I[b] < I[c]")] SetLt,
    [Effect("I[a] := I[b] <= I[c]")] SetLe,
    [Effect("I[a] := I[b] = #c")] SetEqImm,
    [Effect("I[a] := I[b] != #c")] SetNeImm,
    [Effect("I[a] := I[b] < #c")] SetLtImm,
    [Effect("I[a] := I[b] <= #c")] SetLeImm,
    [Effect("I[a] := I[b] > #c")] SetGtImm,
    [Effect("I[a] := I[b] >= #c")] SetGeImm,

    [Effect("goto c; charge w")] Jump,
    [Effect("if I[a] = I[b] goto c; charge w")] JumpEq,
    [Effect("if I[a] != I[b] goto c; charge w")] JumpNe,
    [Effect("if I[a] < I[b] goto c; charge w")] JumpLt,
    [Effect("if I[a] <= I[b] goto c; charge w")] JumpLe,
    [Effect("if I[a] = #b goto c; charge w")] JumpEqImm,
    [Effect("if I[a] != #b goto c; charge w")] JumpNeImm,
    [Effect("if I[a] < #b goto c; charge w")] JumpLtImm,
    [Effect("if I[a] <= #b goto c; charge w")] JumpLeImm,
    [Effect("if I[a] > #b goto c; charge w")] JumpGtImm,
    [Effect("if I[a] >= #b goto c; charge w")] JumpGeImm,
    [Effect("goto c; charge w, trap if spent")] Loop,
    [Effect("if I[a] = I[b] goto c; charge w, trap if spent")] LoopEq,
    [Effect("if I[a] != I[b] goto c; charge w, trap if spent")] LoopNe,
    [Effect("if I[a] < I[b] goto c; charge w, trap if spent")] LoopLt,
    [Effect("if I[a] <= I[b] goto c; charge w, trap if spent")] LoopLe,
    [Effect("if I[a] = #b goto c; charge w, trap if spent")] LoopEqImm,
    [Effect("if I[a] != #b goto c; charge w, trap if spent")] LoopNeImm,
    [Effect("if I[a] < #b goto c; charge w, trap if spent")] LoopLtImm,
    [Effect("if I[a] <= #b goto c; charge w, trap if spent")] LoopLeImm,
    [Effect("if I[a] > #b goto c; charge w, trap if spent")] LoopGtImm,
    [Effect("if I[a] >= #b goto c; charge w, trap if spent")] LoopGeImm,
    [Effect("charge w")] Charge,
    [Effect("charge w, trap if spent")] ChargeStop,

    [Effect("register b := function c, whose frame begins at a (low half I, high half A); charge w, trap if spent")] Call,
    [Effect("return I[a] to the caller, or from a handler; charge w")] Return,
    [Effect("return A[a] to the caller; charge w")] ReturnValue,

    [Effect("I[a] := G[b]")] LoadGlobal,
    [Effect("G[a] := I[b]")] StoreGlobal,
    [Effect("I[a] := S[b]")] LoadShared,
    [Effect("S[a] := I[b]")] StoreShared,

    [Effect("trap: I[b] := system call w of I[a]..., or of -1 - a; low byte the number, high byte the count; payload A[c], or constant -2 - c")] Sys,
    [Effect("trap: fork, the child's name in the low half of a; the child goes on with w numbers and high-half-of-a values, the parent with I[b] := pid at c")] Fork,
    [Effect("trap: the system call I[low half of a], which makes a task, of the two numbers behind it; the new task goes on with w numbers and high-half-of-a values of this frame, the caller with I[b] := its number at c")] Branch,
    [Effect("trap: A[b] := system call w of I[a]...; low byte the number, high byte the count; payload A[c], or constant -2 - c")] SysValue,
    [Effect("trap: compute I[a] ticks")] Compute,

    // Values of any kind: numbers in the loop, the other kinds out of line.
    [Effect("A[a] := A[b]")] MoveValue,
    [Effect("A[a] := the number #bc")] LoadNumber,
    [Effect("A[a] := the number I[b]")] Box,
    [Effect("A[a] := the truth value I[b]")] BoxBool,
    [Effect("I[a] := A[b], a number or truth value; type error otherwise")] Unbox,
    [Effect("I[a] := whether A[b] counts as true")] Truth,
    [Effect("A[a] := A[b] + A[c]; type error if they do not add")] Plus,
    [Effect("A[a] := A[b] + #c; type error if they do not add")] PlusImm,
    [Effect("I[a] := A[b] (comparison w) A[c]")] Compare,
    [Effect("A[a] := GA[b]")] LoadGlobalValue,
    [Effect("GA[a] := A[b]")] StoreGlobalValue,

    // From here on: what the VM does out of line (VmContext.Values.cs).
    [Effect("A[a] := constant b")] LoadValue,
    [Effect("A[a] := SA[b]")] LoadSharedValue,
    [Effect("SA[a] := A[b]")] StoreSharedValue,
    [Effect("I[a] := P[b]")] LoadCommon,
    [Effect("P[a] := I[b]")] StoreCommon,
    [Effect("A[a] := PA[b]")] LoadCommonValue,
    [Effect("PA[a] := A[b]")] StoreCommonValue,
    [Effect("I[a] := C[I[b]]")] LoadCell,
    [Effect("C[I[a]] := I[b]")] StoreCell,
    [Effect("A[a] := CA[I[b]]")] LoadCellValue,
    [Effect("CA[I[a]] := A[b]")] StoreCellValue,
    [Effect("I[a] := the number of a new cell, of C or (w = 1) of CA")] NewCell,
    [Effect("A[a] := list of c values from A[b]")] MakeList,
    [Effect("A[a] := A[b] at I[c]; SIGSEGV if there is none")] Index,
    [Effect("I[a] := the number in A[b] at I[c]; SIGSEGV if there is none")] IndexNumber,
    [Effect("A[a] (GA[a] if w = 1, SA[a] if w = 2, PA[a] if w = 3, CA[I[a]] if w = 4) at I[b] := A[c]; SIGSEGV if there is none")] StoreIndex,
    [Effect("A[a] := record of w values from A[b], their names being shape c")] MakeRecord,
    [Effect("A[a] := the field of A[b] that constant c names; type error if there is none")] Field,
    [Effect("I[a] := the number in the field of A[b] that constant c names; -1 if there is none")] FieldNumber,
    [Effect("the field of A[a] (GA[a] if w = 1, SA[a] if w = 2, PA[a] if w = 3, CA[I[a]] if w = 4) that constant b names := A[c]; type error if there is none")] StoreField,
    [Effect("A[a] (GA[a] if w = 1, SA[a] if w = 2, PA[a] if w = 3, CA[I[a]] if w = 4) := itself with A[b] at its end")] Append,
    [Effect("I[a] := length of A[b]")] Length,
    [Effect("A[a] := A[b] as text")] ToText,
    [Effect("I[a] := A[b] as a number")] ToNumber,
    [Effect("A[a] := the c values from A[b] with spaces between and a newline behind")] PrintText,
    [Effect("A[a] := printf of the c values from A[b], the first being the format")] Format,
    [Effect("stdio buffer += A[a]")] StdioPut,
    [Effect("trap: write what of the stdio buffer is due (w = 0), or all of it (w = 1)")] StdioFlush,
    [Effect("I[a] := mask of the signals in the list (or of the number) A[b]")] MaskOfList,
    [Effect("I[a] := I[b] with the bit of signal I[c]")] AddSignal,
    [Effect("I[a] := view w of I[b], A[c]")] View,
    [Effect("A[a] := view w of I[b], A[c]")] ViewValue,
    [Effect("show table w (ps, top, signals …) of I[b]")] Show,
    [Effect("I[a] := the process's own pid")] LoadSelf,
    [Effect("I[a] := status")] LoadStatus,
    [Effect("I[a] := rusage")] LoadUsage,
    [Effect("I[a] := errno")] LoadErrno,
    [Effect("errno := I[a]")] StoreErrno,
    [Effect("I[a] := field w of info")] LoadInfo,
    [Effect("A[a] := one of the list A[b], as choose() picks")] Choose,
    [Effect("atexit: function c")] AtExit,
    [Effect("call the newest atexit block and drop it (frame as for Call); if there is none, skip the next instruction")] AtExitCall,
    [Effect("trap: execve program c with the w values from A[a]; I[b] := its result")] Exec,
    [Effect("notes that this statement was reached")] Reached,
    [Effect("halt: assertion c failed, with message A[b] and values from A[a]")] AssertFailed,
    [Effect("trap: until; the condition's code begins c from here, and depends on time alone if w = 1")] Until,
    [Effect("trap: at the prompt; with input given, frame 0 grows to what that needs, and on to its entry")] Prompt,
    [Effect("the condition of an until or of a property holds")] Holds,
    [Effect("the condition of a property does not hold")] HoldsNot,
    [Effect("under any schedule: trap before an instruction that a handler of this process could see")] Point,
    [Effect("A[b] := the function in the last value before the frame at a (low half I, high half A), called with the c values there or (c = -1) those of the list there; type error if it is none or takes another number")] CallValue,
    [Effect("trap: posix_spawn of program c, or of the file that constant -2 - c names, with the w values behind A[a] and the attributes A[a]; I[b] := its result")] Spawn,
}
