// posix_spawn: the attributes, a record of the script, as the kernel takes them.
using System.Runtime.CompilerServices;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

internal sealed partial class VmContext
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Spawn(Instruction i, ref Trap trap)
    {
        pc--;
        var arguments = new Value[i.W];
        for (int at = 0; at < arguments.Length; at++)
        {
            arguments[at] = V(i.A + 1 + at).Share();
        }

        object image = i.C < 0
            ? extra.Program.Constants[-2 - i.C].Text
            : new ExecRequest(extra.Program.Programs[i.C], extra.Program.ProgramNames[i.C], arguments);
        trap.Number = SyscallNumber.PosixSpawn;
        trap.ArgumentCount = 1;
        trap.Payload = RequestOf(image, V(i.A), out trap.A0);
        return (int)TrapKind.Syscall;
    }

    private static SpawnRequest RequestOf(object image, in Value attributes, out long flags)
    {
        flags = 0;
        var request = new SpawnRequest(image, image.ToString()!);
        if (attributes.IsInt && attributes.Bits == 0)
        {
            return request;
        }

        bool isRight = attributes.Record is not null;
        ListValue record = attributes.Record ?? ListValue.Empty;
        for (int at = 0; at < record.Count; at++)
        {
            Value value = record[at];
            string name = record.Names![at];
            bool isList = value.Kind == ValueKind.List;
            isRight &= name is "flags" or "pgroup" ? value.IsInt : isList;
            switch (name)
            {
                case "flags":
                    flags = value.Bits;
                    break;
                case "pgroup":
                    request = request with { Group = value.Bits };
                    break;
                case "sigmask":
                    request = request with { Mask = (ulong)MaskOf(value.List) };
                    break;
                case "sigdefault":
                    request = request with { Default = (ulong)MaskOf(value.List) };
                    break;
                case "actions":
                    var actions = new List<FileAction>();
                    isRight &= TryReadActions(value.List, actions);
                    request = request with { Actions = actions };
                    break;
                default:
                    isRight = false;
                    break;
            }
        }

        return request with { IsWrong = !isRight };
    }

    /// <summary>["open", fd, path, flags[, mode]], ["close", fd], ["dup2", fd, newfd].</summary>
    private static bool TryReadActions(ListValue list, List<FileAction> actions)
    {
        foreach (ref readonly Value item in list.Items)
        {
            ListValue parts = item.List;
            string word = parts.Count > 0 ? parts[0].Text : "";
            bool fits = (word, parts.Count) is ("open", 4 or 5) or ("close", 2) or ("dup2", 3);
            for (int at = 1; at < parts.Count && fits; at++)
            {
                fits = word == "open" && at == 2 ? parts[at].Kind == ValueKind.Text : parts[at].IsInt;
            }

            if (!fits)
            {
                return false;
            }

            actions.Add(word switch
            {
                "close" => new FileAction(FileActionKind.Close, parts[1].Bits),
                "dup2" => new FileAction(FileActionKind.Dup2, parts[1].Bits, parts[2].Bits),
                _ => new FileAction(FileActionKind.Open, parts[1].Bits, parts[3].Bits, parts.Count > 4 ? parts[4].Bits : OpenCalls.DefaultMode, parts[2].Text),
            });
        }

        return true;
    }
}
