// A context without a kernel: what a trap says, that a pending call is asked again, that copies are independent, and how
// much memory a process takes.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class ContextTests
{
    private static (Session Session, VmContext Context) Start(string script)
    {
        CompiledProgram program = Script.Compile(new SourceText("t.ks", script)).Program!;
        return (new Session(program), program.CreateContext(program.Main!));
    }

    private static TrapKind Next(Session session, VmContext context, out Trap trap, int budget = 1000)
    {
        trap = default;
        return context.Run(session.Machine, 0, ref budget, ref trap);
    }

    [Fact]
    public void A_call_is_asked_again_until_it_has_its_result()
    {
        (Session session, VmContext context) = Start("let a = 1\nif setpgid(3, 4) == 7 { exit 9 }");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TrapKind.Syscall, Next(session, context, out Trap trap));
            Assert.Equal((SyscallNumber.Setpgid, 2, 3L, 4L), (trap.Number, trap.ArgumentCount, trap.A0, trap.A1));
        }

        context.SetResult(7);
        Next(session, context, out Trap exit);
        Assert.Equal((SyscallNumber.Exit, 9L), (exit.Number, exit.A0));
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        (Session session, VmContext context) = Start("let l = [1, 2]; let n = 1\nlet p = fork\nif p == 0 { l[0] = 5; n = 8 }\nexit l[0] * 10 + n");
        Assert.Equal(TrapKind.Syscall, Next(session, context, out Trap _));
        var child = (VmContext)context.Copy(null);
        child.SetResult(0);
        context.SetResult(3);
        Next(session, child, out Trap childExit);
        Next(session, context, out Trap parentExit);
        Assert.Equal((58L, 11L), (childExit.A0, parentExit.A0));
    }

    [Fact]
    public void A_handler_interrupts_a_pending_call_and_goes_back_to_it()
    {
        (Session session, VmContext context) = Start("fn h(s) { errno = 5; exit s }\nsignal SIGUSR1 h\nsleep 4\nexit errno");
        Next(session, context, out Trap action);
        Assert.Equal((SyscallNumber.Sigaction, 10L), (action.Number, action.A0));
        context.SetResult(0);
        Next(session, context, out Trap sleep);
        Assert.Equal(4, sleep.A0);
        context.EnterHandler(10, action.A1, 0x200, new SigInfo(10, 0, 1, 0, 0));
        Next(session, context, out Trap exit);
        Assert.Equal((SyscallNumber.Exit, 10L), (exit.Number, exit.A0));
    }

    [Fact]
    public void A_handler_that_returns_restores_mask_and_errno()
    {
        (Session session, VmContext context) = Start("on SIGUSR1 { errno = 5 }\nsleep 4\nexit errno");
        Next(session, context, out Trap action);
        context.SetResult(0);
        Next(session, context, out Trap _);
        context.EnterHandler(10, action.A1, 0x200, default);
        Assert.Equal(TrapKind.SignalReturn, Next(session, context, out Trap back));
        Assert.Equal(0x200, back.A0);
        Assert.Equal(TrapKind.Syscall, Next(session, context, out Trap sleep));
        Assert.Equal(4, sleep.A0);
        context.SetError(Errno.EINTR);
        Next(session, context, out Trap exit);
        Assert.Equal((long)Errno.EINTR, exit.A0);
    }

    [Fact]
    public void The_budget_is_counted_by_statements()
    {
        (Session session, VmContext context) = Start("let i = 0\nwhile i < 1000000 { i += 1 }");
        Trap trap = default;
        int budget = 100;
        Assert.Equal(TrapKind.BudgetExhausted, context.Run(session.Machine, 0, ref budget, ref trap));
        Assert.InRange(budget, -2, -1);
    }

    [Fact]
    public void A_copy_that_may_reuse_memory_takes_none()
    {
        (Session session, VmContext context) = Start("let a = 1; let b = 2; let c = 3\nfork");
        Next(session, context, out Trap _);
        UserContext reuse = context.Copy(null);
        context.Copy(reuse);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            context.Copy(reuse);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Leftovers_in_registers_are_no_state()
    {
        // One process computed something before the loop, the other did not: at the same place they are the same.
        (Session session, VmContext one) = Start("let a = 0\nif getpid() == 1 { a = 7 * getppid() + 3 - getppid(); a = 0 }\npause");
        VmContext other = one.Program.CreateContext(one.Program.Main!);
        Next(session, one, out Trap _);
        one.SetResult(1);
        Next(session, one, out Trap _);
        one.SetResult(5);
        Next(session, one, out Trap _);
        one.SetResult(9);
        Next(session, other, out Trap _);
        other.SetResult(2);
        Next(session, one, out Trap _);
        Next(session, other, out Trap pause);
        Assert.Equal(SyscallNumber.Pause, pause.Number);
        Assert.Equal(Dump(other), Dump(one));
    }

    private static string Dump(VmContext context)
    {
        var writer = new Collector();
        context.WriteState(writer);
        return writer.Text.ToString();
    }

    private sealed class Collector : StateWriter
    {
        public System.Text.StringBuilder Text { get; } = new();

        public override void Write(string field, long value) => Text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{field}={value}\n");

        public override void Write(string field, string? value) => Text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{field}={value}\n");
    }

    [Fact]
    public void A_small_process_takes_little_memory()
    {
        (Session session, VmContext context) = Start("let a = 1\nlet p = fork");
        Next(session, context, out Trap _);
        context.Copy(null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        context.Copy(null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 128);
    }

    [Fact]
    public void A_child_gets_the_registers_of_its_block()
    {
        (Session session, VmContext context) = Start("repeat 3 { fork { pause } }\nprint 1 + getpid() * (2 + getpid() * (3 + getpid() * (4 + getpid())))");
        Next(session, context, out Trap fork);
        Assert.Equal((SyscallNumber.Fork, 0), (fork.Number, fork.ArgumentCount));
        context.Fork(null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        UserContext child = context.Fork(null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 120);
        child.SetResult(0);
        Next(session, (VmContext)child, out Trap pause);
        Assert.Equal(SyscallNumber.Pause, pause.Number);
        child.SetResult(0);
        var copy = (VmContext)child.Copy(null);
        Next(session, copy, out Trap exit);
        Assert.Equal((SyscallNumber.Exit, 1, 0L), (exit.Number, exit.ArgumentCount, exit.A0));
    }

    [Fact]
    public void Whose_memory_a_child_got_is_no_state()
    {
        (Session session, VmContext context) = Start("on SIGUSR1 { pause }\nlet p = fork { pause }\nprint 1 + getpid() * (2 + getpid() * (3 + getpid()))");
        Next(session, context, out Trap action);
        context.SetResult(0);
        Next(session, context, out Trap _);
        var children = new VmContext[2];
        for (int i = 0; i < 2; i++)
        {
            children[i] = (VmContext)context.Fork(i == 0 ? null : context.Copy(null));
            children[i].SetResult(0);
            Next(session, children[i], out Trap _);
            children[i].EnterHandler(10, action.A1, 0, default);
            Next(session, children[i], out Trap pause);
            Assert.Equal(SyscallNumber.Pause, pause.Number);
        }

        Assert.Equal(Dump(children[0]), Dump(children[1]));
    }

    [Fact]
    public void What_printf_holds_back_is_each_process_s_own()
    {
        (Session session, VmContext context) = Start("machine stdout=pipe\nprintf \"a\"\nlet p = fork\nif p == 0 { printf \"b\" } else { printf \"c\" }");
        Next(session, context, out Trap _);
        var child = (VmContext)context.Copy(null);
        context.SetResult(3);
        child.SetResult(0);
        Next(session, context, out Trap parentWrite);
        Next(session, child, out Trap childWrite);
        Assert.Equal(("ac", "ab"), (parentWrite.Payload, childWrite.Payload));
    }
}
