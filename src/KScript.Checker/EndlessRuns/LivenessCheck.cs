// `eventually` and `leads to`: the graph with stable names, and in it a lasso on which one of them stays open for ever.
using System.Globalization;
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Checker.States;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Checker.EndlessRuns;

/// <summary>Checks the claims about whole runs.</summary>
internal static class LivenessCheck
{
    /// <summary>The claims that are to be checked.</summary>
    public static Property[] ClaimsOf(CompiledProgram program, CheckedKinds kinds) => Array.FindAll(
        program.Properties, property => property.IsOfRuns && (kinds & KindOf(property)) != 0);

    /// <summary>Explores every fair schedule.</summary>
    /// <param name="model">The script.</param>
    /// <param name="options">What is checked, and the bounds.</param>
    /// <returns>What was seen, and the failure; null: none.</returns>
    public static (ExploreResult Explored, Counterexample? Failure) Of(Model model, CheckOptions options)
    {
        Property[] claims = ClaimsOf(model.Program, options.Check);
        if (claims.Length > StateGraph.MostClaims)
        {
            throw new CannotCheckException($"the script has {claims.Length} claims `eventually` and `leads to`; {StateGraph.MostClaims} can be checked at a time");
        }

        var graph = new StateGraph(model.Program, claims, model.Rules.Patient);
        ExploreResult explored = new Exploration(model, new ExploreOptions
        {
            Sameness = Sameness.OfRuns,
            Reduces = false,
            Limits = options.Limits,
            Progress = options.Progress,
            IsCancelled = options.IsCancelled,
        })
        {
            Observer = graph,
        }.Run();
        var search = new LassoSearch(graph, options.Fairness);
        for (int claim = 0; claim < claims.Length; claim++)
        {
            if (search.Find(claim) is { } lasso)
            {
                var violation = new Violation(KindOf(claims[claim]), MessageOf(model.Program, claims[claim]));
                IReadOnlyList<Choice> path = PlacedPath.Follow(model, [.. lasso.Stem, .. lasso.Cycle], Sameness.OfRuns);
                return (explored, Counterexample.Of(model, path, violation, options.Trace, lasso.Cycle.Count));
            }
        }

        return (explored, null);
    }

    private static CheckedKinds KindOf(Property property) =>
        property.Kind == PropertyKind.Eventually ? CheckedKinds.Eventually : CheckedKinds.LeadsTo;

    private static string MessageOf(CompiledProgram program, Property claim)
    {
        string TextOf(Span span) => program.Source.Text.Substring(span.Start, span.Length);
        int line = program.Source.Position(claim.Span.Start).Line;
        string what = claim.Kind == PropertyKind.Eventually
            ? $"eventually does not come to hold: {TextOf(claim.Assertion.Condition)}"
            : $"{TextOf(claim.Trigger.Condition)} does not lead to {TextOf(claim.Assertion.Condition)}";
        return string.Create(CultureInfo.InvariantCulture, $"line {line}: {what}");
    }
}
