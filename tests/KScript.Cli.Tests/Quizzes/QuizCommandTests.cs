// kscript quiz: what it prints, read by eye, and what it says of wrong command lines.
using System.Text.Json;

namespace KScript.Cli.Tests.Quizzes;

public class QuizCommandTests
{
    [Theory]
    [InlineData("sched --seed 7 --sched fcfs")]
    [InlineData("sched --seed 2 --level 2 --sched 'rr q=2' --answers")]
    [InlineData("sched --seed 3 --level 3 --sched 'mlfq q=1 queues=3' --answers")]
    [InlineData("fork --seed 1")]
    [InlineData("fork --seed 4 --level 2 --answers")]
    [InlineData("fork --seed 7 --level 3 --answers")]
    [InlineData("fork --seed 9 --level 3 --answers")]
    [InlineData("fork --seed 13 --level 3 --answers")]
    [InlineData("zombie --seed 1 --answers")]
    [InlineData("zombie --seed 11 --level 2 --answers")]
    [InlineData("zombie --seed 4 --level 2 --answers")]
    [InlineData("zombie --seed 8 --level 3 --answers")]
    [InlineData("zombie --seed 9 --level 3 --answers")]
    [InlineData("zombie --seed 9 --level 3 --answers --lang zh")]
    [InlineData("fork --seed 7 --level 3 --answers --lang zh")]
    [InlineData("sched --seed 3 --level 3 --sched 'rr q=2' --answers --lang zh")]
    [InlineData("fork --count 2 --template")]
    [InlineData("zombie --seed 3 --json --answers")]
    public async System.Threading.Tasks.Task It_prints(string line)
    {
        using var tool = new ToolRun();
        string[] language = line.Contains("--lang", StringComparison.Ordinal) ? [] : ["--lang", "en"];
        var outcome = tool.Run(["quiz", .. Words(line), .. language]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        await Verify(outcome.Out).UseParameters(line.Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "quiz needs KIND: kscript quiz KIND")]
    [InlineData("forks", "there is no quiz 'forks'; there are sched, fork, zombie")]
    [InlineData("fork zombie", "quiz takes one kind; 'zombie' is too many")]
    [InlineData("fork --sched fcfs", "quiz fork takes no --sched: its answers are the same under every policy")]
    [InlineData("fork --level 4", "--level takes a number from 1 to 3, not '4'")]
    [InlineData("fork --seed x", "--seed takes a number, 0 or more, not 'x'")]
    [InlineData("fork --count 101", "--count takes a number from 1 to 100, not '101'")]
    [InlineData("fork --lang fr", "--lang takes en, zh, not 'fr'")]
    [InlineData("fork --grade none.txt", "none.txt: no such file")]
    [InlineData("fork --script --template", "--grade, --template and --script each ask for something else; give one of them")]
    [InlineData("fork --script --count 2", "--script prints one script; leave --count out, and give each --seed of its own")]
    [InlineData("sched --sched 'rr'", "--sched: a problem about rr takes just q, as in --sched \"rr q=4\"")]
    [InlineData("sched --sched 'fcfs q=3'", "--sched \"fcfs q=3\": `sched fcfs` has no setting `q`; write it as in --sched \"rr q=4\"")]
    [InlineData("sched --sched 'rr q=0'", "--sched \"rr q=0\": `q` cannot be `0`; write it as in --sched \"rr q=4\"")]
    [InlineData("sched --sched 'cpus=2'", "--sched \"cpus=2\": this is no policy; write it as in --sched \"rr q=4\"")]
    public void A_wrong_line_is_told_in_one_sentence(string line, string error)
    {
        using var tool = new ToolRun();
        var outcome = tool.Run(["quiz", .. Words(line)]);
        Assert.Equal((2, "", $"kscript: {error}\n"), (outcome.Exit, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData("zombie --seed 3 --json")]
    [InlineData("sched --count 3")]
    [InlineData("fork --level 3 --template")]
    public void Without_answers_there_are_none(string line)
    {
        using var tool = new ToolRun();
        var outcome = tool.Run(["quiz", .. Words(line), "--lang", "en"]);
        Assert.Equal(0, outcome.Exit);
        Assert.DoesNotContain("\n= ", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("  = ", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Working:\n", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\"working\"", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\"answer\"", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_runs()
    {
        using var tool = new ToolRun();
        string script = tool.Run("quiz", "zombie", "--level", "3", "--script").Out;
        Assert.Equal(0, tool.RunWith(script, "run", "-").Exit);
    }

    [Theory]
    [InlineData("5", "6")]
    [InlineData("9223372036854775807", "0")]
    public void Several_problems_are_those_of_seeds_in_a_row(string seed, string next)
    {
        using var tool = new ToolRun();
        string both = tool.Run("quiz", "fork", "--seed", seed, "--count", "2", "--json").Out;
        string second = tool.Run("quiz", "fork", "--seed", next, "--json").Out;
        Assert.Equal(Scripts(second)[0], Scripts(both)[1]);
    }

    [Fact]
    public void Marks_as_json()
    {
        using var tool = new ToolRun().With("a.txt", "processes: 12\nchildren: 3\n");
        var outcome = tool.Run("quiz", "fork", "--seed", "1", "--grade", "a.txt", "--json");
        Assert.Equal(1, outcome.Exit);
        Assert.Equal(
            """{"command":"kscript quiz fork --seed 1 --level 1","right":1,"of":3,"marks":[{"id":"processes","given":"12","verdict":"right"},"""
            + """{"id":"children","given":"3","verdict":"wrong"},{"id":"count.z","given":"","verdict":"missing"}]}""" + "\n",
            outcome.Out);
    }

    private static string[] Scripts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("script").GetString()!)];
    }

    // Words, where quotes hold several together.
    private static string[] Words(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
