// signals: the masks of a process as /proc/PID/status shows them, and a line for each signal that is not as it was at first.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Parsing;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders a process's signals.</summary>
internal static class SignalsTable
{
    /// <summary>Masks, then signals.</summary>
    /// <remarks>
    /// proc_pid_status(5): SigIgn has what is set to be ignored, not what is ignored by default. What was raised, or sent with
    /// tgkill, pends for the thread (SigPnd), what was sent with kill or sigqueue for the process (ShdPnd).
    /// </remarks>
    public static string Render(Machine machine, ProcessView process)
    {
        IReadOnlyList<SignalView> signals = machine.SignalsOfProcess(process.Pid);
        var text = new StringBuilder($"signals of {PerProcess.Label(process)}\n");
        text.Append(CultureInfo.InvariantCulture, $"SigQ:   {signals.Sum(signal => signal.Queued)}\n");
        Mask(text, "SigPnd", signals, static signal => signal.IsOwn);
        Mask(text, "ShdPnd", signals, static signal => signal.IsShared);
        Mask(text, "SigBlk", signals, static signal => signal.IsBlocked);
        Mask(text, "SigIgn", signals, static signal => signal.Handler == SignalHandler.Ignore);
        Mask(text, "SigCgt", signals, static signal => signal.Handler > SignalHandler.Ignore);
        var table = new TextTable("SIGNAL", "ACTION", "FLAGS", "BLOCKED", "PENDING", " QUEUED");
        foreach (SignalView signal in signals)
        {
            if (!signal.IsPlain)
            {
                table.Add(
                    SignalTable.NameOf(signal.Signal),
                    Action(machine.ContextOf(process.Pid), signal),
                    Flags(signal),
                    signal.IsBlocked ? "blocked" : "-",
                    signal.IsPending ? "pending" : "-",
                    signal.Queued.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (table.Count > 0)
        {
            table.WriteTo(text);
        }

        return text.ToString();
    }

    private static void Mask(StringBuilder text, string name, IReadOnlyList<SignalView> signals, Func<SignalView, bool> isIn)
    {
        ulong mask = 0;
        foreach (SignalView signal in signals)
        {
            mask |= isIn(signal) ? Signal.Bit(signal.Signal) : 0;
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}: {mask:x16}\n");
    }

    private static string Action(UserContext? context, in SignalView signal) => signal.Handler switch
    {
        SignalHandler.Default => $"default ({Default(SignalTable.ActionOf(signal.Signal))})",
        SignalHandler.Ignore => "ignore",
        _ => context is VmContext program ? $"handler {program.HandlerName(signal.Handler)}" : "handler",
    };

    private static string Default(DefaultAction action) => action switch
    {
        DefaultAction.Terminate => "terminate",
        DefaultAction.Core => "core",
        DefaultAction.Ignore => "ignore",
        DefaultAction.Stop => "stop",
        DefaultAction.Continue => "continue",
    };

    private static string Flags(in SignalView signal)
    {
        var words = new List<string>();
        foreach ((SigActionFlags flag, string word) in SignalFlagWords.All)
        {
            if ((signal.Flags & flag) != 0)
            {
                words.Add(word);
            }
        }

        if (signal.Mask != 0)
        {
            words.Add("mask");
            for (int number = 1; number <= Signal.SIGRTMAX; number++)
            {
                if ((signal.Mask & Signal.Bit(number)) != 0)
                {
                    words.Add(SignalTable.NameOf(number));
                }
            }
        }

        return words.Count == 0 ? "-" : string.Join(' ', words);
    }
}
