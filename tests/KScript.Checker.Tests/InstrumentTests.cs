// A program with points is the same program: nothing but its code differs, and a run of it has the same trace.
using System.Reflection;
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Bytecode;

namespace KScript.Checker.Tests;

public sealed class InstrumentTests
{
    private static readonly string[] OfTheCode = ["Code", "StatementOf", "FunctionOf", "LiveNumbers", "LiveValues", "Frames", "Functions", "PlainExtra"];

    [Fact]
    public void Everything_but_the_code_is_the_same()
    {
        const string Text = "shared n = 0\nlet v = 0\non SIGCHLD { v += 1 }\natexit { print v }\nmutex m\nthread { lock m; n += v; unlock m }\nfork { exit 0 }\nalways n < 5\nuntil v == 1";
        CompiledProgram program = StateCountTests.Compile(Text);
        CompiledProgram copy = Instrument.Apply(program);
        Assert.NotEqual(program.Code.Length, copy.Code.Length);
        foreach (PropertyInfo property in typeof(CompiledProgram).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!OfTheCode.Contains(property.Name))
            {
                Assert.True(Equals(property.GetValue(program), property.GetValue(copy)), property.Name);
            }
        }
    }
}
