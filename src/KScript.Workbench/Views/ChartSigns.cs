// The signs of the charts: ASCII for files, pipes and whoever asks for it, blocks for terminals that have them.
namespace KScript.Workbench.Views;

/// <summary>How charts are drawn.</summary>
/// <param name="Runs">A task runs.</param>
/// <param name="RunsPartly">It runs, for less than half of the column.</param>
/// <param name="Ready">It waits for a CPU.</param>
/// <param name="Blocked">It is blocked.</param>
/// <param name="Uninterruptible">It is blocked, and no signal wakes it.</param>
/// <param name="Stopped">It is stopped.</param>
/// <param name="Zombie">It has ended and is not reaped.</param>
/// <param name="Bar">A bar of the chart of lengths: the mean of the column.</param>
/// <param name="BarTop">The rest of it up to the greatest of the column.</param>
internal sealed record ChartSigns(char Runs, char RunsPartly, char Ready, char Blocked, char Uninterruptible, char Stopped, char Zombie, char Bar, char BarTop)
{
    /// <summary>Plain ASCII.</summary>
    public static ChartSigns Ascii { get; } = new('#', '+', '-', '.', 'D', 'T', 'Z', '#', ':');

    /// <summary>Unicode blocks (U+2580 to U+259F) and lines.</summary>
    public static ChartSigns Blocks { get; } = new('█', '▄', '─', '·', 'D', 'T', '░', '█', '░');
}
