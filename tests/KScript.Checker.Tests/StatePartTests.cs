// What of a task is in the state: a new field of its rows, and a new table of the machine, is to be thought of here.
using System.Reflection;

namespace KScript.Checker.Tests;

public sealed class StatePartTests
{
    // In a part, or in the vector around it.
    private static readonly string[] Written =
    [
        "TaskRow.place", "TaskRow.Parent", "TaskRow.FirstChild", "TaskRow.NextSibling", "TaskRow.groupOrFirst", "TaskRow.Status", "TaskRow.State", "TaskRow.Call", "TaskRow.Flags",
        "TaskRow.Pid", "TaskRow.Name", "TaskRow.CpuTime", "TaskExtra.Nice",
        "TaskExtra.Mask", "TaskExtra.Pending", "TaskExtra.OwnPending", "TaskExtra.SavedMask", "TaskExtra.WaitSet", "TaskExtra.Actions", "TaskExtra.QueueHead",
        "TaskExtra.Deadline", "TaskExtra.AlarmDue", "TaskExtra.ParentDeathSignal", "TaskExtra.Uid", "TaskExtra.UmaskPlusOne", "TaskExtra.Directory", "TaskExtra.Limits",
        "TaskExtra.FatalSignal", "TaskExtra.RestoreMask", "TaskExtra.HasDeadline", "TaskExtra.TellsContinue", "TaskExtra.Unnoticed", "TaskExtra.Aborting", "TaskExtra.NoDump",
        "TaskExtra.WaitGroup", "TaskExtra.ChildrenCpuTime", "TaskExtra.CutShortAt", "TaskExtra.Priority", "TaskExtra.QueueClass", "TaskExtra.SchedPolicy", "TaskExtra.RtPriority",
        "TaskExtra.ResetOnFork", "TaskExtra.DlRuntime", "TaskExtra.DlDeadline", "TaskExtra.DlPeriod", "TaskExtra.Affinity", "TaskExtra.WorkingSet",
        "GroupRow.Pgid", "GroupRow.Sid",
        "WaiterRow.Next", "WaiterRow.Timer",
    ];

    // Of threads, vfork, locks, containers and cgroups: scripts that use them make calls that the parts do not know, and their states are whole.
    private static readonly string[] OfUnknownCalls =
    [
        "TaskExtra.Memory", "TaskExtra.VforkChild", "TaskExtra.VforkParent", "TaskExtra.FirstHeld", "TaskExtra.WaitMutex", "TaskExtra.WaitOutcome",
        "TaskExtra.HasBorrowed", "TaskExtra.OwnPolicy", "TaskExtra.OwnRtPriority", "TaskExtra.OwnPriority", "TaskExtra.ExitSignalPlusOne",
        "TaskExtra.ChildNamespace", "TaskExtra.Cgroup", "TaskExtra.EndStatus", "TaskExtra.VforkNumber",
    ];

    // Links backwards, counts, orders that decide nothing, budgets of a class that decides nothing under any schedule.
    private static readonly string[] LeftOut =
    [
        "TaskRow.PrevSibling", "TaskRow.GroupNext", "TaskRow.GroupPrev", "TaskExtra.QueueCount", "TaskExtra.AlarmTimer", "TaskExtra.DlBudget", "TaskExtra.DlDue",
        "GroupRow.First", "GroupRow.Count", "GroupRow.Stopped", "WaiterRow.Previous",
    ];

    [Fact]
    public void Every_field_of_a_task_is_in_the_state_or_left_out_for_a_reason()
    {
        var fields = new[] { typeof(TaskRow), typeof(TaskExtra), typeof(GroupRow), typeof(WaiterRow) }
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => $"{type.Name}.{field.Name}"));
        Assert.Equal(Written.Concat(OfUnknownCalls).Concat(LeftOut).Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
    }
}
