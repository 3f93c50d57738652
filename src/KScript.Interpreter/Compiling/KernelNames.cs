// The names that come from the kernel's tables: constants, system calls, views. One place to look them up, and the lists
// that 'did you mean' chooses from.
using System.Globalization;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Names of the machine.</summary>
internal static class KernelNames
{
    /// <summary>States as ps shows them; the one kind of constant that is a text.</summary>
    private static readonly (string Name, string Letter)[] TaskStates =
    [
        ("TASK_RUNNING", "R"), ("TASK_INTERRUPTIBLE", "S"), ("TASK_UNINTERRUPTIBLE", "D"), ("TASK_STOPPED", "T"),
        ("TASK_TRACED", "t"), ("EXIT_ZOMBIE", "Z"), ("EXIT_DEAD", "X"),
    ];

    private static readonly string[] Signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    private static readonly Dictionary<string, long> Shim = new(StringComparer.Ordinal)
    {
        ["WNOHANG"] = 1, ["WUNTRACED"] = 2, ["WSTOPPED"] = 2, ["WEXITED"] = 4, ["WCONTINUED"] = 8, ["WNOWAIT"] = 0x01000000,
        ["P_ALL"] = 0, ["P_PID"] = 1, ["P_PGID"] = 2, ["PR_SET_CHILD_SUBREAPER"] = 36, ["PR_SET_PDEATHSIG"] = 1,
        ["SIG_BLOCK"] = 0, ["SIG_UNBLOCK"] = 1, ["SIG_SETMASK"] = 2, ["RLIMIT_NPROC"] = 6, ["SIGRTMIN"] = 34, ["SIGRTMAX"] = 64,
    };

    /// <summary>A constant by name.</summary>
    public static bool TryConstant(string name, out Value value)
    {
        foreach ((string state, string letter) in TaskStates)
        {
            if (state == name)
            {
                value = Value.Of(letter);
                return true;
            }
        }

        int signal = Array.IndexOf(Signals, name);
        bool found = Shim.TryGetValue(name, out long number);
        if (signal >= 0)
        {
            number = signal + 1;
            found = true;
        }
        else if (!found && name.StartsWith('E') && Enum.TryParse(name, out Errno errno))
        {
            number = (long)errno;
            found = true;
        }

        value = Value.Of(number);
        return found;
    }

    /// <summary>A system call by name, or null.</summary>
    public static SyscallRow? FindSyscall(string name)
    {
        SyscallRow Row(SyscallNumber n, ResultKind r, params Parameter[] p) => new(n, name, p, r, [], (Machine _, int _, ref Trap _) => default, "", "");
        var pid = new Parameter("pid", ParameterKind.Pid);
        return name switch
        {
            "getpid" => Row(SyscallNumber.Getpid, ResultKind.Int),
            "getppid" => Row(SyscallNumber.Getppid, ResultKind.Int),
            "setpgid" => Row(SyscallNumber.Setpgid, ResultKind.Int, pid, new("pgid", ParameterKind.Pid)),
            "pause" => Row(SyscallNumber.Pause, ResultKind.Int),
            "yield" => Row(SyscallNumber.SchedYield, ResultKind.Int),
            "alarm" => Row(SyscallNumber.Alarm, ResultKind.Int, new Parameter("ticks", ParameterKind.Ticks)),
            "sigpending" => Row(SyscallNumber.Sigpending, ResultKind.List, new Parameter("pid", ParameterKind.Pid, 0)),
            _ => null,
        };
    }

    /// <summary>A view by name, or null.</summary>
    public static ViewRow? FindView(string name) => name switch
    {
        "now" => new ViewRow("now", [], ResultKind.Int, (Machine m, int _, long _, string? _, out object? p) => { p = null; return m.Now; }, ""),
        "state" => new ViewRow("state", [new("pid", ParameterKind.Pid)], ResultKind.Text, (Machine m, int _, long _, string? _, out object? p) => { p = "S"; return 0; }, ""),
        _ => null,
    };

    /// <summary>Whether a view can change by the passing of time alone.</summary>
    public static bool DependsOnTime(ViewRow row) => row.Name is "now";

    /// <summary>Every constant, for suggestions.</summary>
    public static IEnumerable<string> ConstantNames => [.. TaskStates.Select(state => state.Name), .. Signals, .. Shim.Keys, .. Enum.GetNames<Errno>()];

    /// <summary>Every call and view, for suggestions.</summary>
    public static IEnumerable<string> FunctionNames => ["getpid", "getppid", "setpgid", "pause", "yield", "alarm", "now", "state"];

    /// <summary>The name of a signal, for messages.</summary>
    public static string SignalName(long signal) => signal is >= 1 and <= 31 ? Signals[signal - 1] : signal.ToString(CultureInfo.InvariantCulture);
}
