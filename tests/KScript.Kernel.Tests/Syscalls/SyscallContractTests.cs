// Every row of the table, given boundary values: the answer is a value, an errno of the row, or a block; never an exception.
namespace KScript.Kernel.Tests;

public class SyscallContractTests
{
    private static readonly long[] Boundaries =
        [long.MinValue, int.MinValue - 1L, int.MinValue, -2, -1, 0, 1, 2, 3, 64, 65, 4096, int.MaxValue, int.MaxValue + 1L, long.MaxValue];

    private static readonly long[] Corners = [long.MinValue, -1, 0, 1, 3, 9, int.MaxValue + 1L, long.MaxValue];

    private static readonly object?[] Payloads =
        [null, "", "/tmp", Array.Empty<long>(), new long[] { 6, 0, 0, 0, 1, 2, 3 }, new long[] { long.MinValue, -1, 0, 5000, long.MaxValue }, new Image("image", Do.Exit(1)), 3.5];

    public static TheoryData<string> Calls => [.. SyscallTable.Rows.Select(static r => r.Name)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Answers_as_its_row_says(string name)
    {
        SyscallRow row = SyscallTable.Rows.Single(r => r.Name == name);
        bool takesPayload = row.Number is SyscallNumber.Execve or SyscallNumber.Chdir or SyscallNumber.SchedSetaffinity or SyscallNumber.SchedSetattr
            or SyscallNumber.Write;
        foreach (Step[] situation in Situations())
        {
            foreach (long[] arguments in Combinations(Math.Min(row.Parameters.Length, 4)))
            {
                foreach (object? payload in takesPayload ? Payloads : [null])
                {
                    // A handler is a place in the program, which the compiler makes sure of; a name comes from the table of names.
                    bool isSound = row.Number switch
                    {
                        SyscallNumber.Sigaction => arguments.Length < 2 || arguments[1] is 0 or 1,
                        SyscallNumber.Fork => arguments.Length == 0,
                        _ => true,
                    };
                    if (isSound)
                    {
                        Check(row, situation, arguments, payload);
                    }
                }
            }
        }
    }

    /// <summary>A process with a living child [3] and a zombie [4]: privileged, then not.</summary>
    private static IEnumerable<Step[]> Situations()
    {
        Step[] family = Do.All(Do.Child(Do.Sleep(50)), Do.Child(), Do.Sleep(1));
        yield return family;
        yield return Do.All(family, Do.Call(SyscallNumber.Setuid, 1000));
    }

    /// <summary>No arguments, then all of the boundary values in every place; in the fourth two of them.</summary>
    private static IEnumerable<long[]> Combinations(int count)
    {
        yield return [];
        if (count == 0)
        {
            yield break;
        }

        IEnumerable<long[]> all = Boundaries.Select(static v => new[] { v });
        for (int place = 1; place < count; place++)
        {
            // With three and more the corners are enough.
            long[] values = place == 3 ? [0, -1] : count > 2 ? Corners : Boundaries;
            all = all.SelectMany(_ => values, static (head, v) => (long[])[.. head, v]);
        }

        foreach (long[] arguments in all)
        {
            yield return arguments;
        }
    }

    private static void Check(SyscallRow row, Step[] situation, long[] arguments, object? payload)
    {
        Step[] call = [Do.Call(row.Number, arguments)[0] with { Payload = payload }];
        var sink = new Answers(row);
        Machine m = Machine.Create(
            Scenario.Settings("rr q=10 cpus=2"), new NameTable(), new BootPrograms { Main = new ScriptedContext(situation, call, Do.Exit(0)) });
        m.Attach(sink);
        m.Boot();
        m.Run(new RunLimits { Until = 0 });
        for (int step = 0; step < 60 && m.Step(); step++)
        {
            Invariants.Check(m);
        }

        Assert.True(
            sink.Wrong is null, $"{row.Name}({string.Join(", ", arguments)}) with {payload ?? "nothing"}: {sink.Wrong}, which is not in its row");
    }

    /// <summary>Looks for an errno that the row does not list.</summary>
    private sealed class Answers(SyscallRow row) : TraceSink
    {
        public Errno? Wrong { get; private set; }

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (e is { Kind: TraceEventKind.SysExit, Pid: 2 } && e.Number == row.Number && e.Error != Errno.None && Array.IndexOf(row.Errors, e.Error) < 0)
            {
                Wrong = e.Error;
            }
        }
    }

    [Fact]
    public void Every_number_has_a_row()
    {
        foreach (SyscallNumber number in Enum.GetValues<SyscallNumber>())
        {
            bool isCall = number is not (SyscallNumber.None or SyscallNumber.Until);
            Assert.Equal(isCall, SyscallTable.Find(number) is not null);
        }
    }
}
