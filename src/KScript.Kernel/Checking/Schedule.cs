// A schedule as text and as data, and the machine that follows one: `2*4 3 2*2` is four steps of process 2, one of 3, two more of 2; `3=1`
// takes branch 1 of a choose(), `2!` is the alarm of process 2. Pids are those of the run.
using System.Globalization;
using System.Text;

namespace KScript.Kernel;

/// <summary>Steps of one process in a row.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Pid">To whom.</param>
/// <param name="Branch">Which branch of a choose().</param>
/// <param name="Count">How often.</param>
internal readonly record struct ScheduleItem(ChoiceKind Kind, int Pid, int Branch, int Count);

/// <summary>A schedule.</summary>
internal sealed class Schedule
{
    private readonly ScheduleItem[] items;

    private Schedule(ScheduleItem[] items) => this.items = items;

    /// <summary>What it takes for a schedule, in a sentence.</summary>
    public const string Form = "pids in the order of their steps, as in \"2*4 3 2*2\"; 3=1 takes branch 1 of a choose(), 2! is process 2's alarm";

    /// <summary>Its items, in order.</summary>
    public ReadOnlySpan<ScheduleItem> Items => items;

    /// <summary>How many steps it has.</summary>
    public long Steps => items.Sum(static item => (long)item.Count);

    /// <summary>A schedule of single steps; those alike that follow one another are taken together.</summary>
    public static Schedule Of(IEnumerable<ScheduleItem> steps)
    {
        var list = new List<ScheduleItem>();
        foreach (ScheduleItem step in steps)
        {
            if (list.Count > 0 && list[^1] with { Count = 1 } == step with { Count = 1 })
            {
                list[^1] = step with { Count = list[^1].Count + step.Count };
            }
            else
            {
                list.Add(step);
            }
        }

        return new Schedule([.. list]);
    }

    /// <summary>Reads a schedule; null, and which word is none, where it is not one.</summary>
    public static Schedule? Parse(string text, out string? wrong)
    {
        var list = new List<ScheduleItem>();
        wrong = null;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseItem(word) is not { } item)
            {
                wrong = word;
                return null;
            }

            list.Add(item);
        }

        return new Schedule([.. list]);
    }

    private static ScheduleItem? ParseItem(string word)
    {
        bool isAlarm = word.EndsWith('!');
        string rest = isAlarm ? word[..^1] : word;
        int times = rest.IndexOf('*', StringComparison.Ordinal);
        int count = 1;
        if (times >= 0 && !TryNumber(rest[(times + 1)..], 1, out count))
        {
            return null;
        }

        rest = times >= 0 ? rest[..times] : rest;
        int equals = rest.IndexOf('=', StringComparison.Ordinal);
        int branch = 0;
        if (equals >= 0 && (isAlarm || !TryNumber(rest[(equals + 1)..], 0, out branch)))
        {
            return null;
        }

        rest = equals >= 0 ? rest[..equals] : rest;
        return TryNumber(rest, 1, out int pid) && !(isAlarm && times >= 0)
            ? new ScheduleItem(isAlarm ? ChoiceKind.Alarm : ChoiceKind.Step, pid, branch, count)
            : null;
    }

    private static bool TryNumber(string text, int least, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (ScheduleItem item in items)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{item.Pid}");
            if (item.Kind == ChoiceKind.Alarm)
            {
                text.Append('!');
            }

            if (item.Branch > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"={item.Branch}");
            }

            if (item.Count > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"*{item.Count}");
            }
        }

        return text.ToString();
    }
}

/// <summary>Why a machine could not follow its schedule.</summary>
/// <param name="Step">The number of the step, from 1.</param>
/// <param name="Pid">Whose it was to be.</param>
/// <param name="Why">Why it cannot be taken.</param>
internal sealed record ScheduleError(long Step, int Pid, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"step {Step} of the schedule cannot be taken: process {Pid} {Why}");
}

/// <summary>How far a machine has followed a schedule.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Item">The present item.</param>
/// <param name="Done">How many of its steps were taken.</param>
/// <param name="Steps">Steps in all.</param>
internal sealed record Following(Schedule Schedule, int Item, int Done, long Steps);

internal sealed partial class Machine
{
    private Following? following;

    /// <summary>From its start on the machine follows a schedule; what comes after that runs as its policy says. Call before Boot.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="sentSignals">As in <see cref="StepRules"/>.</param>
    /// <param name="hidesLocalCalls">As in <see cref="StepRules"/>.</param>
    public void Follow(Schedule schedule, ulong sentSignals, bool hidesLocalCalls)
    {
        SetRules(new StepRules { Follows = true, SeesOutput = true, SentSignals = sentSignals, HidesLocalCalls = hidesLocalCalls });
        following = new Following(schedule, 0, 0, 0);
    }

    /// <summary>Whether a schedule has steps that are still to be made.</summary>
    public bool IsFollowing => following is { } at && at.Item < at.Schedule.Items.Length;

    /// <summary>How many steps of its schedule it has made; all, where it follows none any more.</summary>
    public long StepsFollowed => following?.Steps ?? long.MaxValue;

    /// <summary>The next step of the schedule. False: there is none any more, and the machine goes on by itself.</summary>
    private bool FollowSchedule()
    {
        Following at = following!;
        if (at.Item == at.Schedule.Items.Length)
        {
            EndFollowing();
            return false;
        }

        ScheduleItem item = at.Schedule.Items[at.Item];
        int task = TaskTable.Find(this, item.Pid);
        if (WhyNot(item, task) is { } why)
        {
            Halt(new ScheduleError(at.Steps + 1, item.Pid, why));
            return true;
        }

        following = at.Done + 1 < item.Count
            ? at with { Done = at.Done + 1, Steps = at.Steps + 1 }
            : new Following(at.Schedule, at.Item + 1, 0, at.Steps + 1);
        Apply(new Choice(item.Kind, task, item.Branch));
        return true;
    }

    /// <summary>Why a step cannot be taken; null: it can.</summary>
    private string? WhyNot(ScheduleItem item, int task)
    {
        if (task == 0)
        {
            return "is not there";
        }

        if (Tasks[task].State == TaskState.Zombie)
        {
            return "is a zombie";
        }

        if (item.Kind == ChoiceKind.Alarm)
        {
            return AlarmTimeOf(task) == CpuRow.Never ? "has no alarm set" : null;
        }

        if (StepOf(task, out int branches) == StepKind.None)
        {
            return Tasks[task].State == TaskState.Stopped ? "is stopped" : Tasks[task].State == TaskState.Traced ? "is stopped for its tracer" : IsSpinning(task) ? "goes round in circles" : "is blocked";
        }

        return item.Branch >= branches
            ? string.Create(CultureInfo.InvariantCulture, $"has {branches} {(branches == 1 ? "way" : "ways")} to go on, and branch {item.Branch} is none")
            : null;
    }

    private void EndFollowing()
    {
        following = null;
        Rules = null;
        Points = PointMode.Off;
        for (int task = 1; task <= S.TaskTop; task++)
        {
            if (IsSpinning(task))
            {
                Own(task).BurstLeft = 0;
            }
        }
    }
}
