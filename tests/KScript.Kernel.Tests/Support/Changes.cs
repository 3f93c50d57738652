// Other values for a field, to prove that a walk over the state sees it.
using System.Reflection;

namespace KScript.Kernel.Tests;

/// <summary>Changes fields by reflection.</summary>
internal static class Changes
{
    public static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>Values that differ from the present one, and stay within small tables.</summary>
    public static IEnumerable<object> Of(Type type, object? value) => type.IsEnum
        ? Of(Enum.GetUnderlyingType(type), Convert.ChangeType(value, Enum.GetUnderlyingType(type), null)).Select(v => Enum.ToObject(type, v))
        : value switch
        {
            bool b => [!b],
            byte b => new object[] { (byte)(b ^ 1), (byte)(b ^ 2), (byte)(b ^ 32) },
            sbyte b => [(sbyte)(b + 1)],
            short s => [(short)(s + 1)],
            ushort s => [(ushort)(s + 1)],
            uint u => [u + 1],
            int i => new object[] { 0, 1, 2, 3, i + 1 }.Where(v => (int)v != i),
            long l => new object[] { 0L, l + 1, l + 100, -1L }.Where(v => (long)v != l),
            ulong u => [u + 1],
            Int128 i => [i + 1],
            TaskPlace p => [p with { Next = p.Next == 1 ? 2 : 1 }, p with { Slice = p.Slice + 1 }],
            WaitQueue q => [q with { Head = q.Head == 1 ? 2 : 1 }],
            NameId n => [new NameId((ushort)(n.Value ^ 1))],
            string s => [s + "x"],
            long[] a => [a.Append(7).ToArray()],
            ulong[] a => [a.Append(7UL).ToArray()],
            SigAction[] a => [a.Select((x, i) => i == 5 ? x with { Handler = x.Handler + 2 } : x).ToArray()],
            SigInfo i => [i with { Value = i.Value + 1 }],
            null => Made(type),
            _ => Made(type),
        };

    private static object[] Made(Type type) =>
        type == typeof(string) ? ["/tmp"]
        : type == typeof(long[]) ? [Enumerable.Range(1, ResourceLimit.Count).Select(i => 100L * i).ToArray()]
        : type == typeof(ulong[]) ? [new ulong[] { 1 }]
        : type == typeof(SigAction[]) ? [new SigAction[65].Select((_, i) => new SigAction(i, 0, SigActionFlags.None)).ToArray()]
        : type == typeof(object) ? ["something"]
        : [];
}
