// `:tour` and what may follow it.
using System.Globalization;

namespace KScript.Cli.Repl.Tour;

/// <summary>The command.</summary>
internal static class TourCommand
{
    private static readonly (string Word, Action<GuidedTour> Do)[] Words =
    [
        ("", tour => tour.GoOn()),
        ("hint", tour => tour.Hint()),
        ("skip", tour => tour.Skip()),
        ("again", tour => tour.Again()),
        ("back", tour => tour.Back()),
        ("stop", tour => tour.Stop()),
    ];

    /// <summary>What may follow :tour, for completion.</summary>
    public static IEnumerable<string> Arguments => Words.Select(row => row.Word).Where(word => word.Length > 0);

    /// <summary>The row.</summary>
    public static ReplCommand Row { get; } = new("tour", "[N | WORD]", "a guided tour in seven chapters: zombie, orphan, MLFQ and more",
        "Each step is something to do, and the tour sees on the machine when it is done. `:tour` begins it, goes on, and says where you are;\n"
        + "`:tour N` begins chapter N; `:tour hint` says more about the step, `again` shows it again, `skip` leaves it out, `back` goes to the one before.\n"
        + "Each chapter has a machine of its own; `:tour stop` brings your session back. `:set lang zh` has it in Chinese.", Run);

    private static void Run(ReplShell shell, string text)
    {
        if (Array.Find(Words, row => row.Word == text).Do is { } action)
        {
            action(shell.Tour);
        }
        else if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int chapter) && chapter >= 1 && chapter <= TourChapters.Rows.Length)
        {
            shell.Tour.Begin(chapter - 1);
        }
        else
        {
            shell.Tour.ShowUsage();
        }
    }
}
