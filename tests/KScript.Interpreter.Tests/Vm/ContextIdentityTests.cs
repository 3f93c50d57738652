// A process's user side is part of the machine's identity: each field of a context is changed in turn, and the hash must see it.
using System.Reflection;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class ContextIdentityTests
{
    /// <summary>What is no field of its own in the walk: the program that all contexts share, whether it only evaluates a condition, and the rare half, which is an object.</summary>
    private static readonly HashSet<string> NotState = new(StringComparer.Ordinal) { "program", "Owner", "Hash", "extra", "isCondition" };

    public static TheoryData<string> Fields()
    {
        var names = new TheoryData<string>();
        foreach (FieldInfo field in StateFields())
        {
            names.Add(field.Name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_changed_field_is_a_changed_hash(string name)
    {
        FieldInfo field = StateFields().Single(f => f.Name == name);
        VmContext before = InTheMiddle();
        VmContext after = InTheMiddle();
        Assert.Equal(HashOf(before), HashOf(after));
        field.SetValue(after, Changed(field.GetValue(after)!));
        Assert.NotEqual(HashOf(before), HashOf(after));
    }

    private static IEnumerable<FieldInfo> StateFields() => typeof(VmContext)
        .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(f => !NotState.Contains(f.Name));

    private static object Changed(object value) => value switch
    {
        // Downwards, so that frames stay within their arrays.
        int n => n > 0 ? n - 1 : 1,
        short n => (short)(n + 1),
        ushort n => (ushort)(n + 1),
        byte n => (byte)(n + 1),
        long[] numbers => numbers.Select((n, i) => i == 0 ? n + 1 : n).ToArray(),
        Value[] values => values.Select((v, i) => i == 0 ? Value.Of(12345) : v).ToArray(),
        _ => throw new InvalidOperationException($"teach this test to change a {value.GetType()}"),
    };

    /// <summary>A process that blocks within a call, with registers of both kinds, errno and status set.</summary>
    private static VmContext InTheMiddle()
    {
        const string Text = "fn f(n) { let t = [n, \"x\"]; pause; return len(t) }\nlet a = 1\nlet any = [1, \"two\"][0]\nkill 99 SIGTERM\nf(a)\n";
        CompiledProgram program = Script.Compile(new SourceText("identity.ks", Text)).Program!;
        var session = new Session(program);
        session.Run(new RunLimits());
        return (VmContext)session.Machine.ContextOf(2)!;
    }

    private static ulong HashOf(VmContext context)
    {
        var hash = new HashingWriter();
        context.WriteState(hash);
        return hash.Value;
    }

    /// <summary>FNV-1a over what is written.</summary>
    private sealed class HashingWriter : StateWriter
    {
        public ulong Value { get; private set; } = 14695981039346656037;

        public override void Write(string field, long value) => Value = (Value ^ (ulong)value) * 1099511628211;

        public override void Write(string field, string? value)
        {
            foreach (char c in value ?? "\0")
            {
                Write(field, c);
            }
        }
    }
}
