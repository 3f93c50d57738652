// A function as a value: what the name of a function is where a value is expected. It is copied, sent and compared like any other.
namespace KScript.Interpreter.Vm;

/// <summary>A function of the script.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its number in the program: what a call goes to.</param>
/// <param name="Declared">Where it is declared in the text, which tells functions apart: one that a session compiles anew is the same.</param>
internal sealed record FunctionValue(string Name, int Index, int Declared)
{
    /// <summary>Identity.</summary>
    public bool IsSameAs(FunctionValue other) => Declared == other.Declared;
}
