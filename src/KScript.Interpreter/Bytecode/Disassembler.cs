// The code of a program as text: each function with its variables, each instruction under its source line with its effect
// spelled out, the registers filled in.
using System.Globalization;
using System.Reflection;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Bytecode;

/// <summary>Writes listings.</summary>
internal static class Disassembler
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Writes the listing of a whole program.</summary>
    public static void Write(CompiledProgram program, TextWriter writer)
    {
        string[] effects = Effects();
        int start = 0;
        for (int f = 0; f < program.Functions.Length; f++)
        {
            FunctionInfo function = program.Functions[f];
            WriteHeader(function, program.Frames[f], f, writer);
            int statement = -1;
            for (int pc = start; pc < function.End; pc++)
            {
                if (program.StatementOf[pc] != statement)
                {
                    statement = program.StatementOf[pc];
                    WriteSource(program, statement, writer);
                }

                Instruction i = program.Code[pc];
                writer.Write(string.Create(Culture, $"  {pc,5}  {i.Op,-16} {Describe(program, effects[(int)i.Op], i, pc)}\n"));
            }

            start = function.End;
            writer.Write('\n');
        }
    }

    /// <summary>What an instruction does, with its registers filled in.</summary>
    public static string Describe(CompiledProgram program, int pc) => Describe(program, Effects()[(int)program.Code[pc].Op], program.Code[pc], pc);

    private static void WriteHeader(FunctionInfo function, FunctionFrame frame, int number, TextWriter writer)
    {
        writer.Write(string.Create(Culture, $"{function.Kind.ToString().ToLowerInvariant()} {function.Name}: function {number}, {frame.Numbers} numbers, {frame.Values} values\n"));
        WriteNames("I", function.NumberNames, writer);
        WriteNames("A", function.ValueNames, writer);
    }

    private static void WriteNames(string file, string[] names, TextWriter writer)
    {
        for (int i = 0; i < names.Length; i++)
        {
            writer.Write(string.Create(Culture, $"         {file}[{i}] is {names[i]}\n"));
        }
    }

    private static void WriteSource(CompiledProgram program, int statement, TextWriter writer)
    {
        Diagnostics.Span span = program.Statements[statement];
        var (file, offset) = program.Source.FileAt(span.Start);
        (int line, int _) = file.Position(offset);
        string text = file.Line(Math.Min(line, file.LineCount)).Trim();
        writer.Write(string.Create(Culture, $"; {line}: {text}\n"));
    }

    private static string[] Effects()
    {
        Opcode[] all = Enum.GetValues<Opcode>();
        var effects = new string[all.Length];
        foreach (Opcode op in all)
        {
            effects[(int)op] = typeof(Opcode).GetField(op.ToString())!.GetCustomAttribute<EffectAttribute>()!.Text;
        }

        return effects;
    }

    private static string Describe(CompiledProgram program, string effect, in Instruction i, int pc)
    {
        string text = effect
            .Replace("#bc", i.Literal.ToString(Culture), StringComparison.Ordinal)
            .Replace("[a]", $"[{i.A}]", StringComparison.Ordinal)
            .Replace("[b]", $"[{i.B}]", StringComparison.Ordinal)
            .Replace("[c]", $"[{i.C}]", StringComparison.Ordinal)
            .Replace("#b", i.B.ToString(Culture), StringComparison.Ordinal)
            .Replace("#c", i.C.ToString(Culture), StringComparison.Ordinal)
            .Replace("goto c", $"goto {pc + i.C}", StringComparison.Ordinal)
            .Replace("charge w", $"charge {i.W}", StringComparison.Ordinal);
        return text + Note(program, i, pc);
    }

    /// <summary>What the numbers of an instruction mean in this program.</summary>
    private static string Note(CompiledProgram program, in Instruction i, int pc) => i.Op switch
    {
        Opcode.Sys or Opcode.SysValue => $"   ; {(SyscallNumber)(i.W & 0xff)}{(i.C < -1 ? " " + program.Constants[-2 - i.C].Literal() : "")}",
        Opcode.Fork => $"   ; parent: {pc + i.C}, child: {i.W} numbers, {(uint)i.A >> 16} values{((ushort)i.A == 0 ? "" : ", named " + program.Names[new NameId((ushort)i.A)])}",
        Opcode.LoadValue => $"   ; {program.Constants[i.B].Literal()}",
        Opcode.Call => $"   ; {program.Functions[i.C].Name}, frame at I[{(ushort)i.A + 1}] A[{(uint)i.A >> 16}]",
        Opcode.AtExit => $"   ; {program.Functions[i.C].Name}",
        Opcode.View or Opcode.ViewValue => $"   ; {program.Views[i.W].Name}",
        Opcode.Exec => $"   ; {program.ProgramNames[i.C]}",
        Opcode.Compare => $"   ; {Operators.Symbol((Operator)i.W)}",
        Opcode.Until => $"   ; {pc + i.C}{(i.W == 1 ? ", time" : "")}",
        Opcode.MakeRecord => $"   ; {string.Join(", ", program.Shapes[i.C])}",
        Opcode.Field or Opcode.FieldNumber => $"   ; {program.Constants[i.C].Text}",
        Opcode.StoreField => $"   ; {program.Constants[i.B].Text}",
        Opcode.LoadInfo => $"   ; {(InfoField)i.W}",
        Opcode.Show => $"   ; {(TableKind)i.W}",
        _ => "",
    };
}
