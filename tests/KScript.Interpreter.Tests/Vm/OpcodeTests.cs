// The instruction set as a whole: each one is documented, and the VM knows it.
using System.Reflection;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class OpcodeTests
{
    [Fact]
    public void Every_opcode_says_what_it_does()
    {
        foreach (Opcode op in Enum.GetValues<Opcode>())
        {
            Assert.NotNull(typeof(Opcode).GetField(op.ToString())!.GetCustomAttribute<EffectAttribute>());
        }
    }

    /// <summary>The VM's loops are switch statements, in which the C# compiler does not find a forgotten member.</summary>
    [Fact]
    public void The_vm_has_a_case_for_every_opcode()
    {
        string folder = Path.Combine(Repository.Root, "src", "KScript.Interpreter", "Vm");
        string code = File.ReadAllText(Path.Combine(folder, "VmContext.Run.cs")) + File.ReadAllText(Path.Combine(folder, "VmContext.Values.cs"));
        foreach (Opcode op in Enum.GetValues<Opcode>())
        {
            Assert.Contains($"case Opcode.{op}:", code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_listing_names_variables_lines_and_effects()
    {
        CompileResult result = Script.Compile(new SourceText("t.ks", "let i = 0\nwhile i < 10 { i += 1 }\n"));
        var writer = new StringWriter();
        Disassembler.Write(result.Program!, writer);
        string listing = writer.ToString();
        Assert.Contains("I[0] is i\n", listing, StringComparison.Ordinal);
        Assert.Contains("; 2: while i < 10 { i += 1 }\n", listing, StringComparison.Ordinal);
        Assert.Contains("AddImm           I[0] := I[0] + 1\n", listing, StringComparison.Ordinal);
        Assert.Contains("if I[0] < 10 goto 2; charge 2, trap if spent\n", listing, StringComparison.Ordinal);
    }
}
