// Signal handlers: a frame on top of whatever runs, and the way back. A handler's frame has no call instruction below it,
// so what a call instruction would say is in words of its own below the link.
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    /// <summary>The link word of a handler's frame.</summary>
    private const long HandlerLink = -1;

    /// <summary>Words below a handler's link: pc, bases, mask, errno and status, the info it hides, the rest of a burst, rusage.</summary>
    private const int HandlerWords = 10;

    /// <inheritdoc/>
    public override void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo info)
    {
        int function = (int)handler - 2;
        (int top, int valueTop) = Used();
        int start = top + HandlerWords + 1;
        Reserve(start + extra.Frames[function].Numbers, valueTop + extra.Frames[function].Values);
        Span<long> words = numbers.AsSpan(top, HandlerWords + 1);
        words[0] = pc;
        words[1] = Pack(numberBase, valueBase);
        words[2] = (long)savedMask;
        words[3] = Pack(errno, status);
        SigInfo hidden = extra.Info;
        words[4] = Pack(hidden.Signo, hidden.Code);
        words[5] = Pack(hidden.Pid, hidden.Status);
        words[6] = hidden.Value;
        words[7] = hidden.Uid;
        words[8] = BurstLeft;
        words[9] = extra.Usage;
        words[HandlerWords] = HandlerLink;
        BurstLeft = 0;
        numberBase = start;
        valueBase = valueTop;
        depth++;
        pc = extra.Frames[function].Entry;
        numbers.AsSpan(start, extra.Frames[function].Numbers).Clear();
        values.AsSpan(valueTop, extra.Frames[function].Values).Clear();
        if (extra.Program.Functions[function].Parameters is [var parameter, ..])
        {
            Store(parameter, Value.Of((long)signal));
        }

        SetInfo(info);
    }

    /// <summary>Back to what the handler interrupted; gives the mask to restore.</summary>
    private ulong LeaveHandler()
    {
        ReadOnlySpan<long> words = numbers.AsSpan(numberBase - HandlerWords - 1, HandlerWords + 1);
        pc = (int)words[0];
        (int savedErrno, int savedStatus) = Unpack(words[3]);
        errno = (short)savedErrno;
        status = savedStatus;
        if (extra.Program.UsesInfo)
        {
            (int signo, int code) = Unpack(words[4]);
            (int pid, int childStatus) = Unpack(words[5]);
            OwnExtra.Info = new SigInfo(signo, code, pid, childStatus, words[6], (int)words[7]);
            OwnExtra.Usage = words[9];
        }

        BurstLeft = words[8];
        ulong mask = (ulong)words[2];
        (numberBase, valueBase) = Unpack(words[1]);
        depth--;
        return mask;
    }

    private static long Pack(int low, int high) => (uint)low | ((long)high << 32);

    private static (int Low, int High) Unpack(long word) => ((int)word, (int)(word >> 32));

    /// <summary>Makes the registers long enough.</summary>
    private void Reserve(int numberCount, int valueCount)
    {
        if (numberCount > numbers.Length)
        {
            Array.Resize(ref numbers, NewLength(numbers.Length, numberCount));
        }

        if (valueCount > values.Length)
        {
            Array.Resize(ref values, NewLength(values.Length, valueCount));
        }
    }

    /// <summary>Exact while small, so that a million processes stay small; then doubling, so that deep recursion is linear.</summary>
    private static int NewLength(int present, int needed) => needed <= 64 ? needed : Math.Max(needed, present * 2);
}
