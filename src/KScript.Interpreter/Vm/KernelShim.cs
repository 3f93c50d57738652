// Stand-ins for what the kernel does not have yet.
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

public sealed partial class VmContext
{
    private static SharedVariables SharedForWrite(Machine machine) => (SharedVariables)machine.Shared!;

    private static int NextChoice(Machine machine, int count) => 0;

    private static void Show(Machine machine, int task, int what) { }
}
