// The rules on terminals: who has one, and whose it is.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private static void CheckTerminals(Machine m)
    {
        int holders = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ControllingRow row = m.Controlling.Get(slot);
            bool mayHave = m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) && !Threads.IsDead(m, slot);
            Require(mayHave || row is { Terminal: 0, OldForeground: 0 }, "terminals", m, slot, "it is gone, or no process's first thread, and has a terminal");
            Require(row.Terminal <= m.S.TerminalTop, "terminals", m, slot, $"there is no terminal {row.Terminal}");
            holders += row.Terminal != 0 ? 1 : 0;
        }

        for (int terminal = 1; terminal <= m.S.TerminalTop; terminal++)
        {
            ref readonly TerminalRow row = ref m.Terminals[terminal];
            Require(m.Inodes[row.Inode].Kind == InodeKind.PseudoTerminal && m.Inodes[row.Inode].Other == terminal, "terminals", m, 0, $"the inode of terminal {terminal} is another's");
            Require(row.Session != 0 || (row.Foreground == 0 && row.FirstProcess == 0), "terminals", m, 0, $"terminal {terminal} has no session, and a foreground or holders");
            Require(!row.HungUp || (row.Session == 0 && row.Line is null && m.Inodes[row.Inode].Head == 0), "terminals", m, 0, $"terminal {terminal} was hung up and is in use");
            Require((row.Modes & LocalModes.ICANON) != 0 || row.Line is null, "terminals", m, 0, $"terminal {terminal} is not read in lines, and keeps one");
            int previous = 0;
            for (int holder = row.FirstProcess; holder != 0 && holders >= 0; holder = m.Controlling[holder].Next, holders--)
            {
                ControllingRow own = m.Controlling[holder];
                Require(own.Terminal == terminal && own.Previous == previous, "terminals", m, holder, "it is in the list of a terminal that is not its own");
                Require(Groups.SidOf(m, holder) == row.Session, "terminals", m, holder, "its session is not the terminal's");
                previous = holder;
            }

            int foreground = row.ForegroundGone ? 0 : TaskTable.FindGroup(m, row.Foreground);
            Require(foreground == 0 || m.Groups[foreground].Sid == row.Session, "terminals", m, 0, $"the foreground of terminal {terminal} is in another session");
        }

        Require(holders == 0, "terminals", m, 0, "who has a terminal is not in its list");
    }
}
