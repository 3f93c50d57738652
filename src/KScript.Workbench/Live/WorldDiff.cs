// Two time lines of a session side by side: where their events part, and how their process tables differ.
using System.Globalization;
using System.Text;
using KScript.Kernel;
using KScript.Workbench.Traces;
using KScript.Workbench.Views;

namespace KScript.Workbench.Live;

/// <summary>Compares worlds.</summary>
internal static class WorldDiff
{
    /// <summary>The comparison as text.</summary>
    /// <param name="here">The name of one.</param>
    /// <param name="first">Its time line.</param>
    /// <param name="firstMachine">Its machine.</param>
    /// <param name="there">The name of the other.</param>
    /// <param name="second">Its time line.</param>
    /// <param name="secondMachine">Its machine.</param>
    public static string Compare(string here, Timeline first, Machine firstMachine, string there, Timeline second, Machine secondMachine)
    {
        int width = Math.Max(here.Length, there.Length) + 1;
        var text = new StringBuilder();
        string[] left = TraceOf(first), right = TraceOf(second);
        int same = 0;
        while (same < left.Length && same < right.Length && left[same] == right[same])
        {
            same++;
        }

        if (same == left.Length && same == right.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"-- the same {same} events\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"-- the first {same} events are the same, then\n");
            Show(text, here, width, same < left.Length ? left[same] : "(no more events)");
            Show(text, there, width, same < right.Length ? right[same] : "(no more events)");
        }

        text.Append(CultureInfo.InvariantCulture, $"-- {here}: t={firstMachine.Now}, {left.Length} events; {there}: t={secondMachine.Now}, {right.Length} events\n");
        CompareTables(text, here, Tables.Ps(firstMachine), there, Tables.Ps(secondMachine), width);
        return text.ToString();
    }

    private static void CompareTables(StringBuilder text, string here, string left, string there, string right, int width)
    {
        string[] leftRows = left.Split('\n', StringSplitOptions.RemoveEmptyEntries), rightRows = right.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] onlyLeft = [.. leftRows.Where(row => !rightRows.Contains(row))], onlyRight = [.. rightRows.Where(row => !leftRows.Contains(row))];
        if (onlyLeft.Length + onlyRight.Length == 0)
        {
            text.Append("-- the same processes\n");
            return;
        }

        text.Append("-- processes that differ\n");
        Show(text, "", width, leftRows[0]);
        foreach (string row in onlyLeft)
        {
            Show(text, here, width, row);
        }

        foreach (string row in onlyRight)
        {
            Show(text, there, width, row);
        }
    }

    private static void Show(StringBuilder text, string name, int width, string line) =>
        text.Append("   ").Append((name.Length == 0 ? "" : name + ":").PadRight(width)).Append(' ').Append(line).Append('\n');

    private static string[] TraceOf(Timeline timeline)
    {
        using var memory = new MemoryStream();
        var writer = new TextTraceWriter(memory, TraceLevels.All);
        if (timeline.Here.Segment >= 0)
        {
            timeline.Replay(0, timeline.Here, writer);
        }

        writer.Flush();
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
