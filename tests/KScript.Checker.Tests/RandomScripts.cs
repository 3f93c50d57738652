// Random small scripts of everything that matters to schedules: forks, waits, kills, handlers, masks, shared memory, sleeps, conditions,
// choices, views.
using System.Globalization;
using System.Text;

namespace KScript.Checker.Tests;

/// <summary>Makes one script of each seed.</summary>
internal sealed class RandomScripts
{
    private readonly Random random;
    private readonly StringBuilder text = new();
    private int forks;

    private RandomScripts(int seed) => random = new Random(seed);

    public static string Of(int seed)
    {
        var maker = new RandomScripts(seed);
        maker.Make();
        return maker.text.ToString();
    }

    private void Line(string indent, FormattableString line) => text.Append(indent).Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Make()
    {
        Line("", $"shared a = 0");
        Line("", $"shared b = 0");
        Line("", $"let v = 0");
        bool handler = random.Next(2) == 0;
        if (handler)
        {
            Line("", random.Next(4) switch
            {
                0 => $"on SIGCHLD {{ v += 1 }}",
                1 => $"on SIGCHLD {{ if wait nohang > 0 {{ v += 1 }} }}",
                2 => $"on SIGCHLD {{ while wait nohang > 0 {{ v += 1 }} }}",
                _ => $"on SIGUSR1 {{ v += 1; a = a + v }}",
            });
        }

        if (random.Next(4) == 0)
        {
            Line("", $"signal SIGCHLD ignore");
        }

        Block("", 0, 2 + random.Next(3));
        if (handler)
        {
            Line("", $"b = b + v * 100");
        }
    }

    private void Block(string indent, int depth, int statements)
    {
        for (int i = 0; i < statements; i++)
        {
            Statement(indent, depth, random.Next(24));
        }
    }

    private void Statement(string indent, int depth, int kind)
    {
        switch (kind)
        {
            case <= 2 when forks < 3 && depth < 2:
                forks++;
                Line(indent, $"fork {{");
                Block(indent + "  ", depth + 1, 1 + random.Next(3));
                Line(indent, $"  exit {random.Next(2)}");
                Line(indent, $"}}");
                break;
            case 3 when forks < 3 && depth < 2:
                NamedFork(indent, depth);
                break;
            case 20 or 21 when depth == 0:
                Line(indent, random.Next(3) switch
                {
                    0 => $"signal SIGCHLD ignore",
                    1 => $"signal SIGCHLD default",
                    _ => $"signal SIGCHLD default nocldwait",
                });
                break;
            default:
                Line(indent, Plain(kind));
                break;
        }
    }

    private void NamedFork(string indent, int depth)
    {
        int number = ++forks;
        Line(indent, $"let p{number} = fork {{");
        Block(indent + "  ", depth + 1, 1 + random.Next(2));
        Line(indent, $"}}");
        Line(indent, random.Next(5) switch
        {
            0 => $"wait p{number}",
            1 => $"kill p{number} SIGTERM",
            2 => $"kill p{number} SIGKILL",
            3 => $"kill p{number} SIGUSR1",
            _ => $"if wait == p{number} {{ b = b + 2 }}",
        });
    }

    private FormattableString Plain(int kind) => kind switch
    {
        4 or 5 => $"a = a + 1",
        6 => $"if a > 0 {{ b = b + 1 }}",
        7 => $"v = v + 1",
        8 => $"if v > 0 {{ b = 1 }}",
        9 or 10 => $"wait",
        11 => $"if wait > 0 {{ a = a + 10 }}",
        12 => $"if wait nohang > 0 {{ a = a + 20 }}",
        13 => $"sleep {1 + random.Next(3)}",
        14 => $"block SIGCHLD",
        15 => $"unblock SIGCHLD",
        16 => $"if WEXITSTATUS(status) == 1 {{ b = b + 3 }}",
        17 => $"if zombies() > 0 {{ a = a + 5 }}",
        18 => $"until a > 0",
        19 => random.Next(3) switch
        {
            0 => $"pause",
            1 => $"a = choose([1, 2])",
            _ => $"if getppid() == 1 {{ b = b + 7 }}",
        },
        22 => $"alarm {random.Next(3)}",
        23 => $"until v > 0",
        _ => $"compute {1 + random.Next(2)}",
    };
}
