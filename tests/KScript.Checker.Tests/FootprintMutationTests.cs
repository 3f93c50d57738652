// Each rule of dependence is needed: with it left out some script loses an end.
using KScript.Checker.Exploring;
using KScript.Interpreter.Bytecode;

namespace KScript.Checker.Tests;

public sealed class FootprintMutationTests
{
    private static readonly string[] Kept =
    [
        // Signals to others; memory; output is only a step where it is seen.
        "shared a = 0\nlet p = fork { a = 1; a = 2; exit 0 }\nkill p SIGKILL\nwait",
        "shared a = 0\nfork { a = a + 1; exit 0 }\nfork { a = a + 1; exit 0 }\na = a + 1",
        "shared a = 0\nfork { sleep 1; a = a + 1; exit 0 }\nfork { sleep 1; a = a * 3; exit 0 }\nsleep 1\na = a + 5",
        // Children, handlers, dispositions, masks.
        "shared a = 0\nlet v = 0\non SIGCHLD { v += 1 }\nfork { exit 0 }\na = v\nif v > 0 { a = 10 }",
        "shared a = 0\nfork { exit 0 }\nfork { exit 0 }\nif wait nohang > 0 { a = a + 10 }",
        "shared a = 0\nfork { exit 0 }\nsignal SIGCHLD ignore\nif wait > 0 { a = a + 10 }",
        "shared a = 0\nfork { if wait nohang > 0 { a = 1 } }\nfork { exit 0 }\nif wait nohang > 0 { a = a + 2 }",
        // A device serves in the order in which it was asked.
        "shared a = 0\nshared b = 0\nfork { io 3 on d; a = a + 1; exit 0 }\nfork { io 3 on d; a = a + 10; exit 0 }\nsleep 4\nb = a",
        // Looks at the machine.
        "shared a = 0\nfork { exit 0 }\na = zombies()",
        "shared a = 0\nfork { fork { a = getppid() }; exit 0 }\nwait",
        "shared a = 0\nfork { exit 0 }\nfork { a = a + zombies(); exit 0 }\nwait",
    ];

    private static bool Notices(string text, int rule) => Notices(text, rule, TimeRule.Free) || Notices(text, rule, TimeRule.Patient);

    private static bool Notices(string text, int rule, TimeRule time)
    {
        CompiledProgram program = StateCountTests.Compile(text);
        HashSet<string>? whole = ReductionTests.Ends(program, time, false, new(), reduces: true, guards: true);
        HashSet<string>? cut = ReductionTests.Ends(program, time, false, new(), reduces: true, guards: true, leftOut: rule);
        return whole is not null && cut is not null && !whole.SetEquals(cut);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void A_rule_that_is_left_out_is_noticed(int rule) =>
        Assert.True(Kept.Concat(Enumerable.Range(1, 150).Select(RandomScripts.Of)).Any(text => Notices(text, rule)), $"nobody notices rule {rule}");
}
