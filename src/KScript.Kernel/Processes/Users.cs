// What is counted for each user, so that limits are asked without looking at everybody (Linux: user_struct, ucounts): processes for RLIMIT_NPROC,
// queued siginfos for RLIMIT_SIGPENDING. It follows from the tasks and the queues; Invariants.cs counts anew.
namespace KScript.Kernel;

/// <summary>A user who has processes or queued siginfos. Rows are found by the user id, through chains.</summary>
internal struct UserRow
{
    public int Uid;
    /// <summary>Processes, zombies included; of root they are not counted, for no limit binds it.</summary>
    public int Processes;
    /// <summary>Siginfos that are queued for processes of the user.</summary>
    public int Queued;
    /// <summary>The next in the chain of its bucket; of a free row the next free one.</summary>
    public int Next;
}

/// <summary>The counts.</summary>
internal static class Users
{
    private const int Buckets = 1024;

    /// <summary>How many processes a user has; of root 0.</summary>
    public static long ProcessesOf(Machine m, int uid) => m.Users.Get(Find(m, uid, out _)).Processes;

    /// <summary>How many siginfos are queued for a user.</summary>
    public static long QueuedOf(Machine m, int uid) => m.Users.Get(Find(m, uid, out _)).Queued;

    /// <summary>A user has a process more or less.</summary>
    public static void CountProcess(Machine m, int uid, int change)
    {
        if (uid != 0)
        {
            Change(m, uid, processes: change, queued: 0);
        }
    }

    /// <summary>A user has a queued siginfo more or less.</summary>
    public static void CountQueued(Machine m, int uid, int change) => Change(m, uid, processes: 0, queued: change);

    private static void Change(Machine m, int uid, int processes, int queued)
    {
        int found = Find(m, uid, out int before);
        if (found == 0)
        {
            found = Add(m, uid);
            before = 0;
        }

        ref UserRow row = ref m.Users.Write(found);
        row.Processes += processes;
        row.Queued += queued;
        if ((row.Processes | row.Queued) == 0)
        {
            Remove(m, found, before);
        }
    }

    private static int BucketOf(int uid) => (uid % Buckets) + 1;

    /// <summary>The row of a user, 0 where there is none, and the one before it in its chain (0: it is the first).</summary>
    private static int Find(Machine m, int uid, out int before)
    {
        before = 0;
        for (int row = m.UserBuckets.Get(BucketOf(uid)); row != 0; row = m.Users[row].Next)
        {
            m.RowsVisited++;
            if (m.Users[row].Uid == uid)
            {
                return row;
            }

            before = row;
        }

        return 0;
    }

    private static int Add(Machine m, int uid)
    {
        int row = m.S.FreeUser;
        if (row != 0)
        {
            m.S.FreeUser = m.Users[row].Next;
        }
        else
        {
            row = ++m.S.UserTop;
        }

        ref int first = ref m.UserBuckets.Write(BucketOf(uid));
        m.Users.Write(row) = new UserRow { Uid = uid, Next = first };
        first = row;
        return row;
    }

    private static void Remove(Machine m, int row, int before)
    {
        int next = m.Users[row].Next;
        if (before == 0)
        {
            m.UserBuckets.Write(BucketOf(m.Users[row].Uid)) = next;
        }
        else
        {
            m.Users.Write(before).Next = next;
        }

        m.Users.Write(row) = new UserRow { Next = m.S.FreeUser };
        m.S.FreeUser = row;
    }
}
