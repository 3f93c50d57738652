// From lines to complete inputs: an unfinished block goes on with the next line. What goes wrong, even in this program itself,
// never ends the session.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Cli.LineEditing;
using KScript.Interpreter.Parsing;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>Feeds a shell.</summary>
internal sealed class ReplLoop(ReplShell shell)
{
    /// <summary>What stands before the lines of an unfinished input.</summary>
    public const string Continuation = "...> ";

    private bool hadBug;

    /// <summary>Reads lines until the input ends or the user leaves; gives the exit code.</summary>
    /// <param name="echo">Whether prompts and lines are written, as a terminal would show them.</param>
    public int RunPiped(bool echo)
    {
        // Bytes that are no UTF-8 become U+FFFD, which is a diagnostic as any other wrong character is.
        using var reader = new StreamReader(shell.Host.In, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
        var input = new StringBuilder();
        using var signals = ToolSignals.During(null, shell.FlushTrace);
        var block = default(LongBlock);
        while (!shell.IsOver)
        {
            string prompt = input.Length == 0 ? shell.Prompt : Continuation;
            if (reader.ReadLine() is not { } line)
            {
                break;
            }

            if (echo)
            {
                shell.Line((prompt + line).TrimEnd());
            }

            input.Append(input.Length == 0 ? "" : "\n").Append(line);
            if (block.GoesOn(line) || IsUnfinished(input.ToString()))
            {
                continue;
            }

            Do(input.ToString());
            input.Clear();
            block = default;
        }

        if (input.Length > 0)
        {
            Do(input.ToString());
        }

        return Finish();
    }

    /// <summary>Reads from a terminal until the user leaves; gives the exit code.</summary>
    public int RunInteractive(ILineReader reader)
    {
        using var signals = ToolSignals.During(null, reader.History.Flush, keepsInterrupts: true);
        shell.Line(ReplTexts.In(shell.Settings.Language).Banner);
        while (!shell.IsOver)
        {
            // Ctrl-C while the machine runs stops it, and not the session. Watched for before the line is there: what is typed right
            // behind Enter counts.
            using var interrupt = new Interrupt(() => shell.Session.Interrupt(), isSecondDeadly: false);
            LineResult line = reader.Read(shell.Prompt);
            if (line.Outcome == LineOutcome.End)
            {
                break;
            }

            if (line.Outcome == LineOutcome.Line)
            {
                Do(line.Text);
                shell.Session.TakeInterrupt();
            }
        }

        return Finish();
    }

    /// <summary>A block of many lines is not parsed at each of them: while brackets are open it goes on.</summary>
    private struct LongBlock
    {
        private const int Short = 100;

        private OpenBrackets brackets;
        private int lines;

        /// <summary>Takes a line; whether the next one is wanted for sure.</summary>
        public bool GoesOn(string line)
        {
            brackets.Add(line);
            lines++;
            // Now and then the parser is asked all the same: it may see an error that a count of brackets does not.
            return lines > Short && brackets.Count > 0 && !System.Numerics.BitOperations.IsPow2(lines);
        }
    }

    /// <summary>Whether an input goes on with the next line.</summary>
    public static bool IsUnfinished(string text)
    {
        string start = text.TrimStart();
        if (start.StartsWith(':'))
        {
            return false;
        }

        if (start.StartsWith('@'))
        {
            int end = start.IndexOf(' ', StringComparison.Ordinal);
            return end > 0 && LiveProgram.IsIncomplete(start[end..]);
        }

        return LiveProgram.IsIncomplete(text);
    }

    /// <summary>Does an input. A bug in this program is reported, and the session goes on from before it.</summary>
    public void Do(string input)
    {
        Place before = shell.Session.Timeline.Here;
        LiveSession session = shell.Session;
        session.BeginCommand();
        using var deadline = Deadline.Start(session.Budget, why => shell.Session.Stop(why), shell.Host);
        try
        {
            shell.Do(input);
        }
#pragma warning disable CA1031 // The last line of defence: a session is worth more than the input that met a bug.
        catch (Exception e) when (e is not OutputClosedException)
#pragma warning restore CA1031
        {
            hadBug = true;
            shell.Line("kscript: internal error. This is a bug in kscript, not in what you typed; the session goes on from before it.");
            shell.Line("Please report it with the lines you typed and those below:");
            shell.Line($"  version {Tool.Version}");
            shell.Line("  " + e.ToString().ReplaceLineEndings("\n  "));
            if (ReferenceEquals(session, shell.Session) && before.Segment < session.Timeline.Segments.Count)
            {
                session.GoTo(before);
            }
        }
    }

    /// <summary>The claims about the end, and the exit code.</summary>
    public int Finish()
    {
        shell.Tour.Leave();
        IReadOnlyList<string> failures = shell.Session.CheckFinally();
        foreach (string failure in failures)
        {
            shell.Write(failure);
        }

        return hadBug ? ExitCode.Bug : failures.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
    }
}
