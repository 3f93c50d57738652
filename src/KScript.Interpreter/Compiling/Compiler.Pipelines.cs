// pipeline { … } | { … } and capture { … }: pipe, fork, dup2 and close, in the order in which a shell does them. What is made of them are
// system calls like any others: the trace shows each.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    private const int StandardInput = 0, StandardOutput = 1;

    /// <summary>How much `capture` reads at once: as much as a pipe holds.</summary>
    private const int CaptureBytes = 65536;

    /// <summary>
    /// The list of the children's pids. Where a pipe cannot be made the list is shorter than the pipeline, and errno says why.
    /// </summary>
    private void EmitPipeline(PipelineExpr e, int target)
    {
        int pids = code.Value();
        code.Emit(Opcode.MakeList, pids, pids, 0);
        int input = code.Number(), output = code.Number(), next = code.Number(), pid = code.Number();
        var end = new Label();
        for (int i = 0; i < e.Stages.Count; i++)
        {
            bool isFirst = i == 0, isLast = i == e.Stages.Count - 1;
            if (!isLast)
            {
                EmitPipe(output, next);
                code.Jump(Opcode.JumpLtImm, end, next, 0);
            }

            Block stage = e.Stages[i];
            EmitForkBlock(0, pid, () =>
            {
                if (!isFirst)
                {
                    EmitMoveDescriptor(input, StandardInput);
                }

                if (!isLast)
                {
                    EmitClose(next);
                    EmitMoveDescriptor(output, StandardOutput);
                }

                EmitChild(stage);
            });
            int boxed = code.Value();
            code.Emit(Opcode.Box, boxed, pid);
            code.Emit(Opcode.Append, pids, boxed, w: (int)Holder.Frame);
            if (!isFirst)
            {
                EmitClose(input);
            }

            if (!isLast)
            {
                EmitClose(output);
                code.Emit(Opcode.Move, input, next);
            }
        }

        code.Place(end);
        code.Emit(Opcode.MoveValue, target, pids);
    }

    /// <summary>What a child writes to its standard output, up to its end; then the child is waited for. Without a pipe -1, and errno.</summary>
    private void EmitCapture(CaptureExpr e, int target)
    {
        int text = code.Value(), chunk = code.Value(), nothing = code.Value();
        int input = code.Number(), output = code.Number(), pid = code.Number(), answer = code.Number();
        var (failed, done, end) = (new Label(), new Label(), new Label());
        EmitPipe(output, input);
        code.Jump(Opcode.JumpLtImm, failed, input, 0);
        EmitForkBlock(0, pid, () =>
        {
            EmitClose(input);
            EmitMoveDescriptor(output, StandardOutput);
            EmitChild(e.Body);
        });
        EmitClose(output);
        EmitConstant(text, Value.Of(""));
        EmitConstant(nothing, Value.Of(""));
        Label again = EmitHead();
        int window = code.Number(2);
        code.Emit(Opcode.Move, window, input);
        code.Load(window + 1, CaptureBytes);
        code.Count();
        code.ChargeBeforeTrap();
        code.Emit(Opcode.SysValue, window, chunk, -1, Call(SyscallNumber.Read, 2));
        code.Emit(Opcode.Compare, answer, chunk, nothing, (int)Operator.Equal);
        code.Jump(Opcode.JumpNeImm, done, answer, 0);
        EmitRetry(chunk, again, done);
        code.Emit(Opcode.Plus, text, text, chunk);
        code.Jump(Opcode.Loop, again);
        code.Place(done);
        EmitClose(input);
        Label waiting = EmitHead();
        code.Count();
        code.Emit(Opcode.Move, window, pid);
        code.Load(window + 1, 0);
        EmitSys(SyscallNumber.Wait4, answer, window, 2);
        code.Emit(Opcode.Box, chunk, answer);
        EmitRetry(chunk, waiting, end);
        code.Jump(Opcode.Jump, end);
        code.Place(failed);
        EmitConstant(text, Value.Of(-1));
        code.Place(end);
        code.Emit(Opcode.MoveValue, target, text);
    }

    private Label EmitHead()
    {
        code.FlushCharge();
        var head = new Label();
        code.PlaceCharged(head);
        return head;
    }

    /// <summary>Where a value is -1: again if a handler cut the call short, else out.</summary>
    private void EmitRetry(int value, Label again, Label @out)
    {
        int answer = code.Number(), failure = code.Value();
        var goesOn = new Label();
        EmitConstant(failure, Value.Of(-1));
        code.Emit(Opcode.Compare, answer, value, failure, (int)Operator.Equal);
        code.Jump(Opcode.JumpEqImm, goesOn, answer, 0);
        code.Emit(Opcode.LoadErrno, answer);
        code.Jump(Opcode.JumpNeImm, @out, answer, (int)Errno.EINTR);
        code.Jump(Opcode.Loop, again);
        code.Place(goesOn);
    }

    /// <summary>A pipe, its ends in two registers; -1 in both where there is none.</summary>
    private void EmitPipe(int output, int input)
    {
        int ends = code.Value();
        code.ChargeBeforeTrap();
        code.Emit(Opcode.SysValue, 0, ends, -1, Call(SyscallNumber.Pipe, 0));
        code.Emit(Opcode.FieldNumber, output, ends, code.Constant(Value.Of(NamedNumbers.WriteEnd)));
        code.Emit(Opcode.FieldNumber, input, ends, code.Constant(Value.Of(NamedNumbers.ReadEnd)));
    }

    private void EmitMoveDescriptor(int from, int to)
    {
        var there = new Label();
        int window = code.Number(2);
        code.Jump(Opcode.JumpEqImm, there, from, to);
        code.Emit(Opcode.Move, window, from);
        code.Load(window + 1, to);
        EmitSys(SyscallNumber.Dup2, -1, window, 2);
        EmitClose(from);
        code.Place(there);
    }

    private void EmitClose(int register) => EmitSys(SyscallNumber.Close, -1, register, 1);
}
