// Looking at a process's memory from outside: which frames there are, and what their variables hold. Nothing here changes a
// context, so that one shared by snapshots may be looked at, in the middle of a run too.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A variable of a process.</summary>
/// <param name="Frame">Its frame: 0 is the innermost.</param>
/// <param name="Function">The function of the frame: "main", "fact", "on SIGCHLD"; empty for shared memory.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it holds.</param>
/// <param name="IsShared">Whether it is in shared memory.</param>
internal readonly record struct VariableView(int Frame, string Function, string Name, Value Value, bool IsShared);

internal sealed partial class VmContext
{
    /// <summary>
    /// The variables that are known at the statement which each frame is in, the innermost frame first; then the shared ones. In the
    /// order of their declaration, parameters before what the function declares itself.
    /// </summary>
    /// <param name="machine">The machine whose process it is, for the memory that it shares.</param>
    /// <param name="pid">Its number.</param>
    public IReadOnlyList<VariableView> Variables(Machine machine, int pid)
    {
        var list = new List<VariableView>();
        var memory = AddressSpaces.Of(machine, machine.SlotOf(pid)) as ProcessMemory;
        var frame = new FramePosition(pc, numberBase, valueBase);
        for (int number = 0; number <= depth; number++)
        {
            AddFrame(list, number, frame, memory);
            frame = number < depth ? CallerOf(frame) : frame;
        }

        AddCommon(list, memory);
        if (machine.Shared is SharedVariables shared)
        {
            foreach (VariableInfo variable in extra.Program.SharedVariables)
            {
                list.Add(new VariableView(-1, "", variable.Name, Read(variable.Place, shared.Numbers, shared.Values), true));
            }
        }

        return list;
    }

    /// <summary>The variables in the memory that the threads of the process share: they are shown with the outermost frame, whose they are in the script.</summary>
    private void AddCommon(List<VariableView> list, ProcessMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        int position = FramePositions()[^1];
        FunctionInfo function = extra.Program.Functions[extra.Program.FunctionOf[position]];
        int statement = extra.Program.StatementAt(position).Start;
        int first = list.FindIndex(variable => variable.Frame == depth);
        int place = first < 0 ? list.Count : first;
        foreach (VariableInfo variable in extra.Program.CommonVariables)
        {
            bool exists = variable.Place.Index < (variable.Place.IsValue ? memory.Values.Length : memory.Numbers.Length);
            bool isHidden = list.FindIndex(place, other => other.Name == variable.Name) >= 0;
            if (exists && !isHidden && IsKnown(function, variable, statement))
            {
                list.Insert(place++, new VariableView(depth, function.Name, variable.Name, Read(variable.Place, memory.Numbers, memory.Values), false));
            }
        }
    }

    /// <summary>Where it is: a place in the code for each frame, the innermost first.</summary>
    public IReadOnlyList<int> FramePositions()
    {
        var list = new List<int>(depth + 1);
        var frame = new FramePosition(pc, numberBase, valueBase);
        for (int number = 0; number <= depth; number++)
        {
            list.Add(frame.Pc);
            frame = number < depth ? CallerOf(frame) : frame;
        }

        return list;
    }

    /// <summary>Whether it is at an instruction that can fault: a division, an element of a list.</summary>
    public bool IsAtFault => extra.Code[pc].Op is Opcode.Div or Opcode.Mod or Opcode.Index or Opcode.IndexNumber or Opcode.StoreIndex;

    /// <summary>The name of a handler as the script has it; <paramref name="handler"/> is what sigaction was given.</summary>
    public string HandlerName(long handler) => extra.Program.Functions[(int)handler - 2].Name;

    private readonly record struct FramePosition(int Pc, int NumberBase, int ValueBase);

    /// <summary>The frame below: that of the call, or what a handler interrupted.</summary>
    private FramePosition CallerOf(FramePosition frame)
    {
        long link = numbers[frame.NumberBase - 1];
        if (link == HandlerLink)
        {
            int words = frame.NumberBase - 1 - HandlerWords;
            (int interruptedNumbers, int interruptedValues) = Unpack(numbers[words + 1]);
            return new FramePosition((int)numbers[words], interruptedNumbers, interruptedValues);
        }

        int call = extra.Code[(int)link].A;
        return new FramePosition((int)link, frame.NumberBase - 1 - (ushort)call, frame.ValueBase - (int)((uint)call >> 16));
    }

    private void AddFrame(List<VariableView> list, int number, FramePosition frame, ProcessMemory? memory)
    {
        FunctionInfo function = extra.Program.Functions[extra.Program.FunctionOf[frame.Pc]];
        int statement = extra.Program.StatementAt(frame.Pc).Start;
        ReadOnlySpan<long> frameNumbers = numbers.AsSpan(frame.NumberBase);
        ReadOnlySpan<Value> frameValues = values.AsSpan(frame.ValueBase);
        int first = list.Count;
        foreach (VariableInfo variable in function.Variables)
        {
            // A child of `fork { … }` has only the registers that its block uses.
            bool exists = variable.Place.Index < (variable.Place.IsValue && variable.Place.Holder != Holder.Cell ? frameValues.Length : frameNumbers.Length);
            if (exists && IsKnown(function, variable, statement))
            {
                Hide(list, first, variable.Name);
                Value value = variable.Place.Holder == Holder.Cell ? ReadCell(memory, variable.Place, frameNumbers[variable.Place.Index]) : Read(variable.Place, frameNumbers, frameValues);
                list.Add(new VariableView(number, function.Name, variable.Name, value, false));
            }
        }
    }

    /// <summary>A variable of a frame, which begins at an index, is hidden by another of its name.</summary>
    private static void Hide(List<VariableView> list, int first, string name)
    {
        int hidden = list.FindIndex(first, other => other.Name == name);
        if (hidden >= 0)
        {
            list.RemoveAt(hidden);
        }
    }

    /// <summary>Whether a statement sees a variable: after its declaration, in its block. Other images than main have the file's variables from the start.</summary>
    private static bool IsKnown(FunctionInfo function, VariableInfo variable, int statement) =>
        (statement >= variable.Scope.Start && statement < variable.Scope.End)
        || (function.Kind is FunctionKind.Program or FunctionKind.Job && variable.Scope.End == int.MaxValue);

    private static Value ReadCell(ProcessMemory? memory, Place place, long cell)
    {
        bool exists = memory is not null && cell < (place.IsValue ? memory.ValueCellCount : memory.NumberCellCount);
        return !exists ? default
            : place.IsValue ? memory!.ValueCell(cell)
            : place.IsBool ? Value.Of(memory!.NumberCell(cell) != 0)
            : Value.Of(memory!.NumberCell(cell));
    }

    private static Value Read(Place place, ReadOnlySpan<long> numbers, ReadOnlySpan<Value> values) =>
        place.IsValue ? values[place.Index]
        : place.IsBool ? Value.Of(numbers[place.Index] != 0)
        : Value.Of(numbers[place.Index]);

    /// <summary>A statement that shows a table: the process is in that statement while it is looked at.</summary>
    private void Show(in Instruction i, Machine machine, int task)
    {
        pc--;
        Program.ShowTable(machine, task, (TableKind)i.W, N(i.B));
        pc++;
    }
}
