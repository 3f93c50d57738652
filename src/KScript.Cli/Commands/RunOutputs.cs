// Where a run's events go: the trace in its form, what the processes write, the statistics and the chart.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;
using KScript.Workbench.Views;

namespace KScript.Cli.Commands;

/// <summary>The sinks of one run.</summary>
internal sealed class RunOutputs : IDisposable
{
    private readonly CommandOptions options;
    private readonly OutputFile? file;
    private readonly OutputFile? statisticsFile;
    private readonly Stream pages;
    private readonly TextTraceWriter? text;
    private readonly JsonTraceWriter? json;
    private readonly OutputSink? output;
    private readonly RunStatistics? statistics;

    /// <summary>Makes the sinks that the options ask for.</summary>
    public RunOutputs(CommandOptions options, MachineSettings settings, OutputFile? file, CliHost host)
    {
        this.options = options;
        this.file = file;
        statisticsFile = options.StatsFile is null ? null : OutputFile.Open(options.StatsFile, host);
        pages = file is null ? host.PageOut : new VisibleStream(file.Stream);
        Stream data = file?.Stream ?? host.DataOut;
        if (options.Trace == TraceLevels.None)
        {
            output = new OutputSink(data, host.DataError);
        }
        else if (options.Format == TraceFormat.Json)
        {
            json = new JsonTraceWriter(data, options.Trace);
        }
        else
        {
            text = new TextTraceWriter(TerminalTrace.Over(data, options, host), options.Trace);
        }

        bool charts = options.Gantt || options.Queues;
        if (options.Stats != StatsFormat.None || options.StatsFile is not null || charts)
        {
            bool schedule = options.Gantt || options.Stats == StatsFormat.Json || (options.StatsFile is not null && options.Stats == StatsFormat.None);
            statistics = new RunStatistics(settings, schedule) { Phases = charts ? new TaskPhases() : null };
        }
    }

    /// <summary>Attaches them.</summary>
    public void Attach(Machine machine)
    {
        machine.Attach(((TraceSink?)text ?? json) ?? output!);
        if (statistics is not null)
        {
            machine.Attach(statistics);
        }
    }

    /// <summary>The header of the trace.</summary>
    public void Begin(Machine machine)
    {
        text?.Begin(machine);
        json?.Begin(machine);
    }

    /// <summary>The footer, the tables, the chart and the statistics.</summary>
    public void End(Session session, RunEnd end, CliHost host)
    {
        var machine = session.Machine;
        text?.End(machine, end);
        json?.End(machine);
        output?.Flush();
        WriteTables(session);
        statistics?.End(machine);
        DrawCharts(machine, host);
        if (statisticsFile is not null)
        {
            WriteStatistics(new VisibleStream(statisticsFile.Stream), machine, options.Stats == StatsFormat.None ? StatsFormat.Json : options.Stats, options.Width);
            statisticsFile.Commit();
        }
        else if (options.Stats != StatsFormat.None)
        {
            WriteStatistics(pages, machine, options.Stats, options.ChartWidth(host));
        }

        file?.Commit();
    }

    /// <summary>What is there so far to where it goes: the process is being ended.</summary>
    public void Keep()
    {
        text?.Flush();
        json?.Flush();
        output?.Flush();
        file?.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => statisticsFile?.Dispose();

    // Several tables are told apart by titles; one stands alone, for another program to read.
    private void WriteTables(Session session)
    {
        var writer = new Utf8Output(pages);
        foreach (var table in options.Show)
        {
            if (options.Show.Count > 1)
            {
                writer.Write($"== {table.Title} ==\n");
            }

            writer.Write(table.Row.Render(new TableRequest(session.Machine, table.Argument, session.History, options.Width)));
        }

        writer.Flush();
    }

    // A file and a pipe get 80 columns of ASCII, whatever the terminal is like: what a run prints depends on its options alone.
    private void DrawCharts(Machine machine, CliHost host)
    {
        int width = options.ChartWidth(host);
        var signs = options.Output is null && host.Terminal is { HasBlocks: true } && !options.Ascii ? ChartSigns.Blocks : ChartSigns.Ascii;
        var output = new Utf8Output(pages);
        if (options.Gantt)
        {
            output.Write(Gantt.Draw(statistics!, machine, width, signs));
        }

        if (options.Queues)
        {
            output.Write(QueueChart.Draw(statistics!, width, signs));
        }

        output.Flush();
    }

    private void WriteStatistics(Stream target, Machine machine, StatsFormat format, int width)
    {
        var writer = new Utf8Output(target);
        switch (format)
        {
            case StatsFormat.Json:
                statistics!.WriteJson(writer, machine);
                break;
            case StatsFormat.Csv:
                statistics!.WriteCsv(writer, machine);
                break;
            case StatsFormat.Text or StatsFormat.None:
                statistics!.WriteText(writer, machine, width);
                break;
        }

        writer.Flush();
    }
}
