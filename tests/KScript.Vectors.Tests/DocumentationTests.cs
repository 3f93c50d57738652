// Every ```kscript block of README.md and docs/*.md is run: a page that shows a script shows one that works.
// ```kscript exit=1 says that the run shall end with that exit code; ```kscript norun is not run (a fragment).
using System.Globalization;
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;

namespace KScript.Vectors.Tests;

public class DocumentationTests
{
    public static TheoryData<string, int> Blocks()
    {
        var data = new TheoryData<string, int>();
        foreach (string page in Pages())
        {
            foreach (Block block in Read(page))
            {
                data.Add(page, block.Line);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_script_ends_as_the_page_says(string page, int line)
    {
        Block block = Read(page).Single(b => b.Line == line);

        ScriptResult result = ScriptRunner.Run($"{page}:{line}", block.Text);

        Assert.True(result.ExitCode == block.ExitCode, $"{page}, line {line}: exit code {result.ExitCode}, not {block.ExitCode}\n{result.Messages}");
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_script_is_in_the_canonical_layout(string page, int line)
    {
        Block block = Read(page).Single(b => b.Line == line);

        Assert.Equal(Formatter.Format(new SourceText(page, block.Text)).Text, block.Text);
    }

    [Fact]
    public void Every_fence_says_what_it_holds()
    {
        string[] known = ["", "kscript", "sh", "text", "json", "csharp", "c", "diff", "antlr", "xml", "repl"];
        foreach (string page in Pages())
        {
            foreach (string fence in Fences(page))
            {
                Assert.True(known.Contains(fence.Split(' ')[0]), $"{page}: ```{fence} is none of {string.Join(", ", known)}");
            }
        }
    }

    private sealed record Block(int Line, int ExitCode, string Text);

    private static IEnumerable<string> Pages()
    {
        string readme = Repository.PathOf("README.md");
        if (File.Exists(readme))
        {
            yield return "README.md";
        }

        foreach (string path in Directory.GetFiles(Repository.PathOf("docs"), "*.md").Order(StringComparer.Ordinal))
        {
            yield return "docs/" + Path.GetFileName(path);
        }
    }

    private static IEnumerable<string> Fences(string page)
    {
        bool inside = false;
        foreach (string line in File.ReadLines(Repository.PathOf(page.Split('/'))))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            if (!inside)
            {
                yield return line[3..].Trim();
            }

            inside = !inside;
        }
    }

    private static List<Block> Read(string page)
    {
        var blocks = new List<Block>();
        StringBuilder? text = null;
        int number = 0, start = 0, exitCode = 0;
        foreach (string line in File.ReadLines(Repository.PathOf(page.Split('/'))))
        {
            number++;
            if (text is not null && line.StartsWith("```", StringComparison.Ordinal))
            {
                blocks.Add(new Block(start, exitCode, text.ToString()));
                text = null;
            }
            else if (text is not null)
            {
                text.Append(line).Append('\n');
            }
            else if (line.StartsWith("```kscript", StringComparison.Ordinal) && !line.Contains("norun", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                string? exit = words.FirstOrDefault(w => w.StartsWith("exit=", StringComparison.Ordinal));
                exitCode = exit is null ? 0 : int.Parse(exit[5..], CultureInfo.InvariantCulture);
                start = number;
                text = new StringBuilder();
            }
        }

        return blocks;
    }
}
