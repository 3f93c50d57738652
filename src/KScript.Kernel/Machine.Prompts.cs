// Processes that are told from outside what to do next (the REPL): a program that has done all it was told traps at its prompt.
// The one in the foreground stays on its CPU there and the run pauses, as if the user were that process; the others block
// until they have input, as in `until`. Nothing here is used by a script that runs by itself.
namespace KScript.Kernel;

internal sealed partial class Machine
{
    private bool isPaused;

    /// <summary>The pid of the process in the foreground: its prompt, block, stop or death pauses a run. 0: none.</summary>
    public int Foreground => S.Foreground > 0 ? Tasks[S.Foreground].Pid : 0;

    /// <summary>Says who is in the foreground; 0: nobody, -1: whoever gets to a prompt first.</summary>
    /// <exception cref="ArgumentException">There is no such process.</exception>
    public void SetForeground(int pid)
    {
        int slot = pid <= 0 ? Math.Max(pid, -1) : TaskTable.Find(this, pid);
        S.Foreground = slot != 0 || pid == 0 ? slot : throw new ArgumentException($"no process {pid}", nameof(pid));
    }

    /// <summary>Ends the present Run at its next boundary, from inside or from a sink.</summary>
    public void Pause()
    {
        isPaused = true;
        eventLimit = long.MinValue;
        LookSoon();
    }

    /// <summary>The program of a process, to change it between two runs: to give it input, to make it call a function.</summary>
    /// <exception cref="ArgumentException">There is no such process, or it has no program (a zombie, the built-in init).</exception>
    public UserContext WritableContextOf(int pid)
    {
        CheckNoStep();
        int slot = TaskTable.Find(this, pid);
        return slot != 0 && Contexts.Get(slot) is not null ? Own(slot) : throw new ArgumentException($"process {pid} has no program", nameof(pid));
    }

    /// <summary>Whether a process stands at its prompt with nothing to do: on its CPU, or blocked there.</summary>
    public bool IsAtPrompt(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        return slot != 0 && Contexts.Get(slot) is { AwaitsInput: true, HasInput: false } && Tasks[slot].State is TaskState.Running or TaskState.Interruptible;
    }

    /// <summary>Adds jobs to those that init will start. Their times must not have come yet, but before the machine's first step.</summary>
    public void AddJobs(IReadOnlyList<JobSpec> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        CheckNoStep();
        JobSpec[] jobs = [.. Jobs, .. more];
        SortByTime(jobs);
        Jobs = jobs;
    }

    /// <summary>Makes the objects that a program has declared since.</summary>
    public void AddLocks(IReadOnlyList<LockSpec> specs)
    {
        CheckNoStep();
        Kernel.Locks.Define(this, specs);
    }

    /// <summary>Makes the terminals that a program has declared since.</summary>
    public void AddTerminals(IReadOnlyList<TerminalSpec> specs)
    {
        CheckNoStep();
        Kernel.Terminals.Define(this, specs);
    }

    /// <summary>Replaces the memories of processes by such as have grown.</summary>
    /// <param name="grow">Gives the same memory with more in it, or the same object.</param>
    public void GrowMemories(Func<SharedMemory, SharedMemory> grow)
    {
        CheckNoStep();
        for (int number = 1; number <= S.MemoryTop; number++)
        {
            if (Memories[number].Memory is { } memory && grow(memory) is var grown && !ReferenceEquals(grown, memory))
            {
                grown.Owner = Token;
                Memories.Write(number).Memory = grown;
            }
        }
    }

    /// <summary>Replaces the shared memory by one that has grown.</summary>
    public void ReplaceShared(SharedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        CheckNoStep();
        Shared = memory;
        // Nobody's yet: the first write makes this machine's own copy.
        memory.Owner = null;
    }

    /// <summary>When a timer ends what a process is blocked in, in ticks; null: none does.</summary>
    public long? WakeTimeOf(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        return slot != 0 && Sleeping.HasTimer(this, slot) ? Timers[Waiters[slot].Timer].Due : null;
    }

    /// <summary>A process traps at its prompt. True: it stays on its CPU and the run pauses; false: it has left.</summary>
    private bool AtPrompt(int cpu, int task)
    {
        if (S.Foreground == task || S.Foreground == -1)
        {
            S.Foreground = task;
            Pause();
            return true;
        }

        EnterUntil(cpu, task);
        return false;
    }
}
