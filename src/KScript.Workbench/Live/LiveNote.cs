// What a user should know of a command: what happened as words, and as data what would help. Whoever talks to the user says how that
// is asked for: the library has no commands.
namespace KScript.Workbench.Live;

/// <summary>What would help, beyond the words of a note.</summary>
internal enum Remedy
{
    /// <summary>Nothing: the note says it all.</summary>
    None,
    /// <summary>Going back to before what failed.</summary>
    GoBack,
    /// <summary>Going on or going back.</summary>
    GoOnOrBack,
    /// <summary>Letting the machine go on, or going back in time: nobody takes input.</summary>
    RunOrGoBack,
    /// <summary>Letting the script begin.</summary>
    Begin,
    /// <summary>Another session, begun anew.</summary>
    BeginAnew,
    /// <summary>Taking back the end of the last process, another session, or leaving.</summary>
    AfterTheEnd,
    /// <summary>An explanation of what waits for ever.</summary>
    Explain,
    /// <summary>Going on after many events, or going back some.</summary>
    GoOnOrBackSome,
    /// <summary>Going on in an endless loop, or going back to before it.</summary>
    GoOnOrLeaveLoop,
}

/// <summary>A note.</summary>
/// <param name="Text">What happened, without its remedy. A report of a failure has several lines, and ends with LF.</param>
/// <param name="Remedy">What would help.</param>
internal sealed record LiveNote(string Text, Remedy Remedy = Remedy.None)
{
    /// <summary>A note without a remedy.</summary>
    public static implicit operator LiveNote(string text) => new(text);

    /// <summary>The words alone.</summary>
    public override string ToString() => Text;
}
