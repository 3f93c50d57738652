// The commands of a session as comment lines of the script that :save writes: what :load does again.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>A command of a saved session.</summary>
/// <param name="Pid">Who got the text; 0: the machine was let run.</param>
/// <param name="Text">What was typed.</param>
/// <param name="Until">How far the machine was let run, in ticks.</param>
/// <param name="Events">For how many events; long.MaxValue: no matter.</param>
public sealed record SavedCommand(int Pid, string Text, long Until, long Events)
{
    private const string GivePrefix = "#@ ", RunPrefix = "#: run ";

    /// <summary>Does it in a session.</summary>
    public LiveOutcome Do(LiveSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Pid == 0 ? session.Run(Until, Events) : session.Submit(Pid, Text);
    }

    /// <summary>The line for it, without its end.</summary>
    public string ToLine() => Pid != 0
        ? string.Create(CultureInfo.InvariantCulture, $"{GivePrefix}{Pid} {Escape(Text)}")
        : string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{(Until == long.MaxValue ? "-" : Until)} {(Events == long.MaxValue ? "-" : Events)}");

    /// <summary>Reads a line; null: it is none.</summary>
    public static SavedCommand? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.StartsWith(RunPrefix, StringComparison.Ordinal))
        {
            string[] numbers = line[RunPrefix.Length..].Split(' ');
            return numbers.Length == 2 && TryNumber(numbers[0], out long until) && TryNumber(numbers[1], out long events)
                ? new SavedCommand(0, "", until, events) : null;
        }

        int end = line.StartsWith(GivePrefix, StringComparison.Ordinal) ? line.IndexOf(' ', GivePrefix.Length) : -1;
        return end > 0 && int.TryParse(line.AsSpan(GivePrefix.Length, end - GivePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            ? new SavedCommand(pid, Unescape(line[(end + 1)..]), long.MaxValue, long.MaxValue) : null;
    }

    /// <summary>The commands that led a session to where it is.</summary>
    public static IReadOnlyList<SavedCommand> Of(LiveSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var commands = new List<SavedCommand>();
        Timeline timeline = session.Timeline;
        int done = 1;
        for (int s = 0; s <= timeline.Here.Segment; s++)
        {
            Segment segment = timeline.Segments[s];
            bool isNew = s == 0 || timeline.Segments[s - 1].Command != segment.Command;
            if (segment.Inputs > done)
            {
                int pid = segment.Acts.OfType<UserAct.Give>().FirstOrDefault()?.Pid ?? PidOfCommand(timeline, s);
                commands.Add(new SavedCommand(pid, session.Inputs[segment.Inputs - 1].Text, long.MaxValue, long.MaxValue));
                done = segment.Inputs;
            }
            else if (isNew && !BringsToPrompt(timeline, s))
            {
                bool isCut = s == timeline.Here.Segment && timeline.Here.Events < segment.End.Events;
                long events = (isCut ? timeline.Here.Events : segment.End.Events) - segment.StartEvents;
                bool byEvents = isCut || segment.Ended is RunEnd.MaxEvents or RunEnd.Paused or RunEnd.Cancelled or RunEnd.MaxStatements;
                commands.Add(new SavedCommand(0, "", segment.Until, byEvents ? events : long.MaxValue));
            }
        }

        return commands;
    }

    /// <summary>Whether the input of the same command comes later: giving it brings its process to the prompt again.</summary>
    private static bool BringsToPrompt(Timeline timeline, int segment) =>
        segment < timeline.Here.Segment && timeline.Segments[segment + 1].Command == timeline.Segments[segment].Command
        && timeline.Segments[segment + 1].Inputs > timeline.Segments[segment].Inputs;

    /// <summary>Who gets the input of a command that begins with a declaration or with the way to a prompt.</summary>
    private static int PidOfCommand(Timeline timeline, int first)
    {
        for (int s = first; s <= timeline.Here.Segment && timeline.Segments[s].Command == timeline.Segments[first].Command; s++)
        {
            foreach (UserAct act in timeline.Segments[s].Acts)
            {
                if (act is UserAct.Give give)
                {
                    return give.Pid;
                }
            }
        }

        return LiveSession.Main;
    }

    private static bool TryNumber(string text, out long number)
    {
        number = long.MaxValue;
        return text == "-" || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool escaped = text[i] == '\\' && i + 1 < text.Length;
            plain.Append(!escaped ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
        }

        return plain.ToString();
    }
}
