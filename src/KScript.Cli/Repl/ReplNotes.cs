// What the session's notes are to the user of the REPL: their words, and the commands that help.
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>Words for notes.</summary>
internal static class ReplNotes
{
    /// <summary>A note with what would help.</summary>
    public static string Of(LiveNote note) => note.Remedy switch
    {
        Remedy.None => note.Text,
        Remedy.GoBack => $"{note.Text}: :undo or :back goes back to before it",
        Remedy.GoOnOrBack => $"{note.Text}; :run goes on, :undo goes back",
        Remedy.RunOrGoBack => $"{note.Text}; :run and :step let the machine go on, :back and :undo go back",
        Remedy.Begin => $"{note.Text}; :run and :step let it go on",
        Remedy.BeginAnew => $"{note.Text}; :reset begins anew",
        Remedy.AfterTheEnd => $"{note.Text}; :undo takes it back, :reset begins anew, :quit leaves",
        Remedy.Explain => $"{note.Text} (:explain says why)",
        Remedy.GoOnOrBackSome => $"{note.Text}; :run goes on, :back goes back",
        Remedy.GoOnOrLeaveLoop => $"{note.Text}; :run goes on, :undo goes back to before it",
    };
}
