// C's stdio, as far as processes can see it: text that printf made and that no write(2) has taken yet. fork copies it.
using System.Text;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    /// <summary>What glibc's buffer holds for a pipe (st_blksize) and for a terminal (BUFSIZ of a tty).</summary>
    private const int PipeBufferBytes = 4096, TerminalBufferBytes = 1024;

    /// <summary>Adds text, and says how much of the buffer is due: with a terminal up to the last newline, else full blocks.</summary>
    /// <returns>How many characters the buffer holds.</returns>
    private int PutStdio(string text, Machine machine, int task)
    {
        bool toPipe = machine.Settings.StdoutIsPipe;
        ContextExtra e = TakeStdio(machine, task);
        e.Stdio += text;
        int newline = toPipe ? -1 : e.Stdio.LastIndexOf('\n');
        e.StdioDue = Math.Max(newline + 1, FullBlocks(e.Stdio, toPipe ? PipeBufferBytes : TerminalBufferBytes));
        if (extra.Program.HasCommon)
        {
            ProcessMemory memory = CommonToWrite(machine, task);
            (memory.Stdio, memory.StdioDue) = (e.Stdio, e.StdioDue);
        }

        return e.Stdio.Length;
    }

    /// <summary>The buffer as the process has it: that of its threads is in the memory that they share.</summary>
    private ContextExtra TakeStdio(Machine machine, int task)
    {
        ContextExtra e = OwnExtra;
        if (!e.Writing && AddressSpaces.Of(machine, task) is ProcessMemory memory)
        {
            (e.Stdio, e.StdioDue) = (memory.Stdio, memory.StdioDue);
        }

        return e;
    }

    /// <summary>How many characters fill whole buffers; a character is never cut in two.</summary>
    private static int FullBlocks(string text, int block)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes < block)
        {
            return 0;
        }

        int whole = bytes / block * block, count = 0, taken = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (taken + rune.Utf8SequenceLength > whole)
            {
                break;
            }

            taken += rune.Utf8SequenceLength;
            count += rune.Utf16SequenceLength;
        }

        return count;
    }

    /// <summary>Traps to write what is due, or all; goes on if that is nothing.</summary>
    private int FlushStdio(bool all, Machine machine, int task, ref Trap trap)
    {
        bool isShared = extra.Program.HasCommon;
        if (isShared)
        {
            TakeStdio(machine, task);
        }

        if (extra.Stdio.Length == 0 || (!all && extra.StdioDue == 0))
        {
            return GoOn;
        }

        if (all)
        {
            OwnExtra.StdioDue = extra.Stdio.Length;
        }

        if (isShared && !extra.Writing)
        {
            // What is about to be written is out of the others' way at once: none of them writes it again.
            ProcessMemory memory = CommonToWrite(machine, task);
            (memory.Stdio, memory.StdioDue) = (extra.Stdio[extra.StdioDue..], 0);
            OwnExtra.Writing = true;
        }

        pc--;
        trap.Number = SyscallNumber.Write;
        trap.ArgumentCount = 1;
        trap.A0 = 1;
        trap.Payload = extra.Stdio[..extra.StdioDue];
        return (int)TrapKind.Syscall;
    }

    /// <summary>The write is done.</summary>
    private void DropWritten()
    {
        ContextExtra e = OwnExtra;
        e.Stdio = e.Stdio[e.StdioDue..];
        e.StdioDue = 0;
        e.Writing = false;
    }
}
