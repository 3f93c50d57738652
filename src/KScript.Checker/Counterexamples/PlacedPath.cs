// A path through states that are one up to names, as the choices of one run: whose they are is found at each of its states by the place in the
// canonical order.
using KScript.Checker.Exploring;
using KScript.Checker.States;
using KScript.Kernel;

namespace KScript.Checker.Counterexamples;

/// <summary>Follows such paths.</summary>
internal static class PlacedPath
{
    /// <summary>The choices, with the slots of a machine that makes them from its start.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Choices whose slots are places.</param>
    /// <param name="sameness">The sameness by which the places were found.</param>
    public static IReadOnlyList<Choice> Follow(Model model, IReadOnlyList<Choice> path, Sameness sameness)
    {
        Machine machine = model.Start();
        var vectors = new StateVector(model, sameness);
        var choices = new List<Choice>();
        foreach (Choice choice in path)
        {
            vectors.Write(machine);
            Choice own = choice with { Slot = vectors.TaskAt(choice.Slot) };
            choices.Add(own);
            machine.Apply(own);
        }

        return choices;
    }
}
