// The tables that look back: gantt and trace.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Bytecode;

namespace KScript.Workbench.Views;

/// <summary>Renders what was recorded.</summary>
internal static class HistoryTables
{
    private const int UsualLines = 20;
    private const string NoHistory = "nothing was recorded of this run\n";

    /// <summary>Who ran when up to now.</summary>
    public static string Gantt(in TableRequest request)
    {
        if (request.History?.Schedule is not { } statistics)
        {
            return NoHistory;
        }

        statistics.End(request.Machine);
        var text = new StringBuilder();
        if (statistics.ScheduleFrom > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"who ran before t={statistics.ScheduleFrom} is forgotten\n");
        }

        // Under a trace the chart is a comment; here it is the text itself.
        foreach (string line in Views.Gantt.Draw(statistics, request.Machine, request.Width).TrimEnd('\n').Split('\n'))
        {
            text.Append(line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The last events.</summary>
    public static string Trace(in TableRequest request)
    {
        if (request.History is not { } history || (history.Parts & HistoryParts.Events) == 0)
        {
            return NoHistory;
        }

        return request.Argument is >= 0 and <= History.MostEvents
            ? history.LastLines(request.Machine, request.Argument == 0 ? UsualLines : (int)request.Argument)
            : string.Create(CultureInfo.InvariantCulture, $"trace shows 1 to {History.MostEvents} events, not {request.Argument}\n");
    }
}
