// Sound before small: of random scripts the ends with every instruction a step and nothing left out are the ends with each rule alone and with
// all together. KSCRIPT_CHECK_SEEDS=FROM,COUNT tries others than those of every run.
using System.Globalization;
using KScript.Checker.Exploring;
using KScript.Checker.States;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;

namespace KScript.Checker.Tests;

public sealed class ReductionTests
{
    private const int MostStates = 6000;

    private sealed record Way(string Name, Sameness Sameness, bool Reduces, bool Guards = true);

    private static readonly Way[] Ways =
    [
        new("private code in one step", Sameness.None, false, Guards: false),
        new("guarded waits", Sameness.None, false),
        new("names", new(LiveOnly: false, SortSiblings: false), false),
        new("live registers", new(SortSiblings: false), false),
        new("sorted siblings", new(), false),
        new("sets without sorting", new(SortSiblings: false), true),
        new("all", new(), true),
    ];

    /// <summary>What is left at an end, pids aside: why it halted, who is where, what shared memory and live top-level variables hold.</summary>
    internal static string Describe(CompiledProgram program, Machine m)
    {
        var left = new List<string>();
        for (int task = 2; task <= m.S.TaskTop; task++)
        {
            TaskState state = m.Tasks[task].State;
            if (state == TaskState.Free)
            {
                continue;
            }

            // Blocked in a wait and standing before it is the same.
            bool waits = state == TaskState.Interruptible && m.Tasks[task].WaitsOn.Kind == WaitKind.Child;
            string where = m.Contexts[task] is VmContext context ? "@" + program.StatementAt(context.ProgramCounter).Start.ToString(CultureInfo.InvariantCulture) : "";
            left.Add((waits ? TaskState.Ready : state) + where);
        }

        left.Sort(StringComparer.Ordinal);
        string shared = m.Shared is SharedVariables memory ? string.Join(",", memory.Numbers) : "";
        return $"{m.HaltReason} [{string.Join(' ', left)}] {shared}";
    }

    internal static HashSet<string>? Ends(CompiledProgram program, TimeRule time, bool everyInstruction, Sameness sameness, bool reduces, bool guards, int leftOut = 0)
    {
        var model = new Model(program, time, everyInstruction: everyInstruction);
        model = new Model(program, time, everyInstruction: everyInstruction) { Rules = model.Rules with { GuardsWaits = guards && model.Rules.GuardsWaits } };
        var ends = new HashSet<string>(StringComparer.Ordinal);
        ExploreResult result = new Exploration(model, new ExploreOptions
        {
            Sameness = sameness,
            Reduces = reduces,
            RuleLeftOut = leftOut,
            Limits = new ExploreLimits { States = MostStates },
        })
        { AtEnd = machine => ends.Add(Describe(model.Program, machine)) }.Run();
        return result.Bound is null ? ends : null;
    }

    private static (int From, int Count) Seeds()
    {
        string[] words = (Environment.GetEnvironmentVariable("KSCRIPT_CHECK_SEEDS") ?? "1,60").Split(',');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData((int)TimeRule.Free)]
    [InlineData((int)TimeRule.Patient)]
    public void Every_reduction_leaves_the_ends_as_they_are(int rule)
    {
        var time = (TimeRule)rule;
        (int from, int count) = Seeds();
        int done = 0;
        for (int seed = from; seed < from + count; seed++)
        {
            string text = RandomScripts.Of(seed);
            CompiledProgram program = StateCountTests.Compile(text);
            if (Ends(program, time, everyInstruction: true, Sameness.None, reduces: false, guards: false) is not { } basis)
            {
                continue;
            }

            done++;
            foreach (Way way in Ways)
            {
                HashSet<string>? ends = Ends(program, time, everyInstruction: false, way.Sameness, way.Reduces, way.Guards);
                Assert.True(ends is not null && ends.SetEquals(basis), $"seed {seed}, {way.Name}:\nlost {string.Join(" | ", basis.Except(ends ?? []))}\nmore {string.Join(" | ", (ends ?? []).Except(basis))}\n{text}");
            }
        }

        Assert.InRange(done, count / 2, count);
    }

    [Fact]
    public void Patient_ends_are_among_those_of_free_time()
    {
        (int from, int count) = Seeds();
        for (int seed = from; seed < from + count; seed++)
        {
            CompiledProgram program = StateCountTests.Compile(RandomScripts.Of(seed));
            if (Ends(program, TimeRule.Patient, false, new(), true, true) is { } patient && Ends(program, TimeRule.Free, false, new(), true, true) is { } free)
            {
                Assert.True(patient.IsSubsetOf(free), $"seed {seed}: {string.Join(" | ", patient.Except(free))}\n{RandomScripts.Of(seed)}");
            }
        }
    }
}
