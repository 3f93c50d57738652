// How many states each rule leaves, with the exact numbers: a rule that leaves more is a loss, one that leaves fewer is to be understood.
using KScript.Checker.Exploring;
using KScript.Checker.States;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Checker.Tests;

public sealed class StateCountTests
{
    internal static CompiledProgram Compile(string text)
    {
        var compiled = Workbench.Runs.Script.Compile(new SourceText("script.ks", text));
        Assert.DoesNotContain(compiled.Diagnostics, static diagnostic => diagnostic.Severity == Severity.Error);
        return compiled.Program!;
    }

    private static ExploreResult Explore(string text, Sameness sameness, bool reduces)
    {
        var model = new Model(Compile(text), TimeRule.Free);
        ExploreResult result = new Exploration(model, new ExploreOptions { Sameness = sameness, Reduces = reduces }).Run();
        Assert.Null(result.Bound);
        return result;
    }

    private static int[] Counts(string text) =>
    [
        Explore(text, new Sameness(LiveOnly: false, SortSiblings: false), reduces: false).States,
        Explore(text, new Sameness(SortSiblings: false), reduces: false).States,
        Explore(text, new Sameness(), reduces: false).States,
        Explore(text, new Sameness(), reduces: true).States,
    ];

    [Theory]
    [InlineData(3, 1, 539, 271, 121, 57)]
    [InlineData(4, 1, 7441, 2003, 399, 117)]
    [InlineData(3, 2, 7006, 2278, 701, 270)]
    public void Forks_that_add_to_a_counter(int n, int k, int named, int live, int sorted, int reduced) =>
        Assert.Equal([named, live, sorted, reduced], Counts(ModelScripts.Fork(n, k)));

    [Theory]
    [InlineData(3, false, 79, 57, 42, 42)]
    [InlineData(4, false, 284, 141, 79, 79)]
    [InlineData(5, false, 1065, 329, 135, 135)]
    [InlineData(6, false, 4102, 732, 214, 214)]
    [InlineData(3, true, 96, 65, 50, 50)]
    [InlineData(4, true, 336, 151, 91, 91)]
    [InlineData(5, true, 1220, 332, 150, 150)]
    public void Handlers_of_SIGCHLD(int n, bool loop, int named, int live, int sorted, int reduced) =>
        Assert.Equal([named, live, sorted, reduced], Counts(ModelScripts.Sigchld(n, loop)));

    [Fact]
    public void Supervisors_with_workers()
    {
        int[] counts = Counts(ModelScripts.Families(4, 2));
        Assert.Equal([1288, 48], counts[2..]);
    }
}
