// Draws a family and its times, and writes it as a script. Everything happens at even times, each at one of its own, and takes
// no CPU: at odd times it is quiet, whatever the schedule.
using System.Globalization;
using System.Text;

namespace KScript.Cli.Quizzes.Zombies;

/// <summary>A child, and perhaps one of its own that it leaves behind or does not wait for.</summary>
internal sealed record QuizChild(string Name, int Ends, int Code, QuizChild? Own);

/// <summary>A family.</summary>
internal sealed class Scenario
{
    private const int LatestEnd = 16;

    private static readonly string[] Names = ["A", "B", "C", "D"];

    private Scenario(ParentPlan plan, List<QuizChild> children, int time)
    {
        Plan = plan;
        Children = children;
        var text = new StringBuilder(plan.Before);
        string chosen = children[^1].Name;
        foreach (var child in children)
        {
            text.Append(plan.WaitsForOne && child.Name == chosen ? $"let {ParentPlan.Variable(child.Name)} = " : "");
            Write(text, child, "");
        }

        Script = text.Append(plan.After(chosen, time)).ToString();
    }

    /// <summary>What main does.</summary>
    public ParentPlan Plan { get; }

    /// <summary>Main's children in the order of their birth.</summary>
    public IReadOnlyList<QuizChild> Children { get; }

    /// <summary>The script.</summary>
    public string Script { get; }

    /// <summary>Everybody but main, parents before their children.</summary>
    public IEnumerable<QuizChild> Everybody
    {
        get
        {
            foreach (var child in Children)
            {
                yield return child;
                if (child.Own is { } own)
                {
                    yield return own;
                }
            }
        }
    }

    /// <summary>A family of a level: two or three children, from level 2 on with a grandchild.</summary>
    public static Scenario Draw(SplitMix64 random, int level)
    {
        var plan = random.Pick(Array.FindAll(ParentPlan.All, plan => plan.Level <= level && plan.Level >= level - 1));
        int count = level == 1 ? random.Between(2, 3) : level;
        var evens = new List<int>();
        for (int time = 2; time <= LatestEnd; time += 2)
        {
            evens.Add(time);
        }

        var times = random.Pick(evens, count + 2);
        int grandparent = level == 1 ? -1 : random.Between(0, count - 1);
        var children = new List<QuizChild>();
        int name = 0;
        for (int i = 0; i < count; i++)
        {
            string own = Names[name++];
            var grandchild = i == grandparent ? new QuizChild(Names[name++], times[count], random.Between(1, 9), null) : null;
            children.Add(new QuizChild(own, times[i], random.Between(1, 9), grandchild));
        }

        // Who prepares for SIGCHLD shall live to see it.
        return new Scenario(plan, children, plan.Before.Length > 0 ? LatestEnd + 2 : times[count + 1]);
    }

    private static void Write(StringBuilder text, QuizChild child, string indent)
    {
        if (child.Own is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}fork {child.Name} {{ sleep {child.Ends}; exit {child.Code} }}\n");
            return;
        }

        string inner = indent + "    ";
        text.Append(CultureInfo.InvariantCulture, $"{indent}fork {child.Name} {{\n");
        Write(text, child.Own, inner);
        text.Append(CultureInfo.InvariantCulture, $"{inner}sleep {child.Ends}\n{inner}exit {child.Code}\n{indent}}}\n");
    }
}
