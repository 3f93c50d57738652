// How the machine shows that the steps about the double fork are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 5.</summary>
internal static class DoubleForkChecks
{
    /// <summary>The three of a double fork.</summary>
    private readonly record struct Family(int First, int Middle, int Grandchild);

    /// <summary>A grandchild lives as init's child, and its grandparent lives too.</summary>
    public static Seen? Made(TourFacts facts)
    {
        foreach (Family family in Families(facts).Where(family => facts.IsAlive(family.Grandchild)))
        {
            return new Seen(TourSentence.GrandchildAdopted, facts.Label(family.Grandchild), facts.Label(family.Middle));
        }

        return null;
    }

    /// <summary>The one in the middle was collected by its parent, who has no zombie.</summary>
    public static Seen? MiddleCollected(TourFacts facts)
    {
        foreach (Family family in Families(facts))
        {
            bool isCollected = facts.Events.Any(e => e.Kind == TraceEventKind.ProcessReap && e.Pid == family.Middle && e.OtherPid == family.First);
            if (isCollected && !facts.Zombies.Any())
            {
                return new Seen(TourSentence.MiddleCollected, facts.Label(family.First), facts.Label(family.Middle));
            }
        }

        return null;
    }

    /// <summary>The grandchild has ended, and was no zombie of its grandparent.</summary>
    public static Seen? Ended(TourFacts facts)
    {
        foreach (Family family in Families(facts))
        {
            bool isCollected = facts.Recent.Any(e => e.Kind == TraceEventKind.ProcessReap && e.Pid == family.Grandchild && e.OtherPid == 1);
            if (isCollected && !facts.Zombies.Any())
            {
                return new Seen(TourSentence.GrandchildCollected, facts.Label(family.Grandchild), facts.Label(family.First));
            }
        }

        return null;
    }

    /// <summary>Adopted grandchildren, with a grandparent who lives.</summary>
    private static IEnumerable<Family> Families(TourFacts facts)
    {
        List<(int Parent, int Child)> forks = [.. facts.Forks];
        foreach (TraceEvent adoption in facts.Events.Where(e => e.Kind == TraceEventKind.ProcessAdopt && e.OtherPid == 1))
        {
            int middle = forks.FindLast(fork => fork.Child == adoption.Pid).Parent;
            int first = forks.FindLast(fork => fork.Child == middle).Parent;
            if (first != 0 && facts.IsAlive(first))
            {
                yield return new Family(first, middle, adoption.Pid);
            }
        }
    }
}
