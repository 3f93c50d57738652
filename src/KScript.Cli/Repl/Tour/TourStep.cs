// What a step of the tour is. The steps are rows of TourChapters.cs; what they say is in TourTexts.*.cs, by their names.
namespace KScript.Cli.Repl.Tour;

/// <summary>What the machine showed that makes a step done: a sentence, and what is put into it.</summary>
internal sealed record Seen(TourSentence Sentence, params object[] Values);

/// <summary>Something to do, and how the machine shows that it was done.</summary>
/// <param name="Name">The name of its texts: "zombie.make".</param>
/// <param name="Way">Lines that do it on the machine that the steps before leave behind; one way of many. The hint shows them.</param>
/// <param name="Check">Looks at the machine after an input; null: not done yet.</param>
internal sealed record TourStep(string Name, string[] Way, Func<TourFacts, Seen?> Check);

/// <summary>Steps that share a machine.</summary>
/// <param name="Name">The name of its title.</param>
/// <param name="Steps">Its steps in order.</param>
internal sealed record TourChapter(string Name, TourStep[] Steps);
