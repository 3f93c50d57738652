// `sched` and `machine` at any time: a machine that runs is not rebuilt under its processes; the session is done again from its start
// on a machine that is as asked. So a session is always what a script could say, and the old one is there to compare with.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;

namespace KScript.Workbench.Live;

internal sealed partial class LiveSession
{
    /// <summary>Whether a text says something of the machine, and nothing else.</summary>
    public static bool IsSettings(string text)
    {
        ParseResult parsed = Parser.Parse(new SourceText("input", text));
        return parsed.Succeeded && parsed.File.Statements.Count > 0 && parsed.File.Statements.TrueForAll(statement => statement is SettingsDecl);
    }

    /// <summary>Does the session again, with other settings from the start.</summary>
    /// <param name="settings">`sched` and `machine` as typed; they win over what was said before.</param>
    /// <param name="again">The new session, where its commands led; null: the settings are wrong.</param>
    /// <returns>What is wrong, or which commands could not be done on the new machine.</returns>
    public LiveOutcome DoAgainWith(string settings, out LiveSession? again)
    {
        again = null;
        LiveSession other = IsScript ? new LiveSession(Reopened()) { IsScript = true, GoesOn = GoesOn } : new LiveSession(Overrides);
        other.Budget = Budget;
        other.Imports = Imports;
        LiveOutcome? said = null;
        var notes = new List<LiveNote>();
        foreach (SavedCommand command in SavedCommand.Of(this))
        {
            if (said is null && Starts(command))
            {
                said = other.Submit(Main, settings);
            }

            LiveOutcome outcome = command.Do(other);
            if (command is SavedCommand.Give given && outcome.End is null && outcome.Notes.Count > 0 && !IsDeclaration(given.Text))
            {
                notes.Add(outcome.Notes[^1] with { Text = $"not done again: @{given.Pid} {given.Text.Split('\n')[0]}: {outcome.Notes[^1].Text}" });
            }
        }

        said ??= other.Submit(Main, settings);
        if (said.Errors.Count > 0 || said.Notes.Count > 0)
        {
            return said;
        }

        again = other;
        return new LiveOutcome(null, said.Errors, notes);
    }

    private LiveProgram Reopened()
    {
        LiveInput script = program.Inputs[0];
        var again = new LiveProgram(Overrides) { Imports = Imports };
        again.Add(script.Text, script.EndsAtPrompt, script.Program.Source.Name);
        return again;
    }

    /// <summary>Whether the machine runs from this command on.</summary>
    private static bool Starts(SavedCommand command) => command is not SavedCommand.Give given || !IsDeclaration(given.Text);

    private static bool IsDeclaration(string text) =>
        Parser.Parse(new SourceText("input", text)).File.Statements.TrueForAll(statement => statement is Declaration);
}
