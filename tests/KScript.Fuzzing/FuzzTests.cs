// A bounded number of inputs in every run of the tests, and as many as one likes with tests/KScript.Fuzzing/fuzz. What is found is named by
// its target and number, and written to artifacts/fuzz.
using System.Globalization;

namespace KScript.Fuzzing;

public class FuzzTests
{
    // In all targets together: some twenty seconds.
    private const long UsualInputs = 3_000;

    // So many kinds of findings are told, of each target.
    private const int MostFindings = 20;

    private static readonly long Inputs = NumberOf("KSCRIPT_FUZZ_INPUTS") ?? UsualInputs;
    private static readonly long First = NumberOf("KSCRIPT_FUZZ_FIRST") ?? 0;

    // Who runs for long wants to know the input of a crash that no catch sees.
    private static readonly bool KeepsLast = NumberOf("KSCRIPT_FUZZ_INPUTS") is not null;

    public static TheoryData<string> Targets() => [.. Target.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks(string name)
    {
        int index = IndexOf(name);
        Target target = Target.All[index];
        var mutator = new Mutator(Corpus.Seeds(target.Kind), Words(target.Kind));
        var findings = new Dictionary<string, string>();
        long count = Math.Max(1, Inputs * target.Share / 100);
        for (long number = First; number < First + count && findings.Count < MostFindings; number++)
        {
            string input = mutator.Input(index, number);
            if (KeepsLast)
            {
                Write($"last-{name}", input);
            }

            if (Finding(target, input) is { } finding && findings.TryAdd(Where(finding), $"input {number}: {finding}"))
            {
                Write(string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"), input);
            }
        }

        Assert.True(findings.Count == 0, $"{name}: {string.Join("\n\n", findings.Values)}\nThe inputs are in artifacts/fuzz; one that is mended goes to corpus/{target.Kind}.");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_broke_once_does_not_again(string name)
    {
        Target target = Target.All[IndexOf(name)];
        Assert.All(Corpus.Files(target.Kind), file => Assert.Null(Finding(target, file.Text)));
    }

    [Fact]
    public void A_number_names_an_input()
    {
        var one = new Mutator(Corpus.Seeds("scripts"), Words("scripts"));
        var other = new Mutator(Corpus.Seeds("scripts"), Words("scripts"));
        string[] inputs = [.. Enumerable.Range(0, 200).Select(number => one.Input(1, number))];
        Assert.Equal(inputs, Enumerable.Range(0, 200).Select(number => other.Input(1, number)));
        Assert.InRange(inputs.Distinct().Count(), 190, 200);
        Assert.NotEqual(inputs, Enumerable.Range(0, 200).Select(number => one.Input(2, number)));
    }

    private static int IndexOf(string name) => Target.All.ToList().FindIndex(target => target.Name == name);

    private static string? Finding(Target target, string input)
    {
        try
        {
            target.Try(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }

    // Two findings are one where they come from the same place.
    private static string Where(string finding) =>
        string.Join('\n', finding.Split('\n').Where(line => line.Contains(" in ", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal)).Take(3));

    private static IReadOnlyList<string> Words(string kind) => kind switch
    {
        "jobs" => ["arrival", "burst", "io_every", "io_len", "io", "name", "nice", "priority", ",", ",,", "\"", "1:2 3", "; MaxProcs: 4\n", " -1", "\n"],
        "settings" => [.. Mutator.LanguageWords, "q=", "queues=", "cpus=", "boost=", "window=", "balance=", "ips=", "rt_period=", "preempt=", "percpu", "machine ", "sched ", "linux "],
        _ => Mutator.LanguageWords,
    };

    private static void Write(string name, string input)
    {
        string folder = Path.Combine(KScript.Interpreter.Tests.Repository.Root, "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, name + ".txt"), System.Text.Encoding.UTF8.GetBytes(input));
    }

    private static long? NumberOf(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
