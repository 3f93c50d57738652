// The fork vectors: trees of processes after each fork and exit, with orphans given to the root. As a script the root is
// main, a subreaper that ignores SIGCHLD, because the vectors know no zombies. After each step the script asserts the children of every
// process, in order.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KScript.Vectors.Tests;

public class OstepForkTests
{
    public static TheoryData<string> Vectors()
    {
        var data = new TheoryData<string>();
        foreach (Vector vector in Load())
        {
            data.Add(vector.Id);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Orphans_go_to_the_root_in_order(string id)
    {
        Vector vector = Load().Single(v => v.Id == id);
        string script = Script(vector);

        ScriptResult result = ScriptRunner.Run(id + ".ks", script);

        // Where a process with grandchildren exits, the simulator flattens the whole subtree; POSIX moves the direct
        // children only. Such a run must fail an assert, or else the model flattens as well.
        int expected = vector.InitChildrenOnly ? 0 : 1;
        Assert.True(result.ExitCode == expected, $"exit code {result.ExitCode}, not {expected}\n{result.Messages}\n{script}");
    }

    private sealed record Vector(string Id, string[][] Actions, bool InitChildrenOnly, (bool Ok, JsonElement Tree)[] Steps);

    private static List<Vector> Load()
    {
        string path = Repository.PathOf("tests", "vectors", "ostep", "fork.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(v => new Vector(
            v.GetProperty("id").GetString()!,
            v.GetProperty("actions").Deserialize<string[][]>()!,
            v.GetProperty("init_children_only").GetBoolean(),
            [.. v.GetProperty("steps").GetProperty("init").EnumerateArray().Select(s => (s.GetProperty("ok").GetBoolean(), s.GetProperty("tree").Clone()))]))];
    }

    // Step i happens at time 10 * i, and is looked at five ticks later.
    private static string Script(Vector vector)
    {
        List<string> names = ["a", .. vector.Actions.Where(a => a[0] == "fork").Select(a => a[2])];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {vector.Id}\nsubreaper(true)\nsignal SIGCHLD ignore\nshared pid = [{string.Join(", ", names.Select(_ => "0"))}]\npid[0] = getpid()\n");
        for (int i = 0; i < vector.Actions.Length; i++)
        {
            if (vector.Actions[i][1] == "a")
            {
                Act(text, vector, names, i, "");
            }

            text.Append(CultureInfo.InvariantCulture, $"until now() == {10 * i + 5}\n");
            AssertTree(text, names, i, vector.Steps[i].Tree);
        }

        return text.ToString();
    }

    private static void Act(StringBuilder text, Vector vector, List<string> names, int step, string indent)
    {
        string[] action = vector.Actions[step];
        if (!vector.Steps[step].Ok)
        {
            return; // leaf_only: the simulator refuses; a kernel has no such rule, so the process does not try
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}until now() == {10 * step}\n");
        if (action[0] == "exit")
        {
            text.Append(indent).Append("exit\n");
            return;
        }

        string child = action[2];
        text.Append(CultureInfo.InvariantCulture, $"{indent}pid[{names.IndexOf(child)}] = fork {child} {{\n");
        for (int i = step + 1; i < vector.Actions.Length; i++)
        {
            if (vector.Actions[i][1] == child)
            {
                Act(text, vector, names, i, indent + "    ");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}    until now() == {10 * vector.Actions.Length}\n{indent}}}\n");
    }

    private static void AssertTree(StringBuilder text, List<string> names, int step, JsonElement tree)
    {
        string parent = tree[0].GetString()!;
        JsonElement[] children = [.. tree.EnumerateArray().Skip(1)];
        string list = string.Join(", ", children.Select(c => $"pid[{names.IndexOf(c[0].GetString()!)}]"));
        text.Append(CultureInfo.InvariantCulture, $"assert children(pid[{names.IndexOf(parent)}]) == [{list}], \"step {step}: {parent}\"\n");
        foreach (JsonElement child in children)
        {
            AssertTree(text, names, step, child);
        }
    }
}
