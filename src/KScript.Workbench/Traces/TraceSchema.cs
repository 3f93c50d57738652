// The schema of the JSON trace as a table: for each kind of event its fields. The JSON writer walks it, and
// docs/trace-format.md is held against it by a test, so that neither can say what the other does not.
using KScript.Kernel;

namespace KScript.Workbench.Traces;

/// <summary>A field of an event in JSON.</summary>
internal enum TraceField : byte
{
    State,
    Call,
    Arguments,
    Result,
    Error,
    Resumed,
    Child,
    Status,
    Ticks,
    Deadline,
    Previous,
    By,
    Was,
    Parent,
    Sender,
    Rule,
    Level,
    Levels,
    Cpus,
    Program,
    Number,
    Container,
    Killed,
    Cgroup,
    Signal,
    Outcome,
    Stop,
    Text,
}

/// <summary>A row of the schema: a field's keys, its type, and what it means.</summary>
/// <param name="Keys">Its key or keys.</param>
/// <param name="Type">Its type in words.</param>
/// <param name="Meaning">What it means, and when it is left out.</param>
/// <param name="Sources">The fields of <see cref="TraceEvent"/> that it shows.</param>
internal sealed record TraceFieldRow(string Keys, string Type, string Meaning, string[] Sources);

/// <summary>The schema.</summary>
internal static class TraceSchema
{
    /// <summary>The version of the text and the JSON form, in their first line.</summary>
    public const int Version = 1;

    /// <summary>The fields that every event has.</summary>
    public static TraceFieldRow[] Common { get; } =
    [
        new("t", "number", "virtual time in ticks", [nameof(TraceEvent.Time)]),
        new("cpu", "number", "which processor acted; -1 where none did (a timer)", [nameof(TraceEvent.Cpu)]),
        new("event", "string", "the kind of event", [nameof(TraceEvent.Kind)]),
        new("pid", "number", "the task it is about; 0 is the idle task or none", [nameof(TraceEvent.Pid)]),
        new("tgid", "number", "the pid of its process, where pid is the number of a thread that is not its process's first; else left out", [nameof(TraceEvent.Tgid)]),
        new("name", "string", "that task's name", [nameof(TraceEvent.Name)]),
    ];

    /// <summary>The fields of a kind of event, in the order in which they are written.</summary>
    public static TraceField[] FieldsOf(TraceEventKind kind) => Fields[(int)kind];

    // Made once from a switch expression, so that a new kind without fields does not compile.
    private static readonly TraceField[][] Fields = Build();

    private static TraceField[][] Build()
    {
        var fields = new TraceField[(int)TraceEventKind.Halt + 1][];
        for (int kind = 0; kind < fields.Length; kind++)
        {
            fields[kind] = Of((TraceEventKind)kind);
        }

        return fields;
    }

    private static TraceField[] Of(TraceEventKind kind) => kind switch
    {
        TraceEventKind.Boot => [TraceField.State],
        TraceEventKind.JobArrive => [TraceField.Parent, TraceField.Deadline, TraceField.State],
        TraceEventKind.SysExit =>
        [
            TraceField.Call, TraceField.Arguments, TraceField.Result, TraceField.Error, TraceField.Child, TraceField.Status,
            TraceField.Resumed, TraceField.State,
        ],
        TraceEventKind.SysBlock => [TraceField.Call, TraceField.Arguments, TraceField.Child, TraceField.State],
        TraceEventKind.Compute => [TraceField.Ticks],
        TraceEventKind.SchedSwitch => [TraceField.Previous, TraceField.State, TraceField.Rule],
        TraceEventKind.SchedWakeup => [TraceField.Level, TraceField.State, TraceField.Rule],
        TraceEventKind.SchedPreempt => [TraceField.By, TraceField.State, TraceField.Rule],
        TraceEventKind.SchedSlice => [TraceField.Levels, TraceField.State, TraceField.Rule],
        TraceEventKind.SchedBoost => [TraceField.Rule],
        TraceEventKind.SchedMigrateTask => [TraceField.Cpus, TraceField.Rule],
        TraceEventKind.ThreadExit => [TraceField.Status, TraceField.State],
        TraceEventKind.ThreadLeads => [TraceField.Was],
        TraceEventKind.ProcessExit => [TraceField.Status, TraceField.State],
        TraceEventKind.ProcessReap => [TraceField.By, TraceField.Status, TraceField.State],
        TraceEventKind.ProcessAdopt => [TraceField.Parent, TraceField.State],
        TraceEventKind.ProcessExec => [TraceField.Program, TraceField.State],
        TraceEventKind.ProcessStop => [TraceField.Signal, TraceField.State],
        TraceEventKind.ProcessContinue => [TraceField.Signal, TraceField.State],
        TraceEventKind.TraceBegin => [TraceField.By],
        TraceEventKind.TraceEnd => [TraceField.By],
        TraceEventKind.TraceStop => [TraceField.Stop, TraceField.Status, TraceField.By, TraceField.State],
        TraceEventKind.TraceResume => [TraceField.Signal, TraceField.By, TraceField.State],
        TraceEventKind.SignalGenerate => [TraceField.Signal, TraceField.Sender, TraceField.Outcome],
        TraceEventKind.SignalDeliver => [TraceField.Signal, TraceField.Sender, TraceField.Outcome, TraceField.State],
        TraceEventKind.SignalReturn => [TraceField.Signal],
        TraceEventKind.Fault => [TraceField.Signal, TraceField.Text],
        TraceEventKind.UntilBlock => [TraceField.State],
        TraceEventKind.UntilDone => [TraceField.State],
        TraceEventKind.NamespaceEnter => [TraceField.Number, TraceField.Container],
        TraceEventKind.NamespaceEnd => [TraceField.Container, TraceField.Killed, TraceField.State],
        TraceEventKind.CgroupFreeze => [TraceField.Cgroup, TraceField.State],
        TraceEventKind.Halt => [TraceField.Text],
    };

    /// <summary>What a field looks like.</summary>
    public static TraceFieldRow Describe(TraceField field) => field switch
    {
        TraceField.State => new("state", "string", "the state letter after the event (R S D T t Z X); left out where the event says nothing of it", [nameof(TraceEvent.State)]),
        TraceField.Call => new("call", "string", "the system call", [nameof(TraceEvent.Number)]),
        TraceField.Arguments => new("args", "object", "its arguments by parameter name: numbers; signals as \"SIGTERM\"; flags and sets of signals as lists of names; texts", [nameof(TraceEvent.ArgumentCount), nameof(TraceEvent.A0), nameof(TraceEvent.A1), nameof(TraceEvent.A2), nameof(TraceEvent.A3), nameof(TraceEvent.Payload)]),
        TraceField.Result => new("result", "number, string, list or object", "what it gave; -1 where it failed; left out for exit, which does not return", [nameof(TraceEvent.Result), nameof(TraceEvent.Answer)]),
        TraceField.Error => new("errno", "string", "why it failed; left out where it did not", [nameof(TraceEvent.Error)]),
        TraceField.Resumed => new("resumed", "true", "it had blocked; left out where it had not", [nameof(TraceEvent.Resumed)]),
        TraceField.Child => new("child_pid, child_name", "number, string", "the child that was made or waited for; left out where there is none", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName)]),
        TraceField.Status => new("status, how", "number, object", "the raw status word, and the same in words: {\"exited\":code}, {\"killed\":signal}, {\"killed\":signal,\"core\":true}, {\"stopped\":signal}, of a tracee with \"event\":name or \"at\":\"call\" where it has one, or {\"continued\":true}; in a sys_exit only where a child was waited for", [nameof(TraceEvent.Status)]),
        TraceField.Ticks => new("ticks", "number", "how long the burst is", [nameof(TraceEvent.A0)]),
        TraceField.Deadline => new("deadline", "number", "when the job is to have ended; left out where it has no deadline", [nameof(TraceEvent.A0)]),
        TraceField.Previous => new("prev_pid, prev_name", "number, string", "the task that had the processor before; 0 for none", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName)]),
        TraceField.Was => new("was_pid, was_name", "number, string", "the number that the thread had before, and its name", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName), nameof(TraceEvent.OtherTgid)]),
        TraceField.By => new("by_pid, by_name", "number, string", "the task that did it; left out where none did", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName)]),
        TraceField.Parent => new("parent_pid, parent_name", "number, string", "the parent from now on", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName)]),
        TraceField.Sender => new("from_pid, from_name", "number, string", "the sender; left out where it is the kernel", [nameof(TraceEvent.OtherPid), nameof(TraceEvent.OtherName)]),
        TraceField.Rule => new("rule", "string", "why, in the policy's words; left out where it gives no reason", [nameof(TraceEvent.Rule)]),
        TraceField.Level => new("level", "number", "the queue it enters, 0 the top one; left out where the policy has no levels", [nameof(TraceEvent.A0)]),
        TraceField.Cpus => new("orig_cpu, dest_cpu", "number, number", "the processor that it belonged to, and the one that it belongs to now", [nameof(TraceEvent.A0), nameof(TraceEvent.A1)]),
        TraceField.Levels => new("level_before, level_after", "number, number", "its queue before and after; left out where the policy has no levels", [nameof(TraceEvent.A0), nameof(TraceEvent.A1)]),
        TraceField.Program => new("program", "string", "the new image", [nameof(TraceEvent.Payload)]),
        TraceField.Number => new("number", "number", "its number in its pid namespace", [nameof(TraceEvent.A0)]),
        TraceField.Container => new("container", "string", "the container's name; left out where it has none", [nameof(TraceEvent.Payload)]),
        TraceField.Killed => new("killed", "number", "how many processes are killed with it", [nameof(TraceEvent.A0)]),
        TraceField.Cgroup => new("cgroup", "string", "the cgroup's path", [nameof(TraceEvent.Payload)]),
        TraceField.Signal => new("signal", "string", "the signal; left out where there is none", [nameof(TraceEvent.Signal)]),
        TraceField.Outcome => new("outcome", "string", "what became of the signal: pending, blocked (pending, and masked), coalesced (one was pending), ignored, discarded, dead (to a zombie), handler, terminate, stop, continue", [nameof(TraceEvent.Outcome)]),
        TraceField.Stop => new("stop", "string", "what stops a tracee: signal-delivery-stop, group-stop, interrupt-stop, event-stop, syscall-enter-stop, syscall-exit-stop (ptrace(2))", [nameof(TraceEvent.A0)]),
        TraceField.Text => new("text", "string", "why, in words", [nameof(TraceEvent.Payload)]),
    };
}
