// Jobs from the Standard Workload Format, version 2.2, of the Parallel Workloads Archive (Feitelson, Tsafrir and Krakov,
// "Experience with using the Parallel Workloads Archive", JPDC 74(10), 2014; www.cs.huji.ac.il/labs/parallel/workload/swf.html):
// a line for each job, 18 numbers between spaces, -1 for what is not known, comments from `;` on.
using System.Globalization;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;

namespace KScript.Workbench.Workloads;

/// <summary>
/// Reads SWF. A job is one task whose burst is its run time (field 4), arriving at its submit time (field 2), whatever the number
/// of its processors (fields 5 and 8): the machine schedules tasks, and a task has one CPU. Lines of status 2, 3 and 4 are parts
/// of a job that has a line of its own, and are not jobs.
/// </summary>
internal sealed class SwfJobs(SourceText source, int ticksPerSecond, DiagnosticBag diagnostics)
{
    private const int FieldCount = 18;
    private const int JobNumber = 0;
    private const int SubmitTime = 1;
    private const int RunTime = 3;
    private const int Status = 10;

    private readonly List<WorkloadJob> jobs = [];
    private readonly Span[] fields = new Span[FieldCount];
    private int leftOut;
    private Span firstLeftOut;

    /// <summary>The jobs in the order of the file.</summary>
    public static List<WorkloadJob> Read(SourceText source, int ticksPerSecond, DiagnosticBag diagnostics)
    {
        var reader = new SwfJobs(source, ticksPerSecond, diagnostics);
        reader.ReadAll();
        return reader.jobs;
    }

    private void ReadAll()
    {
        string text = source.Text;
        for (int start = 0; start < text.Length && !diagnostics.IsFull && jobs.Count <= JobFile.MostJobs; start = CsvLine.EndOf(text, start) + 1)
        {
            int end = CsvLine.EndOf(text, start);
            var line = text.AsSpan(start, end - start).Trim();
            if (!line.IsEmpty && line[0] != ';')
            {
                ReadJob(start, end);
            }
        }

        if (jobs.Count > JobFile.MostJobs)
        {
            diagnostics.Error(DiagnosticTable.JobValue, new Span(text.Length, 0), $"more than {JobFile.MostJobs} jobs");
        }

        if (leftOut > 0)
        {
            diagnostics.Warning(DiagnosticTable.JobLeftOut, firstLeftOut, $"{leftOut} {(leftOut == 1 ? "job is" : "jobs are")} left out: the submit time or the run time is not known (-1), here first");
        }
    }

    private void ReadJob(int start, int end)
    {
        int count = Split(start, end);
        if (count != FieldCount)
        {
            diagnostics.Error(DiagnosticTable.JobColumns, new Span(fields[0].Start, Math.Max(1, end - fields[0].Start)), $"{count} fields, and a line of this format has {FieldCount}",
                "a file of another form is read as CSV where its name does not end in .swf");
            return;
        }

        if (Number(Status) is not { } status || Number(JobNumber) is not { } number || Number(SubmitTime) is not { } submit || Number(RunTime) is not { } run)
        {
            return;
        }

        if (status is 2 or 3 or 4)
        {
            return;
        }

        if (submit < 0 || run < 0)
        {
            firstLeftOut = leftOut++ == 0 ? fields[submit < 0 ? SubmitTime : RunTime] : firstLeftOut;
            return;
        }

        // A run time of 0 is less than half a second: the least that a task can compute is a tick.
        string name = string.Create(CultureInfo.InvariantCulture, $"J{(long)number}");
        jobs.Add(new WorkloadJob(name, Ticks(submit), JobPattern.Periodic(Math.Max(1, Ticks(run)), 0, 0)));
    }

    private int Split(int start, int end)
    {
        int count = 0;
        for (int at = start; at < end;)
        {
            while (at < end && char.IsWhiteSpace(source.Text[at]))
            {
                at++;
            }

            int stop = at;
            while (stop < end && !char.IsWhiteSpace(source.Text[stop]))
            {
                stop++;
            }

            if (stop > at && count++ < FieldCount)
            {
                fields[count - 1] = new Span(at, stop - at);
            }

            at = stop;
        }

        return count;
    }

    // Whole numbers as a rule; the format allows fractions of a second.
    private decimal? Number(int field)
    {
        Span span = fields[field];
        var text = source.Text.AsSpan(span.Start, span.Length);
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && Math.Abs(number) <= JobFile.MostTicks / ticksPerSecond)
        {
            return number;
        }

        diagnostics.Error(DiagnosticTable.JobValue, span, $"field {field + 1} cannot be `{text}`", $"a number of at most {JobFile.MostTicks / ticksPerSecond}, or -1 where it is not known");
        return null;
    }

    private long Ticks(decimal seconds) => (long)Math.Round(seconds * ticksPerSecond, MidpointRounding.AwayFromZero);
}
