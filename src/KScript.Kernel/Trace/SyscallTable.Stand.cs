// Names and parameters of calls until SyscallTable.cs is there.
namespace KScript.Kernel;

internal static class SyscallTable
{
    public static SyscallRow[] Rows { get; } = Build();

    private static SyscallRow[] Build()
    {
        var rows = new SyscallRow[256];
        foreach (SyscallNumber n in Enum.GetValues<SyscallNumber>())
        {
            Parameter[] p = n switch
            {
                SyscallNumber.Wait4 => [new("pid", ParameterKind.Pid, -1), new("options", ParameterKind.Flags, 0)],
                SyscallNumber.Kill => [new("pid", ParameterKind.Pid), new("sig", ParameterKind.Signal, 15)],
                SyscallNumber.Write => [new("fd", ParameterKind.Fd), new("text", ParameterKind.Text)],
                SyscallNumber.Exit => [new("status", ParameterKind.Int, 0)],
                SyscallNumber.Sigprocmask => [new("how", ParameterKind.Int), new("set", ParameterKind.SignalSet)],
                SyscallNumber.Nanosleep => [new("ticks", ParameterKind.Ticks)],
                _ => [],
            };
            rows[(int)n] = new(n, n.ToString().ToLowerInvariant(), p, ResultKind.Int, [], (Machine m, int t, ref Trap trap) => default, "", "");
        }

        return rows;
    }
}
