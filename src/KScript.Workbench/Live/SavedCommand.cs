// The commands of a session as comment lines of the script that :save writes: what :load does again.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>A command of a saved session.</summary>
internal abstract record SavedCommand
{
    private const string GivePrefix = "#@ ", RunPrefix = "#: run ", StopPrefix = "#: stop ", UsePrefix = "#: use ", BringPrefix = "#: bring ";

    private SavedCommand()
    {
    }

    /// <summary>A process was given a text.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="Text">What was typed.</param>
    public sealed record Give(int Pid, string Text) : SavedCommand
    {
        /// <inheritdoc/>
        public override LiveOutcome Do(LiveSession session) => session.Submit(Pid, Text);

        /// <inheritdoc/>
        public override string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{GivePrefix}{Pid} {Escape(Text)}");
    }

    /// <summary>The machine was let run.</summary>
    /// <param name="Until">How far, in ticks; long.MaxValue: no matter.</param>
    /// <param name="Events">For how many events; long.MaxValue: no matter.</param>
    public sealed record Run(long Until, long Events) : SavedCommand
    {
        /// <inheritdoc/>
        public override LiveOutcome Do(LiveSession session) => session.Run(Until, Events);

        /// <inheritdoc/>
        public override string ToLine() => string.Create(CultureInfo.InvariantCulture,
            $"{RunPrefix}{(Until == long.MaxValue ? "-" : Until)} {(Events == long.MaxValue ? "-" : Events)}");
    }

    /// <summary>A process was to be given a text, and was stopped on the way to its prompt.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="Events">After how many events.</param>
    public sealed record Bring(int Pid, long Events) : SavedCommand
    {
        /// <inheritdoc/>
        public override LiveOutcome Do(LiveSession session)
        {
            session.BringFor(Pid, Events);
            return new LiveOutcome(null, [], []);
        }

        /// <inheritdoc/>
        public override string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{BringPrefix}{Pid} {Events}");
    }

    /// <summary>The command before it did not go on to its end: a breakpoint, Ctrl-C or :back came.</summary>
    /// <param name="Segment">In which of its stretches it stopped, from 0.</param>
    /// <param name="Events">After how many events of the session.</param>
    public sealed record Stop(int Segment, long Events) : SavedCommand
    {
        /// <inheritdoc/>
        public override LiveOutcome Do(LiveSession session)
        {
            session.GoToWithinLast(Segment, Events);
            return new LiveOutcome(null, [], []);
        }

        /// <inheritdoc/>
        public override string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{StopPrefix}{Segment} {Events}");
    }

    /// <summary>The user was that process in the end.</summary>
    /// <param name="Pid">The process.</param>
    public sealed record Use(int Pid) : SavedCommand
    {
        /// <inheritdoc/>
        public override LiveOutcome Do(LiveSession session)
        {
            session.Use(Pid);
            return new LiveOutcome(null, [], []);
        }

        /// <inheritdoc/>
        public override string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{UsePrefix}{Pid}");
    }

    /// <summary>Does it in a session.</summary>
    public abstract LiveOutcome Do(LiveSession session);

    /// <summary>The line for it, without its end.</summary>
    public abstract string ToLine();

    /// <summary>Reads a line; null: it is none.</summary>
    public static SavedCommand? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (Numbers(line, RunPrefix) is [var until, var most])
        {
            return new Run(until, most);
        }

        if (Numbers(line, StopPrefix) is [>= 0 and < int.MaxValue and var segment, var events])
        {
            return new Stop((int)segment, events);
        }

        if (Numbers(line, BringPrefix) is [> 0 and < int.MaxValue and var brought, var few])
        {
            return new Bring((int)brought, few);
        }

        if (Numbers(line, UsePrefix) is [> 0 and < int.MaxValue and var user])
        {
            return new Use((int)user);
        }

        int end = line.StartsWith(GivePrefix, StringComparison.Ordinal) ? line.IndexOf(' ', GivePrefix.Length) : -1;
        return end > 0 && int.TryParse(line.AsSpan(GivePrefix.Length, end - GivePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            ? new Give(pid, Unescape(line[(end + 1)..])) : null;
    }

    /// <summary>The commands that led a session to where it is.</summary>
    public static IReadOnlyList<SavedCommand> Of(LiveSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var commands = new List<SavedCommand>();
        Timeline timeline = session.Timeline;
        int done = 1, first = 0;
        for (int s = 0; s <= timeline.Here.Segment; s++)
        {
            Segment segment = timeline.Segments[s];
            bool isNew = s == 0 || timeline.Segments[s - 1].Command != segment.Command;
            first = isNew ? s : first;
            if (segment.Inputs > done)
            {
                int pid = segment.Acts.OfType<UserAct.Give>().FirstOrDefault()?.Pid ?? PidOfCommand(timeline, s);
                commands.Add(new Give(pid, session.Inputs[segment.Inputs - 1].Text));
                done = segment.Inputs;
            }
            else if (isNew && !BringsToPrompt(timeline, s))
            {
                bool isCut = s == timeline.Here.Segment && timeline.Here.Events < segment.End.Events;
                long events = (isCut ? timeline.Here.Events : segment.End.Events) - segment.StartEvents;
                bool byEvents = isCut || segment.Ended is not (RunEnd.Finished or RunEnd.Until or RunEnd.Halted);
                commands.Add(segment.Foreground > 0 ? new Bring(segment.Foreground, events) : new Run(segment.Until, byEvents ? events : long.MaxValue));
                continue;
            }

            bool isHere = s == timeline.Here.Segment;
            bool isLast = isHere || timeline.Segments[s + 1].Command != segment.Command;
            if (isLast && (segment.IsCut || (isHere && timeline.IsInsideCommand)))
            {
                commands.Add(new Stop(s - first, isHere ? timeline.Here.Events : segment.End.Events));
            }
        }

        if (session.Puppets().Count > 1)
        {
            commands.Add(new Use(session.Current));
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

    /// <summary>The numbers behind a prefix; null: it is another line.</summary>
    private static long[]? Numbers(string line, string prefix)
    {
        if (!line.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (string word in line[prefix.Length..].Split(' '))
        {
            if (!TryNumber(word, out long number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
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
