// The rules on descriptors, open files and inodes: what is counted is who points.
namespace KScript.Kernel;

internal static partial class Invariants
{
    /// <summary>What is found by following descriptors, calls, names and lists.</summary>
    private sealed class FilesFound(Machine m)
    {
        public readonly int[] References = new int[m.S.OpenFiles.Top + 1];
        public readonly int[] Opens = new int[m.S.Inodes.Top + 1];
        public readonly int[] Readers = new int[m.S.Inodes.Top + 1];
        public readonly int[] Writers = new int[m.S.Inodes.Top + 1];
        public readonly int[] Links = new int[m.S.Inodes.Top + 1];
        public int Polls { get; set; }
    }

    private static void CheckFiles(Machine m)
    {
        if (m.S.Inodes.Count == 0)
        {
            Require(m.S.OpenFiles.Count == 0 && m.S.FileTables.Count == 0, "descriptors", m, 0, "there are open files, and no inodes");
            return;
        }

        var found = new FilesFound(m);
        CheckTables(m, found);
        CheckCallsOnFiles(m, found);
        CheckRequests(m, found);
        CheckOpenFiles(m, found);
        CheckNames(m, found);
        CheckInodes(m, found);
        CheckInterests(m);
    }

    private static void CheckInterests(Machine m)
    {
        int[] watchers = new int[m.S.OpenFiles.Top + 1];
        int rows = 0;
        for (int inode = 1; inode <= m.S.Inodes.Top; inode++)
        {
            int count = 0;
            for (int row = m.Inodes[inode].Kind == InodeKind.Epoll ? m.Inodes[inode].Head : 0; row != 0 && rows <= m.S.InterestTop; row = m.Interests[row].Next, rows++)
            {
                Require(m.Interests[row].Inode == inode, "polls", m, 0, $"inode {inode} watches what another does");
                watchers[m.Interests[row].File]++;
                count++;
            }

            Require(m.Inodes[inode].Kind != InodeKind.Epoll || count == m.Inodes[inode].Size, "polls", m, 0, $"inode {inode} watches {count} files and counts {m.Inodes[inode].Size}");
        }

        for (int file = 1; file <= m.S.OpenFiles.Top; file++)
        {
            Require(watchers[file] == m.OpenFiles[file].Watchers, "polls", m, 0, $"open file {file} has {watchers[file]} watchers and counts {m.OpenFiles[file].Watchers}");
        }

        for (int row = m.S.FreeInterest; row != 0 && rows <= m.S.InterestTop; row = m.Interests[row].Next)
        {
            rows++;
        }

        Require(rows == m.S.InterestTop, "free-lists", m, 0, "files that are watched are lost");
    }

    private static void CheckTables(Machine m, FilesFound found)
    {
        int[] users = new int[m.S.FileTables.Top + 1];
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            int table = m.TaskFiles.Get(slot);
            users[table]++;
            bool mayHave = m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot)
                && (m.Tasks[slot].State != TaskState.Zombie || Threads.IsThreaded(m, slot));
            Require(table == 0 || mayHave, "descriptors", m, slot, "it is gone and has a descriptor table");
        }

        int tables = 0;
        for (int table = 1; table <= m.S.FileTables.Top; table++)
        {
            ref readonly FileTableRow row = ref m.FileTables[table];
            Require(row.Users == users[table], "descriptors", m, 0, $"table {table} has {users[table]} users and counts {row.Users}");
            Require(row.Users > 0 == FileNumbers.IsUsed(m, FileNumber.Table, table), "descriptors", m, 0, $"table {table} is marked wrongly");
            if (row.Users == 0)
            {
                continue;
            }

            tables++;
            int open = 0;
            for (int fd = 0; fd < 1 << row.Size; fd++)
            {
                int file = m.Descriptors[row.First + fd].File;
                Require(file != 0 || fd >= row.Lowest, "descriptors", m, 0, $"descriptor {fd} of table {table} is free and overlooked");
                open += file != 0 ? 1 : 0;
                found.References[file]++;
            }

            Require(open == row.Count, "descriptors", m, 0, $"table {table} has {open} descriptors and counts {row.Count}");
        }

        Require(tables == m.S.FileTables.Count, "descriptors", m, 0, "tables are lost");
    }

    private static void CheckCallsOnFiles(Machine m, FilesFound found)
    {
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            FileCallRow call = m.FileCalls.Get(slot);
            bool remembers = call.File != 0 || call.Done != 0 || call.Polls || call.FirstPoll != 0 || call.FirstFired != 0;
            Require(!remembers || m.Tasks[slot].Call != SyscallNumber.None, "open-files", m, slot, "it is in no call, and one is remembered");
            found.References[call.File]++;
            int fired = 0;
            for (int entry = call.FirstPoll; entry != 0; entry = m.PollEntries[entry].NextOfTask)
            {
                PollEntryRow row = m.PollEntries[entry];
                Require(row.Task == slot && row.File != 0, "polls", m, slot, "an entry of its poll is another's");
                Require(++found.Polls <= m.S.PollTop, "polls", m, slot, "the entries of a poll have no end");
                found.References[row.File]++;
                fired += row.Fired ? 1 : 0;
            }

            for (int entry = call.FirstFired; entry != 0 && fired >= 0; entry = m.PollEntries[entry].NextFired)
            {
                fired--;
            }

            Require(fired == 0, "polls", m, slot, "what has happened to its files is not what it will look at");
            bool sleeps = m.Tasks[slot].WaitsOn.Kind == WaitKind.Files;
            Require(!sleeps || call.FirstFired == 0, "polls", m, slot, "it sleeps, and something has happened to its files");
        }
    }

    private static void CheckRequests(Machine m, FilesFound found)
    {
        int requests = 0, waiting = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            for (int request = m.TaskRequests.Get(slot); request != 0 && requests <= m.S.Requests.Top; request = m.Requests[request].NextOfTask, requests++)
            {
                ref readonly AioRow row = ref m.Requests[request];
                Require(row.Task == slot && row.File == 0 == row.Text is not null, "open-files", m, slot, $"request {request} is another's, or half done");
                found.References[row.File]++;
                waiting += row.File != 0 ? 1 : 0;
            }
        }

        for (int inode = 1; inode <= m.S.Inodes.Top; inode++)
        {
            for (int request = m.Inodes[inode].FirstRequest; request != 0 && waiting >= 0; request = m.Requests[request].NextOfInode)
            {
                waiting--;
            }
        }

        Require(requests == m.S.Requests.Count && waiting == 0, "open-files", m, 0, "requests are lost");
    }

    private static void CheckOpenFiles(Machine m, FilesFound found)
    {
        int files = 0;
        for (int file = 1; file <= m.S.OpenFiles.Top; file++)
        {
            ref readonly OpenFileRow row = ref m.OpenFiles[file];
            // The machine itself holds on to the standard ones.
            int references = found.References[file] + (file <= Descriptors.Standard ? 1 : 0);
            Require(row.References == references, "open-files", m, 0, $"open file {file} has {references} references and counts {row.References}");
            Require(row.Inode != 0 == FileNumbers.IsUsed(m, FileNumber.OpenFile, file), "open-files", m, 0, $"open file {file} is marked wrongly");
            Require(row.Inode != 0 == references > 0, "open-files", m, 0, $"open file {file} is kept, or gone, against its references");
            if (row.Inode != 0)
            {
                files++;
                found.Opens[row.Inode]++;
                found.Readers[row.Inode] += OpenFiles.CanRead(row.Flags) ? 1 : 0;
                found.Writers[row.Inode] += OpenFiles.CanWrite(row.Flags) ? 1 : 0;
            }
        }

        Require(files == m.S.OpenFiles.Count, "open-files", m, 0, "open files are lost");
    }

    private static void CheckNames(Machine m, FilesFound found)
    {
        found.Links[m.S.RootInode]++;
        for (int terminal = 1; terminal <= m.S.TerminalTop; terminal++)
        {
            found.Links[m.Terminals[terminal].Inode]++;
        }

        for (int name = 1; name <= m.S.NameTop; name++)
        {
            if (m.FileNames[name].Name is not null)
            {
                found.Links[m.FileNames[name].Inode]++;
            }
        }
    }

    private static void CheckInodes(Machine m, FilesFound found)
    {
        int inodes = 0, pieces = 0, polls = 0, locks = 0;
        for (int inode = 1; inode <= m.S.Inodes.Top; inode++)
        {
            ref readonly InodeRow row = ref m.Inodes[inode];
            bool exists = row.Kind != InodeKind.None;
            Require(exists == FileNumbers.IsUsed(m, FileNumber.Inode, inode), "inodes", m, 0, $"inode {inode} is marked wrongly");
            Require(row.Opens == found.Opens[inode] && row.Readers == found.Readers[inode] && row.Writers == found.Writers[inode],
                "inodes", m, 0, $"inode {inode} ({row.Kind}) is open {found.Opens[inode]} times and counts {row.Opens}, or its readers and writers");
            Require(row.Links == found.Links[inode], "inodes", m, 0, $"inode {inode} has {found.Links[inode]} names and counts {row.Links}");
            Require(exists == (row.Opens > 0 || row.Links > 0), "inodes", m, 0, $"inode {inode} is kept, or gone, against its names and open files");
            inodes += exists ? 1 : 0;
            long bytes = 0;
            for (int piece = row.Kind is InodeKind.Directory or InodeKind.Epoll ? 0 : row.Head; piece != 0 && pieces <= m.S.SegmentTop; piece = m.Segments[piece].Next, pieces++)
            {
                bytes += m.Segments[piece].Left;
            }

            Require(row.Kind is InodeKind.Directory or InodeKind.Epoll || bytes == row.Size, "inodes", m, 0, $"inode {inode} has {bytes} bytes and counts {row.Size}");
            Require(row.Kind != InodeKind.Pipe || (row.Pages <= row.MaxPages && row.Pages > 0 == row.Size > 0), "inodes", m, 0, $"pipe {inode} has {bytes} bytes in {row.Pages} pages");
            for (int entry = row.FirstPoll; entry != 0 && polls <= m.S.PollTop; entry = m.PollEntries[entry].NextOfInode, polls++)
            {
                Require(m.PollEntries[entry].Task != 0 && Inodes.Of(m, m.PollEntries[entry].File) == inode, "polls", m, 0, $"somebody in the list of inode {inode} polls another");
            }

            for (int held = row.FirstLock; held != 0 && locks <= m.S.FileLockTop; held = m.FileLocks[held].Next, locks++)
            {
                Require(m.FileLocks[held].Inode == inode, "inodes", m, 0, $"a lock in the list of inode {inode} is on another");
            }
        }

        Require(inodes == m.S.Inodes.Count, "inodes", m, 0, "inodes are lost");
        Require(polls == found.Polls, "polls", m, 0, $"{found.Polls} entries of polls, {polls} in the lists of files");
        CheckFreeRows(m, pieces, polls, locks);
    }

    private static void CheckFreeRows(Machine m, int pieces, int polls, int locks)
    {
        for (int row = m.S.FreeSegment; row != 0 && pieces <= m.S.SegmentTop; row = m.Segments[row].Next)
        {
            pieces++;
        }

        for (int row = m.S.FreePoll; row != 0 && polls <= m.S.PollTop; row = m.PollEntries[row].NextOfTask)
        {
            polls++;
        }

        for (int row = m.S.FreeFileLock; row != 0 && locks <= m.S.FileLockTop; row = m.FileLocks[row].Next)
        {
            locks++;
        }

        Require(pieces == m.S.SegmentTop, "free-lists", m, 0, $"{m.S.SegmentTop} pieces of files, {pieces} in use or free");
        Require(polls == m.S.PollTop, "free-lists", m, 0, $"{m.S.PollTop} entries of polls, {polls} in use or free");
        Require(locks == m.S.FileLockTop, "free-lists", m, 0, $"{m.S.FileLockTop} locks, {locks} in use or free");
    }
}
