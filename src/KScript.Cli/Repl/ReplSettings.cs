// What the user of the REPL sets with :set and :trace.
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>Preferences of a REPL session.</summary>
internal sealed class ReplSettings
{
    /// <summary>Which events are shown as they happen.</summary>
    public TraceLevels Trace { get; set; } = TraceLevels.All;

    /// <summary>The word for it.</summary>
    public string TraceWord { get; set; } = "all";

    /// <summary>Columns of charts.</summary>
    public int Width { get; set; } = 80;

    /// <summary>The language of the tour: en or zh.</summary>
    public string Language { get; set; } = "en";
}
