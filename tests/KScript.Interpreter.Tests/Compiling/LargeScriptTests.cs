// Scripts of many thousand parts: compiled, or refused by a diagnostic with a name.
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Compiling;

public class LargeScriptTests
{
    [Fact]
    public void Types_go_through_thousands_of_functions()
    {
        const int Functions = 6000, Step = 1237;
        var text = new StringBuilder();
        for (int i = 0; i < Functions; i++)
        {
            // In the order in which they stand, hardly any knows yet what the one it calls returns.
            int next = (i + Step) % Functions;
            text.Append(next == 0 ? $"fn f{i}(n) {{ return \"text\" }}\n" : $"fn f{i}(n) {{ return f{next}(n) }}\n");
        }

        ScriptRun run = Script.Run(text + "print f0(1)\n");
        Assert.Equal((0, "text\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public void Twenty_thousand_jobs_are_compiled_and_a_name_is_used_once()
    {
        var text = new StringBuilder("sched fcfs\n");
        for (int i = 0; i < 20_000; i++)
        {
            text.Append($"job J{i} {{ compute 1 }}\n");
        }

        Assert.Equal(20_000, Compile(text.ToString()).Program!.Jobs.Length);
        Assert.Contains(Compile(text + "job J7 { compute 1 }\n").Diagnostics, d => d.Message == "the job `J7` is declared twice");
    }

    [Theory]
    [InlineData("job J{0} {{exit}}\n")]
    [InlineData("fork N{0} {{exit}}\n")]
    public void More_names_of_tasks_than_there_are_numbers_for_are_refused_once(string line)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 66_000; i++)
        {
            text.Append(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, i));
        }

        Diagnostic error = Assert.Single(Compile(text.ToString()).Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(("KS0224", "the tasks have more than 65535 different names"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("{", 1)]
    [InlineData("print \"{\"", 0)]
    [InlineData("print \"\\\"{\" # {", 0)]
    [InlineData("f([1, (2", 3)]
    [InlineData("} else {", 0)]
    [InlineData("}", -1)]
    public void Brackets_are_counted_outside_of_texts_and_comments(string line, int open)
    {
        var brackets = default(OpenBrackets);
        brackets.Add(line);
        Assert.Equal(open, brackets.Count);
    }

    private static CompileResult Compile(string text) => Script.Compile(new SourceText("s.ks", text));
}
