// The ways to go on from a state, in the order of pids; and which of them let a sleep be overtaken.
using KScript.Kernel;

namespace KScript.Checker.Exploring;

/// <summary>Looks at choices.</summary>
internal static class Choosing
{
    /// <summary>All ways to go on, by pid: alarms behind steps, branches in order.</summary>
    public static List<Choice> From(Machine state)
    {
        Choice[] choices = new Choice[64];
        int count = state.Choices(choices);
        if (count > choices.Length)
        {
            choices = new Choice[count];
            count = state.Choices(choices);
        }

        Sort(state, choices.AsSpan(0, count));
        return [.. choices.AsSpan(0, count)];
    }

    /// <summary>In the order of pids.</summary>
    public static void Sort(Machine state, Span<Choice> choices) =>
        choices.Sort((a, b) => state.Tasks[a.Slot].Pid != state.Tasks[b.Slot].Pid
            ? state.Tasks[a.Slot].Pid.CompareTo(state.Tasks[b.Slot].Pid)
            : a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Branch.CompareTo(b.Branch));

    /// <summary>Whether a timer ends although somebody could go on without it, or another timer is due before it: a sleep was overtaken.</summary>
    public static bool Overtakes(Machine state, Choice choice, IReadOnlyList<Choice> choices)
    {
        if (state.Rules!.Patient || !IsTimer(state, choice))
        {
            return false;
        }

        foreach (Choice other in choices)
        {
            if (!IsTimer(state, other) || DueOf(state, other) < DueOf(state, choice))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTimer(Machine state, Choice choice) =>
        choice.Kind == ChoiceKind.Alarm || state.StepOf(choice.Slot, out _) == StepKind.TimerEnds;

    private static long DueOf(Machine state, Choice choice) =>
        choice.Kind == ChoiceKind.Alarm ? state.Extras[choice.Slot].AlarmDue : state.Timers[state.Waiters[choice.Slot].Timer].Due;
}
