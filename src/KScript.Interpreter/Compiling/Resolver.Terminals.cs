// The declaration of a terminal: its name stands for its number everywhere, as a mutex's does.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    public void Visit(TerminalDecl declaration)
    {
        string name = declaration.Name.Name;
        if (fileScope.Find(name) is { Constant: not null, Span: var span } && span.Start >= result.File.Span.Start)
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"the terminal `{name}` is declared twice");
            return;
        }

        if (name is "tty" or "null" || result.Terminals.Exists(terminal => terminal.Name == name))
        {
            const string Hint = "a terminal may be called `tty0`";
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"there is a /dev/{name} already", Hint);
            return;
        }

        if (result.Terminals.Count == Terminals.Most)
        {
            diagnostics.Error(DiagnosticTable.TooLargeToCompile, declaration.Name.Span, $"a machine has {Terminals.Most} terminals at most");
            return;
        }

        result.Terminals.Add(new TerminalSpec(name, ModesOf(declaration)));
        fileScope.Declare(new Variable(name, declaration.Name.Span, VariableKind.Shared, result.File)
        {
            Type = KsType.Int,
            Constant = Vm.Value.Of((long)result.Terminals.Count),
        });
    }

    /// <summary>How a terminal is at the start, by the words behind its name.</summary>
    private LocalModes ModesOf(TerminalDecl declaration)
    {
        LocalModes modes = TerminalSpec.Usual;
        foreach (Identifier option in declaration.Options)
        {
            switch (option.Name)
            {
                case "tostop":
                    modes |= LocalModes.TOSTOP;
                    break;
                case "noflsh":
                    modes |= LocalModes.NOFLSH;
                    break;
                case "raw":
                    modes &= ~(LocalModes.ICANON | LocalModes.ISIG | LocalModes.ECHO);
                    break;
                default:
                    const string Hint = "it may be `tostop`, `noflsh` and `raw`";
                    diagnostics.Error(DiagnosticTable.UnknownMember, option.Span, $"a terminal cannot be `{option.Name}`", Hint);
                    break;
            }
        }

        return modes;
    }
}
