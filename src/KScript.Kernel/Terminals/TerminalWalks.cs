// How terminals are walked for hash, comparison and dump (Snapshots/StateWalk.cs). Their input is in the walk over their inodes.
namespace KScript.Kernel;

/// <summary>Not written: FirstProcess (the processes say which terminal they have).</summary>
internal readonly struct TerminalWalk : IRowWalk
{
    public static RowKey Key => RowKey.Terminal;

    public static ulong Seed => 0xD1B54A32D192ED07;

    public static bool Exists(Machine m, int row) => m.Terminals[row].Inode != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly TerminalRow terminal = ref m.Terminals[row];
        sink.Pair("terminal", row, "inode", terminal.Inode);
        sink.Pair("session", terminal.Session, "foreground", terminal.Foreground);
        sink.Pair("foreground_gone", terminal.ForegroundGone ? 1 : 0, "hung_up", terminal.HungUp ? 1 : 0);
        sink.Field("modes", (long)terminal.Modes);
        if (terminal.Line is not null)
        {
            sink.Text("line", terminal.Line);
        }
    }
}

/// <summary>Not written: the links, which lead through all that have a terminal in an order that nobody sees.</summary>
internal readonly struct ControllingWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xABC98388FB8FAC03;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink =>
        sink.Pair("terminal", m.Controlling[row].Terminal, "old_foreground", m.Controlling[row].OldForeground);
}
