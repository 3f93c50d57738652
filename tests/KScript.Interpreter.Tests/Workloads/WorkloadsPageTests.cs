// docs/workloads.md has a row for each distribution, and names each key of `jobs` and each column of a file of jobs.
using KScript.GeneratedDocs;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Workloads;
using KScript.Workbench.Workloads;
using Xunit;

namespace KScript.Interpreter.Tests.Workloads;

public class WorkloadsPageTests
{
    private const string Page = "docs/workloads.md";

    [Fact]
    public void The_page_has_every_distribution()
    {
        var rows = DistributionTable.Rows.Select(row => $"| `{row.Usage}` | {row.Summary}; {string.Join("; ", row.Parameters.Select(p => $"{p.Key}: {p.Summary}"))} |\n");
        GeneratedPart.Check(Page, "\n| distribution | what |\n| --- | --- |\n" + string.Concat(rows) + "\n");
    }

    [Fact]
    public void The_page_names_every_key_and_column()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, Page));
        Assert.All(JobsCompiler.Keys.Concat(CsvJobs.ColumnNames), name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }
}
