// Files of jobs: CSV with its columns in any order, and the Standard Workload Format.
using System.Globalization;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;
using KScript.Workbench.Workloads;

namespace KScript.Workbench.Tests;

public class JobFileTests
{
    private static JobFileResult Read(string text, string name = "jobs.csv", int scale = 1) => JobFile.Read(new SourceText(name, text), scale);

    private static WorkloadJob[] JobsOf(string text, string name = "jobs.csv", int scale = 1)
    {
        var result = Read(text, name, scale);
        Assert.Empty(result.Diagnostics);
        return result.Workload!.Jobs;
    }

    private static long[] Steps(WorkloadJob job) => [.. Enumerable.Range(0, (int)job.Pattern.Count).Select(i => job.Pattern.Step(i))];

    // "2:3 message" of each finding.
    private static string[] Findings(JobFileResult result, string text) =>
        [.. result.Diagnostics.Select(d => string.Create(CultureInfo.InvariantCulture, $"{new SourceText("", text).Position(d.Span.Start)} {d.Message}"))];

    [Fact]
    public void Columns_stand_in_any_order_and_empty_cells_take_the_default()
    {
        var jobs = JobsOf("burst,name,nice,arrival,tickets,priority,affinity,io_every,io_len\n7,A,-5,3,20,4,0 2..3,3,2\n9\n");
        Assert.Equal(("A", 3L, -5, 4, (int?)20, 13UL), (jobs[0].Name, jobs[0].At, jobs[0].Nice, jobs[0].Priority, jobs[0].Tickets, jobs[0].Affinity![0]));
        Assert.Equal([3, 2, 3, 2, 1], Steps(jobs[0]));
        Assert.Equal(("J2", 0L, 0, 0, null, null), (jobs[1].Name, jobs[1].At, jobs[1].Nice, jobs[1].Priority, jobs[1].Tickets, jobs[1].Affinity));
        Assert.Equal([9], Steps(jobs[1]));
    }

    [Fact]
    public void Comments_quotes_spaces_and_line_ends_of_Windows()
    {
        var jobs = JobsOf("# made by hand\r\n Name , BURST \r\n\r\n\"A, the \"\"first\"\"\" , \"5\" \r\n# the other\r\nB,6");
        Assert.Equal(["A, the \"first\"", "B"], jobs.Select(job => job.Name));
        Assert.Equal([5, 6], jobs.Select(job => job.Pattern.Cpu));
    }

    [Theory]
    [InlineData("2:5 2:5 1", new long[] { 2, 5, 2, 5, 1 })]
    [InlineData("3", new long[] { 3 })]
    [InlineData("3:1", new long[] { 3, 1 })]
    public void An_io_pattern_is_computing_and_io_in_turn(string pattern, long[] steps) => Assert.Equal(steps, Steps(JobsOf("io\n" + pattern)[0]));

    [Theory]
    [InlineData("name,arival\n", "(1, 6) there is no column `arival`")]
    [InlineData("name,arrival\nA,1\n", "(1, 1) no column says what the jobs compute")]
    [InlineData("burst,burst\n1,1\n", "(1, 7) the column `burst` is there twice")]
    [InlineData("burst;arrival\n1;1\n", "(1, 1) there is no column `burst;arrival`")]
    [InlineData("name,burst\nA,1.5\nB,-1\nC,x\n", "(2, 3) `burst` cannot be `1.5`", "(3, 3) `burst` cannot be `-1`", "(4, 3) `burst` cannot be `x`")]
    [InlineData("burst,nice\n1,20\n1,-21\n", "(2, 3) `nice` cannot be `20`", "(3, 3) `nice` cannot be `-21`")]
    [InlineData("burst\n1,2\n", "(2, 3) 2 cells, and the header has 1")]
    [InlineData("name,burst\nA,\n", "(2, 1) the job has no `burst`")]
    [InlineData("burst,io\n1,2:3\n", "(2, 1) the job has a `burst` and an `io`; one of them is enough")]
    [InlineData("io,io_len\n1,2\n", "(2, 1) `io_every` and `io_len` go with `burst`, not with `io`")]
    [InlineData("burst,io_len\n1,2\n", "(2, 1) `io_len` without `io_every`: after how many ticks of computing?")]
    [InlineData("io\n3 4\n", "(2, 3) a compute without I/O stands at the end only")]
    [InlineData("io\n3:\n", "(2, 3) `io` cannot be ``")]
    [InlineData("burst,affinity\n1,\" \"\n", "(2, 3) no CPU at all")]
    [InlineData("burst\n\"1\n", "(2, 1) a quote that does not end its cell")]
    [InlineData("burst\n\"1\"2\n", "(2, 1) a quote that does not end its cell")]
    [InlineData("name,burst\nA\tB,1\n", "(2, 1) a name has ASCII letters, digits and signs only")]
    [InlineData("", "(1, 1) there are no jobs in the file")]
    [InlineData("burst\n# nothing\n", "(1, 1) there are no jobs in the file")]
    public void Says_where_and_what(string text, params string[] expected)
    {
        var result = Read(text);
        Assert.Null(result.Workload);
        Assert.Equal(expected, Findings(result, text));
    }

    [Fact]
    public void Stops_after_twenty_errors()
    {
        var result = Read("burst\n" + string.Concat(Enumerable.Repeat("x\n", 100_000)));
        Assert.Equal(21, result.Diagnostics.Count);
        Assert.Equal(DiagnosticTable.TooManyErrors.Code, result.Diagnostics[^1].Code);
    }

    // Submit times and run times of the first lines' fields 2 and 4 (swf.html, version 2.2).
    private const string Log = """
        ; Version: 2.2
        ; MaxProcs: 128
            1    0    3   10    1   -1   -1    1   -1   -1    1    1    1   -1    1   -1   -1   -1
            2  4.5   -1  2.4   64   -1   -1   64   -1   -1    5    1    1   -1    1   -1   -1   -1
            3    6   -1    0    1   -1   -1    1   -1   -1    0    1    1   -1    1   -1   -1   -1
        """;

    [Fact]
    public void Swf_jobs_arrive_at_their_submit_time_and_compute_their_run_time()
    {
        var jobs = JobsOf(Log, "log.swf", scale: 10);
        Assert.Equal(["J1", "J2", "J3"], jobs.Select(job => job.Name));
        Assert.Equal([0, 45, 60], jobs.Select(job => job.At));
        Assert.Equal([100, 24, 1], jobs.Select(job => job.Pattern.Cpu));
        Assert.Equal([0, 5, 6], JobsOf(Log, "log.swf").Select(job => job.At));
        Assert.Equal(3, JobsOf(Log, "<stdin>").Length);
    }

    [Fact]
    public void Swf_jobs_without_a_run_time_are_left_out_and_parts_of_jobs_are_no_jobs()
    {
        const string Text = "1 0 0 -1 1 1 1 1 1 1 5 1 1 1 1 1 1 1\n2 0 0 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n2 0 0 4 1 1 1 1 1 1 2 1 1 1 1 1 1 1\n2 4 0 5 1 1 1 1 1 1 3 1 1 1 1 1 1 1\n3 -1 0 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n";
        var result = Read(Text, "log.swf");
        Assert.Equal(["J2"], result.Workload!.Jobs.Select(job => job.Name));
        Assert.Equal(["(1, 7) 2 jobs are left out: the submit time or the run time is not known (-1), here first"], Findings(result, Text));
        Assert.Equal(Severity.Warning, result.Diagnostics[0].Severity);
    }

    [Theory]
    [InlineData("1 2 3\n", "(1, 1) 3 fields, and a line of this format has 18")]
    [InlineData("1 0 0 x 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n", "(1, 7) field 4 cannot be `x`")]
    [InlineData("1 0 0 99999999999999 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n", "(1, 7) field 4 cannot be `99999999999999`")]
    [InlineData("; nothing\n", "(1, 1) there are no jobs in the file")]
    public void Swf_errors_say_where_and_what(string text, string expected)
    {
        var result = Read(text, "log.swf");
        Assert.Null(result.Workload);
        Assert.Equal([expected], Findings(result, text));
    }

    // Files with a few characters changed: read or refused, with positions in the file, and never an exception.
    [Theory]
    [InlineData("name,arrival,burst,io,affinity\n\"a\",1,2,,0..1\nb,2,,3:4 5,\n", "jobs.csv")]
    [InlineData("; x\n1 0 3 10 1 -1 -1 1 -1 -1 1 1 1 -1 1 -1 -1 -1\n", "log.swf")]
    public void Any_text_is_read_or_refused(string text, string name)
    {
        const string Signs = "\0\n\r\t \",;:.-#9x\u00e9\ud83d";
        ulong random = 1;
        for (int round = 0; round < 3000; round++)
        {
            char[] changed = text.ToCharArray();
            for (int i = 0; i < 1 + (round % 4); i++)
            {
                random = (random * 6364136223846793005) + 1442695040888963407;
                changed[(random >> 33) % (ulong)changed.Length] = Signs[(int)((random >> 20) % (ulong)Signs.Length)];
            }

            var result = Read(new string(changed), name);
            Assert.True(result.Workload is not null || result.Diagnostics.Count > 0);
            Assert.All(result.Diagnostics, d => Assert.InRange(d.Span.End, 0, text.Length));
        }
    }
}
