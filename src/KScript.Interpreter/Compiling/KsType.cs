// What the compiler knows of a value's kind. Types are inferred over the whole script, each variable having one for all of
// it: numbers and truth values then live in plain registers, and many type errors are seen before anything runs.
namespace KScript.Interpreter.Compiling;

/// <summary>A static type; a lattice from None (nothing known yet) up to Any.</summary>
internal enum KsType : byte
{
    /// <summary>Nothing was ever assigned.</summary>
    None,
    Int,
    Bool,
    Text,
    /// <summary>A list that never had an element.</summary>
    EmptyList,
    /// <summary>A list of numbers.</summary>
    IntList,
    /// <summary>A list of anything.</summary>
    List,
    Record,
    Function,
    /// <summary>Known only at run time.</summary>
    Any,
}

/// <summary>Rules of the types.</summary>
internal static class KsTypes
{
    /// <summary>The least type that covers both.</summary>
    public static KsType Join(KsType a, KsType b) => (a, b) switch
    {
        _ when a == b => a,
        (KsType.None, _) => b,
        (_, KsType.None) => a,
        (KsType.EmptyList, KsType.IntList) or (KsType.IntList, KsType.EmptyList) => KsType.IntList,
        _ when IsList(a) && IsList(b) => KsType.List,
        _ => KsType.Any,
    };

    /// <summary>Whether a list certainly.</summary>
    public static bool IsList(KsType type) => type is KsType.EmptyList or KsType.IntList or KsType.List;

    /// <summary>Whether a number or truth value certainly: it lives in a number register.</summary>
    public static bool IsNumber(KsType type) => type is KsType.Int or KsType.Bool or KsType.None;

    /// <summary>What the elements of a value of this type are.</summary>
    public static KsType ElementOf(KsType type) => type switch
    {
        KsType.IntList => KsType.Int,
        KsType.Text => KsType.Text,
        KsType.None or KsType.EmptyList => KsType.None,
        KsType.Int or KsType.Bool or KsType.List or KsType.Record or KsType.Function or KsType.Any => KsType.Any,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A list with elements of this type.</summary>
    public static KsType ListOf(KsType element) => element switch
    {
        KsType.None => KsType.EmptyList,
        KsType.Int => KsType.IntList,
        KsType.Bool or KsType.Text or KsType.EmptyList or KsType.IntList or KsType.List or KsType.Record or KsType.Function
            or KsType.Any => KsType.List,
        _ => throw new ArgumentOutOfRangeException(nameof(element)),
    };

    /// <summary>As a message calls it.</summary>
    public static string Name(KsType type) => type switch
    {
        KsType.None or KsType.Int => "a number",
        KsType.Bool => "a truth value",
        KsType.Text => "a text",
        KsType.EmptyList or KsType.IntList or KsType.List => "a list",
        KsType.Record => "a record",
        KsType.Function => "a function",
        KsType.Any => "a value",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
