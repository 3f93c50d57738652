// Jobs from CSV: a header that names the columns in any order, then a line for each job. Empty cells take the default.
using System.Globalization;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;

namespace KScript.Workbench.Workloads;

/// <summary>Reads the CSV form.</summary>
internal sealed class CsvJobs
{
    private const int MostSteps = 1_000_000;
    private const int MostCpu = 1023;

    // How each column is called, and what goes into it.
    private static readonly ColumnRow[] Columns =
    [
        new("name", 0, 0, "any text", static (r, cell) => r.name = r.TextOf(cell)),
        new("arrival", 0, JobFile.MostTicks, "when it arrives, in ticks", static (r, cell) => r.arrival = r.Number(cell)),
        new("burst", 0, JobFile.MostTicks, "ticks of computing, all together", static (r, cell) => r.burst = r.Number(cell)),
        new("io_every", 1, JobFile.MostTicks, "ticks of computing after which it does I/O", static (r, cell) => r.every = r.Number(cell)),
        new("io_len", 0, JobFile.MostTicks, "ticks of each I/O", static (r, cell) => r.length = r.Number(cell)),
        new("io", 0, JobFile.MostTicks, "computing and I/O in turn, instead of a burst: 5:3 5:3 2", static (r, cell) => r.steps = r.Steps(cell)),
        new("nice", -20, 19, "the nice value", static (r, cell) => r.nice = r.Number(cell)),
        new("priority", 0, 1_000_000, "the priority; lower is better", static (r, cell) => r.priority = r.Number(cell)),
        new("tickets", 1, 1_000_000_000, "tickets of lottery and stride", static (r, cell) => r.tickets = r.Number(cell)),
        new("affinity", 0, MostCpu, "the CPUs it may run on: 0 2 5..7", static (r, cell) => r.affinity = r.Cpus(cell)),
    ];

    private readonly SourceText source;
    private readonly DiagnosticBag diagnostics;
    private readonly List<CsvCell> cells = [];
    private readonly List<WorkloadJob> jobs = [];
    private ColumnRow[] header = [];

    // The line that is being read.
    private ColumnRow column = Columns[0];
    private string? name;
    private long arrival;
    private long? burst;
    private long? every;
    private long? length;
    private long[]? steps;
    private long nice;
    private long priority;
    private long? tickets;
    private ulong[]? affinity;

    private CsvJobs(SourceText source, DiagnosticBag diagnostics)
    {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /// <summary>The names of the columns.</summary>
    public static string[] ColumnNames => Array.ConvertAll(Columns, static row => row.Name);

    private sealed record ColumnRow(string Name, long Least, long Most, string Summary, Action<CsvJobs, CsvCell> Take);

    /// <summary>The jobs in the order of the file.</summary>
    public static List<WorkloadJob> Read(SourceText source, DiagnosticBag diagnostics)
    {
        var reader = new CsvJobs(source, diagnostics);
        reader.ReadAll();
        return reader.jobs;
    }

    private void ReadAll()
    {
        string text = source.Text;
        for (int start = 0; start < text.Length && !diagnostics.IsFull; start = CsvLine.EndOf(text, start) + 1)
        {
            int end = CsvLine.EndOf(text, start);
            if (CsvLine.IsBlank(text.AsSpan(start, end - start)))
            {
                continue;
            }

            if (!CsvLine.Split(text, start, end, cells, diagnostics))
            {
                if (header.Length == 0)
                {
                    return;
                }
            }
            else if (header.Length == 0)
            {
                if (!ReadHeader())
                {
                    return;
                }
            }
            else if (!ReadJob(Span.Between(cells[0].Span, cells[^1].Span)))
            {
                return;
            }
        }
    }

    private bool ReadHeader()
    {
        string known = $"the columns are {string.Join(", ", Columns.Select(row => row.Name))}";
        int errors = diagnostics.ErrorCount;
        var found = new List<ColumnRow>();
        foreach (CsvCell cell in cells)
        {
            string text = cell.Text(source.Text).Trim();
            ColumnRow? row = Array.Find(Columns, row => string.Equals(row.Name, text, StringComparison.OrdinalIgnoreCase));
            if (row is null)
            {
                string? hint = text.AsSpan().ContainsAny(';', '\t') ? "columns are separated by commas." : Spelling.DidYouMean(text, Columns.Select(c => c.Name));
                diagnostics.Error(DiagnosticTable.JobColumns, cell.Span, $"there is no column `{text}`", hint is null ? known : $"{hint} {known}");
            }
            else if (found.Contains(row))
            {
                diagnostics.Error(DiagnosticTable.JobColumns, cell.Span, $"the column `{text}` is there twice");
            }
            else
            {
                found.Add(row);
            }
        }

        if (diagnostics.ErrorCount == errors && !found.Exists(row => row.Name is "burst" or "io"))
        {
            diagnostics.Error(DiagnosticTable.JobColumns, Span.Between(cells[0].Span, cells[^1].Span), "no column says what the jobs compute", "add `burst` (or `io`) to the header, the first line");
        }

        header = [.. found];
        return diagnostics.ErrorCount == errors;
    }

    // False: there are too many.
    private bool ReadJob(Span line)
    {
        if (cells.Count > header.Length)
        {
            diagnostics.Error(DiagnosticTable.JobColumns, cells[header.Length].Span, $"{cells.Count} cells, and the header has {header.Length}", "a cell with a comma in it stands in quotes");
            return true;
        }

        if (jobs.Count == JobFile.MostJobs)
        {
            diagnostics.Error(DiagnosticTable.JobValue, line, $"more than {JobFile.MostJobs} jobs");
            return false;
        }

        int errors = diagnostics.ErrorCount;
        Clear();
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].Span.Length > 0)
            {
                column = header[i];
                column.Take(this, cells[i]);
            }
        }

        if (diagnostics.ErrorCount == errors)
        {
            Add(line);
        }

        return true;
    }

    private void Clear()
    {
        (name, arrival, burst, every, length, steps, nice, priority, tickets, affinity) = (null, 0, null, null, null, null, 0, 0, null, null);
    }

    private void Add(Span line)
    {
        string? wrong = (burst, steps, every, length) switch
        {
            (null, null, _, _) => "the job has no `burst`",
            (not null, not null, _, _) => "the job has a `burst` and an `io`; one of them is enough",
            (null, _, not null, _) or (null, _, _, not null) => "`io_every` and `io_len` go with `burst`, not with `io`",
            (_, _, null, not null) => "`io_len` without `io_every`: after how many ticks of computing?",
            _ => null,
        };
        if (wrong is not null)
        {
            diagnostics.Error(DiagnosticTable.JobValue, line, wrong);
            return;
        }

        string called = name ?? string.Create(CultureInfo.InvariantCulture, $"J{jobs.Count + 1}");
        jobs.Add(new WorkloadJob(called, arrival, steps is null ? JobPattern.Periodic(burst!.Value, every ?? 0, length ?? 1) : JobPattern.Listed(steps))
        {
            Nice = (int)nice,
            Priority = (int)priority,
            Tickets = (int?)tickets,
            Affinity = affinity,
        });
    }

    private string TextOf(CsvCell cell)
    {
        string text = cell.Text(source.Text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        diagnostics.Error(DiagnosticTable.JobValue, cell.Span, "a name has ASCII letters, digits and signs only");
        return "";
    }

    private long Number(CsvCell cell)
    {
        Span span = cell.IsQuoted ? new Span(cell.Span.Start + 1, cell.Span.Length - 2) : cell.Span;
        return Number(span);
    }

    private long Number(Span span)
    {
        if (long.TryParse(source.Text.AsSpan(span.Start, span.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number >= column.Least && number <= column.Most)
        {
            return number;
        }

        diagnostics.Error(DiagnosticTable.JobValue, span, $"`{column.Name}` cannot be `{source.Text.Substring(span.Start, span.Length)}`",
            $"a whole number from {column.Least} to {column.Most}: {column.Summary}");
        return 0;
    }

    // Words between spaces, with their places.
    private List<Span> Words(CsvCell cell)
    {
        var words = new List<Span>();
        int end = cell.Span.End - (cell.IsQuoted ? 1 : 0);
        for (int at = cell.Span.Start + (cell.IsQuoted ? 1 : 0); at < end;)
        {
            int stop = at;
            while (stop < end && source.Text[stop] != ' ')
            {
                stop++;
            }

            if (stop > at)
            {
                words.Add(new Span(at, stop - at));
            }

            at = stop + 1;
        }

        return words;
    }

    // `5:3 5:3 2`: compute 5, I/O 3, compute 5, I/O 3, compute 2. Without a compute at the end, the job ends with its I/O.
    private long[] Steps(CsvCell cell)
    {
        var read = new List<long>();
        foreach (Span word in Words(cell))
        {
            int colon = source.Text.AsSpan(word.Start, word.Length).IndexOf(':');
            if (read.Count % 2 == 1)
            {
                diagnostics.Error(DiagnosticTable.JobValue, word, "a compute without I/O stands at the end only", $"{column.Summary}");
                return [];
            }

            read.Add(Number(colon < 0 ? word : new Span(word.Start, colon)));
            if (colon >= 0)
            {
                read.Add(Number(new Span(word.Start + colon + 1, word.Length - colon - 1)));
            }
        }

        if (read.Count is 0 or > MostSteps)
        {
            diagnostics.Error(DiagnosticTable.JobValue, cell.Span, read.Count == 0 ? "no steps" : $"more than {MostSteps} steps", column.Summary);
        }

        return [.. read];
    }

    private ulong[]? Cpus(CsvCell cell)
    {
        var cpus = new List<long>();
        foreach (Span word in Words(cell))
        {
            int dots = source.Text.AsSpan(word.Start, word.Length).IndexOf("..", StringComparison.Ordinal);
            long first = Number(dots < 0 ? word : new Span(word.Start, dots));
            long last = dots < 0 ? first : Number(new Span(word.Start + dots + 2, word.Length - dots - 2));
            for (long cpu = first; cpu <= last; cpu++)
            {
                cpus.Add(cpu);
            }
        }

        if (cpus.Count > 0)
        {
            return CpuMask.Of([.. cpus]);
        }

        diagnostics.Error(DiagnosticTable.JobValue, cell.Span, "no CPU at all", column.Summary);
        return null;
    }
}
