// The rules on terminals: who has one, and whose it is.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private const string OfTerminals = "terminals";

    private static void CheckTerminals(Machine m)
    {
        int holders = CountHolders(m);
        for (int terminal = 1; terminal <= m.S.TerminalTop; terminal++)
        {
            CheckTerminal(m, terminal);
            holders -= CheckHolders(m, terminal, holders);
        }

        Require(holders == 0, OfTerminals, m, 0, "who has a terminal is not in its list");
    }

    private static int CountHolders(Machine m)
    {
        int holders = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ControllingRow row = m.Controlling.Get(slot);
            bool mayHave = m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) && !Threads.IsDead(m, slot);
            bool hasNone = row is { Terminal: 0, OldForeground: 0 };
            Require(mayHave || hasNone, OfTerminals, m, slot, "it is gone, or no process's first thread, and has a terminal");
            Require(row.Terminal <= m.S.TerminalTop, OfTerminals, m, slot, $"there is no terminal {row.Terminal}");
            holders += row.Terminal != 0 ? 1 : 0;
        }

        return holders;
    }

    private static void CheckTerminal(Machine m, int terminal)
    {
        ref readonly TerminalRow row = ref m.Terminals[terminal];
        ref readonly InodeRow inode = ref m.Inodes[row.Inode];
        bool isItsOwn = inode.Kind == InodeKind.PseudoTerminal && inode.Other == terminal;
        Require(isItsOwn, OfTerminals, m, 0, $"the inode of terminal {terminal} is another's");
        bool isFree = row.Foreground == 0 && row.FirstProcess == 0;
        Require(row.Session != 0 || isFree, OfTerminals, m, 0, $"terminal {terminal} has no session, and a foreground or holders");
        bool isQuiet = row.Session == 0 && row.Line is null && inode.Head == 0;
        Require(!row.HungUp || isQuiet, OfTerminals, m, 0, $"terminal {terminal} was hung up and is in use");
        bool readsLines = (row.Modes & LocalModes.ICANON) != 0;
        Require(readsLines || row.Line is null, OfTerminals, m, 0, $"terminal {terminal} is not read in lines, and keeps one");
        int group = row.ForegroundGone ? 0 : TaskTable.FindGroup(m, row.Foreground);
        bool isOfSession = group == 0 || m.Groups[group].Sid == row.Session;
        Require(isOfSession, OfTerminals, m, 0, $"the foreground of terminal {terminal} is in another session");
    }

    private static int CheckHolders(Machine m, int terminal, int most)
    {
        int found = 0, previous = 0;
        for (int holder = m.Terminals[terminal].FirstProcess; holder != 0 && found <= most; holder = m.Controlling[holder].Next, found++)
        {
            ControllingRow own = m.Controlling[holder];
            bool isMember = own.Terminal == terminal && own.Previous == previous;
            Require(isMember, OfTerminals, m, holder, "it is in the list of a terminal that is not its own");
            bool isOfSession = Groups.SidOf(m, holder) == m.Terminals[terminal].Session;
            Require(isOfSession, OfTerminals, m, holder, "its session is not the terminal's");
            previous = holder;
        }

        return found;
    }
}
