// The scripts whose states are counted: forks that add to a shared counter, handlers of SIGCHLD that wait once or in a loop, supervisors.
namespace KScript.Checker.Tests;

internal static class ModelScripts
{
    /// <summary>n children that each add to a shared counter k times.</summary>
    public static string Fork(int n, int k) => $$"""
        shared n = 0
        for i in 0..{{n}} {
            fork {
                let x = 0
                let k = 0
                while k < {{k}} {
                    x = x + k + 1
                    let t = n
                    n = t + 1
                    k += 1
                }
                exit 0
            }
        }
        let left = 0
        while left < {{n}} { wait; left += 1 }
        assert zombies() == 0
        """;

    /// <summary>n children that exit, and a handler that waits once, or in a loop.</summary>
    public static string Sigchld(int n, bool loop) => $$"""
        let reaped = 0
        on SIGCHLD { {{(loop ? "while wait nohang > 0 { reaped += 1 }" : "if wait nohang > 0 { reaped += 1 }")}} }
        for i in 0..{{n}} { fork { exit 0 } }
        until reaped == {{n}}
        assert zombies() == 0
        """;

    /// <summary>n supervisors with k workers each.</summary>
    public static string Families(int n, int k) => $$"""
        repeat {{n}} { fork { repeat {{k}} { fork { exit 0 } } repeat {{k}} { wait } exit 0 } }
        repeat {{n}} { wait }
        """;
}
