// What a process of several threads has beside its leader's row (Linux: signal_struct): the list of its threads, how it ends, how it stops.
// A process of one thread has none of it. The verbs are in ThreadGroups.cs, GroupExit.cs, GroupStop.cs, Joining.cs.
namespace KScript.Kernel;

/// <summary>A process that has, or had, a second thread; by the leader's slot.</summary>
internal struct ThreadGroupRow
{
    /// <summary>The threads beside the leader, the oldest first; a list over their NextSibling and PrevSibling.</summary>
    public int First;
    public int Last;
    /// <summary>How many threads have not ended, the leader among them.</summary>
    public int Live;
    /// <summary>Where the search for a thread that takes a signal begins (Linux: curr_target); 0: at the leader.</summary>
    public int Taker;
    /// <summary>How many threads have still to stop, since a stop signal acted.</summary>
    public int StopsDue;
    /// <summary>How many threads are in T.</summary>
    public int Stopped;
    /// <summary>The signal that stops or has stopped the process; 0: none since it was last continued.</summary>
    public byte StopSignal;
    /// <summary>All threads end, whatever they do (Linux: SIGNAL_GROUP_EXIT); ExitStatus is the process's.</summary>
    public bool Exiting;
    /// <summary>The raw wait word of the process, while Exiting; else that of the last thread to end decides.</summary>
    public ushort ExitStatus;
    /// <summary>The thread whose exec waits for the others' end; 0: none.</summary>
    public int Executing;
    /// <summary>Threads that wait for a child.</summary>
    public WaitQueue ChildWaiters;
    /// <summary>The tid of the newest thread that ended and can still be asked for (Machine.ThreadEnds); 0: none.</summary>
    public int NewestEnd;
    /// <summary>CPU time of the threads that are gone, in ticks.</summary>
    public long EndedCpuTime;
}

/// <summary>What is left of a thread for join; by tid.</summary>
internal struct ThreadEndRow
{
    /// <summary>The pid of the process that it was, or is, a thread of; 0: nothing is known of this tid.</summary>
    public int Process;
    /// <summary>The tid of the thread that waits for its end; 0: nobody.</summary>
    public int Joiner;
    /// <summary>The next older end of the same process, and the next newer one, as tids; 0: none.</summary>
    public int Older;
    public int Newer;
    /// <summary>What it ended with.</summary>
    public long Value;
    /// <summary>It has ended.</summary>
    public bool HasEnded;
    /// <summary>Its number in the pid namespace of its process, which its tid has no more once it has ended.</summary>
    public int Number;
    /// <summary>It was joined: its value was taken.</summary>
    public bool IsJoined;
}
