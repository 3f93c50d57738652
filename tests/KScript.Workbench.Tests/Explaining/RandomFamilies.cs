// Random scripts about families: forks, waits of all kinds, what SIGCHLD does, masks, kills. Every statement stands on a line of its own with
// a mark behind it, every child has a name of its own: so that one who looks at a run of a changed script finds them again.
using System.Globalization;
using System.Text;

namespace KScript.Workbench.Tests;

/// <summary>Makes scripts; a seed has always the same one.</summary>
internal sealed class RandomFamilies
{
    private readonly StringBuilder text = new();
    private ulong state;
    private int marks, children;

    private RandomFamilies(int seed) => state = (ulong)seed;

    /// <summary>A script.</summary>
    public static string Script(int seed)
    {
        var made = new RandomFamilies(seed);
        made.Block(depth: 0, [], 3 + made.Next(7));
        return made.text.ToString();
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private int Next(int below)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }

    private void Line(int depth, string statement) =>
        text.Append(' ', depth * 4).Append(statement).Append(CultureInfo.InvariantCulture, $" # s{++marks}\n");

    private void Block(int depth, List<string> known, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (Next(10) < (depth == 0 ? 4 : depth == 1 ? 2 : 0))
            {
                string name = $"c{++children}";
                Line(depth, $"let {name} = fork {name} {{");
                Block(depth + 1, [], 1 + Next(3));
                text.Append(' ', depth * 4).Append("}\n");
                known.Add(name);
            }
            else
            {
                Line(depth, Statement(known));
            }
        }
    }

    private string Statement(List<string> known)
    {
        string? child = known.Count == 0 ? null : known[Next(known.Count)];
        return Next(20) switch
        {
            <= 5 => $"sleep {Next(12)}",
            6 or 7 => $"compute {1 + Next(5)}",
            8 => "wait",
            9 => "wait nohang",
            10 or 11 when child is not null => $"wait {child}",
            12 when child is not null => $"kill {child} SIGKILL",
            13 when child is not null => $"kill {child} SIGSTOP",
            14 when child is not null => $"kill {child} SIGUSR1",
            15 => "on SIGCHLD { wait }",
            16 => "on SIGCHLD { while wait nohang > 0 { } }",
            17 => Next(2) == 0 ? "block SIGCHLD" : "unblock SIGCHLD",
            18 => Next(2) == 0 ? "signal SIGCHLD ignore" : "subreaper",
            19 => "pause",
            _ => $"exit {Next(9)}",
        };
    }
}
