// A session as a script that does the same by itself: the same events at the same times in the same processes. What one process
// was given stands in that process's own part; where it had to wait for its turn, it waits for the turn and the time (`until`),
// which is how a process at its prompt waits too. (Where a handler interrupts that sleep, the order of events within the instant
// may differ: the user's process stays on its CPU behind the handler, the script's goes back to sleep first.) The commands themselves follow as comments, so that :load can go on from there.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Ast;

namespace KScript.Workbench.Live;

/// <summary>Writes sessions as scripts.</summary>
internal static class SessionScript
{
    private const string Header = "# kscript session 1";
    private const string Turn = "session_turn";

    /// <summary>The script of a session up to where it is now.</summary>
    public static string Write(LiveSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new ScriptBuilder(session, new SessionLog(session)).Build();
    }

    /// <summary>The commands of a saved session; false: the text is a script like any other.</summary>
    public static bool TryReadInputs(string text, out IReadOnlyList<SavedCommand> commands)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<SavedCommand>();
        commands = found;
        if (!text.StartsWith(Header, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string line in text.Split('\n'))
        {
            if (SavedCommand.Parse(line.TrimEnd('\r')) is { } command)
            {
                found.Add(command);
            }
        }

        return true;
    }

    /// <summary>Puts the script together.</summary>
    private sealed class ScriptBuilder(LiveSession session, SessionLog log)
    {
        private readonly StringBuilder text = new();
        private readonly bool takesTurns = log.Gifts.Exists(gift => log.ChildrenBornIn(gift).Any());

        public string Build()
        {
            text.Append(Header).Append(": this script does what was typed; `kscript repl` goes on from its end\n");
            Preamble();
            Process(LiveSession.Main, 0);
            Rest(LiveSession.Main, 0);

            text.Append('\n');
            foreach (SavedCommand command in SavedCommand.Of(session))
            {
                text.Append(command.ToLine()).Append('\n');
            }

            return text.ToString();
        }

        /// <summary>What the file says before its first statement: the turns, and the variables and declarations of other processes.</summary>
        private void Preamble()
        {
            foreach (SettingsDecl settings in Declarations<SettingsDecl>())
            {
                text.Append(Slice(settings)).Append('\n');
            }

            if (takesTurns)
            {
                text.Append(CultureInfo.InvariantCulture, $"shared {Turn} = 0\n");
            }

            var hoisted = new List<string>();
            foreach (SessionLog.Gift gift in takesTurns ? log.Gifts : [])
            {
                foreach (LetStmt let in session.Inputs[gift.Input].OwnStatements.OfType<LetStmt>())
                {
                    if (!hoisted.Contains(let.Name.Name))
                    {
                        hoisted.Add(let.Name.Name);
                        text.Append(let.IsShared ? "shared " : "let ").Append(let.Name.Name).Append(" = 0\n");
                    }
                }
            }

            foreach (Declaration declaration in Declarations<Declaration>().Where(d => d is not SettingsDecl))
            {
                text.Append(declaration switch
                {
                    JobDecl job => TextAt(job, job.Attributes, job.Name.Span.End, log.JobTimes.GetValueOrDefault(job.Name.Name)),
                    JobsDecl jobs => log.WorkloadTimes.GetValueOrDefault(jobs) is > 0 and var start
                        ? TextAt(jobs, jobs.Attributes, jobs.Attributes[^1].Span.End, start) : Slice(jobs),
                    _ => Slice(declaration),
                }).Append('\n');
            }
        }

        /// <summary>Declarations are known in the whole file: a later one of the same name takes the place of an earlier.</summary>
        private List<T> Declarations<T>()
            where T : Declaration
        {
            var last = new Dictionary<string, T>(StringComparer.Ordinal);
            var order = new List<T>();
            for (int i = 0; i < session.InputCount; i++)
            {
                foreach (T declaration in session.Inputs[i].OwnStatements.OfType<T>())
                {
                    string? name = declaration switch { FunctionDecl f => "fn " + f.Name.Name, ProgramDecl p => "program " + p.Name.Name, _ => null };
                    if (name is not null && last.TryGetValue(name, out T? earlier))
                    {
                        order.Remove(earlier);
                    }

                    if (name is not null)
                    {
                        last[name] = declaration;
                    }

                    order.Add(declaration);
                }
            }

            return order;
        }

        /// <summary>What a process was given, and what the processes that it made were given.</summary>
        private void Process(int pid, int depth)
        {
            foreach (SessionLog.Gift gift in log.Gifts.Where(gift => gift.Pid == pid))
            {
                if (gift.Waited)
                {
                    Until(depth, takesTurns ? gift.Number : -1, gift.Time, log.WasFreeAt(gift) == gift.Time ? pid : 0);
                }

                if (takesTurns && gift.LeavesBefore)
                {
                    Line(depth, string.Create(CultureInfo.InvariantCulture, $"{Turn} = {gift.Number + 1}"));
                }

                Statements(gift, depth);
                foreach (int child in log.ChildrenBornIn(gift))
                {
                    Line(depth, string.Create(CultureInfo.InvariantCulture, $"if self() == {child} {{"));
                    Process(child, depth + 1);
                    Rest(child, depth + 1);
                    Line(depth + 1, "exit 0");
                    Line(depth, "}");
                }

                if (takesTurns && !gift.LeavesBefore)
                {
                    Line(depth, string.Create(CultureInfo.InvariantCulture, $"{Turn} = {gift.Number + 1}"));
                }
            }
        }

        /// <summary>What a process does after all that it was given: it waits to the end of the session, or for what ended it.</summary>
        private void Rest(int pid, int depth)
        {
            if (log.EndsAtPrompt(pid))
            {
                if (takesTurns || log.GoesOnAfter(pid))
                {
                    Until(depth, takesTurns ? log.Gifts.Count : -1, log.LastTime + 1, 0);
                }
            }
            else if (log.WasDone(pid))
            {
                Line(depth, "until false");
            }
        }

        /// <summary>Waits for a turn and a time. What holds already would not make a process wait: it also waits to be asleep.</summary>
        private void Until(int depth, int turn, long time, int asleep)
        {
            string sleeping = asleep == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"state({asleep}) == \"S\" && ");
            string condition = turn < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Turn} >= {turn}");
            string clock = time > 0 || turn < 0 ? string.Create(CultureInfo.InvariantCulture, $"now() >= {time}") : "";
            Line(depth, $"until {sleeping}{condition}{(condition.Length > 0 && clock.Length > 0 ? " && " : "")}{clock}");
        }

        private void Statements(SessionLog.Gift gift, int depth)
        {
            LiveInput input = session.Inputs[gift.Input];
            foreach (Stmt statement in input.OwnStatements)
            {
                if (statement is Declaration)
                {
                    continue;
                }

                string source = Slice(statement);
                if (statement is LetStmt let && (gift.Pid != LiveSession.Main || (takesTurns && let.IsShared)))
                {
                    // Its variable is one of the file, and declared there: a block would have its own.
                    source = let.Name.Name + " = " + SliceOf(let.Value.Span);
                }

                Line(depth, source);
            }
        }

        private void Line(int depth, string line)
        {
            // Lines of a text that goes over several keep what they are: they may be inside a string.
            text.Append(' ', 4 * depth).Append(line).Append('\n');
        }

        /// <summary>A declaration of jobs that says when they start, as it was in the session.</summary>
        private string TextAt(Declaration jobs, List<Setting> attributes, int otherwise, long at)
        {
            string source = Slice(jobs);
            Setting? said = attributes.Find(setting => setting.Key.Name == "at");
            string time = string.Create(CultureInfo.InvariantCulture, $"at={at}");
            return said is not null
                ? source.Remove(said.Span.Start - jobs.Span.Start, said.Span.Length).Insert(said.Span.Start - jobs.Span.Start, time)
                : source.Insert(otherwise - jobs.Span.Start, " " + time);
        }

        private string Slice(Node node) => SliceOf(node.Span);

        private string SliceOf(Span span)
        {
            for (int i = session.InputCount - 1; i >= 0; i--)
            {
                LiveInput input = session.Inputs[i];
                if (span.Start >= input.Start)
                {
                    return input.Text.Substring(span.Start - input.Start, span.Length);
                }
            }

            return "";
        }
    }
}
