// What a process waits for, in words: for prompts, notes and refusals.
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>Words for what processes are at.</summary>
internal static class Waiting
{
    /// <summary>The name and pid of a process, as the trace writes them.</summary>
    public static string Label(Machine machine, int pid) => machine.TryGetProcess(pid, out ProcessView p) ? p.Label : $"process {pid}";

    /// <summary>What a process is at: "blocked in sleep until t=5", "ready", "a zombie (exited 7)".</summary>
    public static string Doing(Machine machine, int pid)
    {
        if (!machine.TryGetProcess(pid, out ProcessView p))
        {
            return "gone";
        }

        return p.State switch
        {
            TaskState.Zombie => $"a zombie ({WaitStatus.Describe(p.Status)})",
            TaskState.Stopped => "stopped",
            TaskState.Traced => $"stopped for its tracer {Label(machine, machine.TracerOf(pid))}",
            TaskState.Ready => "ready, and waits for a CPU",
            TaskState.Running => machine.IsAtPrompt(pid) ? "at its prompt" : $"running on cpu {p.Cpu}",
            TaskState.Interruptible or TaskState.Uninterruptible => machine.IsAtPrompt(pid) ? "at its prompt" : Blocked(machine, p),
            TaskState.Free or TaskState.Dead => "gone",
        };
    }

    /// <summary>Why a process takes no input, and what can be done.</summary>
    public static LiveNote WhyNoInput(LiveSession session, int pid)
    {
        Machine machine = session.Machine;
        IReadOnlyList<int> ready = session.Puppets();
        string others = ready.Count == 0 ? "" : "; these take input: " + string.Join(", ", ready.Select(other => Label(session.View, other)));
        LiveNote Because(string why) => new(why + others, ready.Count == 0 ? Remedy.RunOrGoBack : Remedy.None);
        if (pid == 0)
        {
            return Because("nobody is there to do it");
        }

        if (!machine.IsBooted)
        {
            return session.IsScript ? new LiveNote("the script has not begun", Remedy.Begin) : Because($"there is no process {pid}");
        }

        if (!machine.TryGetProcess(pid, out ProcessView p))
        {
            return Because($"there is no process {pid}");
        }

        string label = Label(machine, pid);
        if (p.State is TaskState.Zombie || machine.ContextOf(pid) is VmContext { TakesInputAtAll: true })
        {
            return Because($"{label} is {Doing(machine, pid)}, and takes no input now");
        }

        return Because(pid == 1 ? "init has a program of its own, and takes no input"
            : $"{label} runs by itself (a fork with a block, a job or a script) and takes no input");
    }

    /// <summary>The user's process has left its CPU, and another one takes over.</summary>
    internal static string Moved(Machine machine, int from, int to) => $"{Label(machine, from)} is {Doing(machine, from)}; you are {Label(machine, to)} now";

    /// <summary>Nothing is left to happen, and yet processes are there.</summary>
    internal static LiveNote NothingLeft(Machine machine)
    {
        var waiting = new List<string>();
        foreach (ProcessView p in machine.AllThreads())
        {
            bool forEver = p.Pid != 1 && p.State is TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Stopped or TaskState.Traced && !machine.IsAtPrompt(p.Pid);
            if (forEver)
            {
                waiting.Add($"{p.Label} is {Doing(machine, p.Pid)}");
            }
        }

        return waiting.Count == 0 ? "nothing is left to happen"
            : new LiveNote("nothing is left to happen: " + string.Join("; ", waiting) + ", for ever", Remedy.Explain);
    }

    private static string Blocked(Machine machine, in ProcessView p)
    {
        string call = p.BlockedIn == SyscallNumber.Until ? "until" : SyscallTable.Find(p.BlockedIn)?.Name ?? "init";
        return machine.WakeTimeOf(p.Pid) is { } time ? $"blocked in {call} until t={time}" : $"blocked in {call}";
    }
}
