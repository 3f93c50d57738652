// The workloads that the table and the BenchmarkDotNet classes share: scripts, and the Lua programs they are compared with.
namespace KScript.Bench;

/// <summary>Scripts by what they measure.</summary>
internal static class Workloads
{
    /// <summary>Statements a tick that no benchmark uses up, so that virtual time stands still.</summary>
    private const string Endless = "machine ips=2000000000\n";

    /// <summary>The counting loop.</summary>
    public static string CountingLoop(long n) => $$"""
        {{Endless}}let n = {{n}}
        let s = 0
        let i = 0
        while i < n {
            s = s + i
            i = i + 1
        }
        assert s == {{n * (n - 1) / 2}}
        """;

    /// <summary>The same loop for Lua.</summary>
    public static string CountingLoopLua(long n) => $"local n, s, i = {n}, 0, 0 while i < n do s = s + i i = i + 1 end assert(s == {n * (n - 1) / 2})";

    /// <summary>A loop that calls a function.</summary>
    public static string CallLoop(long n) => $$"""
        {{Endless}}fn add(a, b) { return a + b }
        let s = 0
        let i = 0
        while i < {{n}} {
            s = add(s, i)
            i = i + 1
        }
        assert s == {{n * (n - 1) / 2}}
        """;

    /// <summary>The same loop for Lua.</summary>
    public static string CallLoopLua(long n) =>
        $"local function add(a, b) return a + b end local s, i = 0, 0 while i < {n} do s = add(s, i) i = i + 1 end assert(s == {n * (n - 1) / 2})";

    /// <summary>Recursion, dynamic: no loop but calls.</summary>
    public static string Fibonacci(int n) => $$"""
        {{Endless}}fn fib(n) { if n < 2 { return n } return fib(n - 1) + fib(n - 2) }
        let r = fib({{n}})
        assert r > 0
        """;

    /// <summary>The same for Lua.</summary>
    public static string FibonacciLua(int n) => $"local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end assert(fib({n}) > 0)";

    /// <summary>fork, exit, wait, over and over.</summary>
    public static string RoundTrips(long n) => $$"""
        {{Endless}}repeat {{n}} {
            fork { }
            wait
        }
        """;

    /// <summary>Processes that take turns under round robin: events of the scheduler.</summary>
    public static string RoundRobin(int tasks, long rounds) => $$"""
        sched rr q=1
        machine pid_max=4194304
        repeat {{tasks}} {
            fork { compute {{rounds}} }
        }
        """;

    /// <summary>Four processes a CPU that take turns.</summary>
    public static string OnCpus(int cpus, bool perCpu, long rounds) => $$"""
        sched rr q=1 queues={{(perCpu ? "percpu" : "shared")}}
        machine cpus={{cpus}} pid_max=4194304 ips=2000000000
        repeat {{4 * cpus}} {
            fork { compute {{rounds}} }
        }
        """;

    /// <summary>Live processes that wait for ever.</summary>
    public static string LiveProcesses(int n) => $$"""
        {{Endless.TrimEnd()}} pid_max=4194304
        repeat {{n}} {
            fork { pause }
        }
        """;

    /// <summary>Processes that sleep in turn: timers among many live ones.</summary>
    public static string Sleepers(int tasks, int rounds) => $$"""
        machine ips=2000000000 pid_max=4194304
        repeat {{tasks}} {
            fork { repeat {{rounds}} { sleep 1 } }
        }
        """;

    /// <summary>n children that each add to a shared counter k times: what is explored.</summary>
    public static string ForkCounter(int n, int k) => $$"""
        shared n = 0
        for i in 0..{{n}} {
            fork {
                let x = 0
                let k = 0
                while k < {{k}} { x = x + k + 1; let t = n; n = t + 1; k += 1 }
                exit 0
            }
        }
        let left = 0
        while left < {{n}} { wait; left += 1 }
        assert zombies() == 0
        """;

    /// <summary>n children that exit, and a handler that waits once.</summary>
    public static string HandlerWaitsOnce(int n) => $$"""
        let reaped = 0
        on SIGCHLD { if wait nohang > 0 { reaped += 1 } }
        for i in 0..{{n}} { fork { exit 0 } }
        until reaped == {{n}}
        """;
}
