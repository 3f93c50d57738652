// Who made whom in a run. Processes are called after their place in the tree, main.2.1 being the first child of main's second,
// because pids depend on the schedule and places do not.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Cli.Quizzes.Forks;

/// <summary>The processes of a run below main.</summary>
internal sealed class ForkTree
{
    private sealed record Node(string Label, List<Node> Children);

    private readonly Node root = new("main", []);
    private readonly Dictionary<int, Node> byPid = [];

    /// <summary>The tree of a run.</summary>
    public ForkTree(ScriptedRun run)
    {
        foreach (var e in run.Events)
        {
            if (e.Kind == TraceEventKind.Boot && e.Pid != 1)
            {
                byPid[e.Pid] = root;
            }
            else if (e.Kind == TraceEventKind.SysExit && e.Number == SyscallNumber.Fork && e.Result > 0)
            {
                var parent = byPid[e.Pid];
                var child = new Node(parent.Label + "." + (parent.Children.Count + 1).ToString(CultureInfo.InvariantCulture), []);
                parent.Children.Add(child);
                byPid[e.OtherPid] = child;
            }
        }
    }

    /// <summary>How many processes there are, main included.</summary>
    public int Count => byPid.Count;

    /// <summary>How many children main makes.</summary>
    public int ChildrenOfMain => root.Children.Count;

    /// <summary>How many processes make no child.</summary>
    public int Leaves => byPid.Values.Count(node => node.Children.Count == 0);

    /// <summary>The generations: 1 for main alone.</summary>
    public int Generations => Depth(root);

    /// <summary>What a process is called.</summary>
    public string LabelOf(int pid) => byPid[pid].Label;

    /// <summary>The tree as lines.</summary>
    public string Draw()
    {
        var text = new StringBuilder("main\n");
        DrawChildren(text, root, "");
        return text.ToString();
    }

    private static int Depth(Node node)
    {
        int deepest = 0;
        foreach (var child in node.Children)
        {
            deepest = Math.Max(deepest, Depth(child));
        }

        return deepest + 1;
    }

    private static void DrawChildren(StringBuilder text, Node node, string indent)
    {
        for (int i = 0; i < node.Children.Count; i++)
        {
            bool isLast = i == node.Children.Count - 1;
            text.Append(indent).Append(isLast ? "`- " : "|- ").Append(node.Children[i].Label).Append('\n');
            DrawChildren(text, node.Children[i], indent + (isLast ? "   " : "|  "));
        }
    }
}
