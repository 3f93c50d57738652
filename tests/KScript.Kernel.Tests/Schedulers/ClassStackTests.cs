// A stack of policies asks its classes everything that the kernel asks a policy: a hook that it does not pass on would be lost in silence.
using System.Reflection;

namespace KScript.Kernel.Tests;

public class ClassStackTests
{
    /// <summary>What a stack need not pass on, with the reason.</summary>
    private static readonly Dictionary<string, string> NotPassedOn = new()
    {
        ["Boost"] = "no class may have PolicyTraits.BoostTicks: CheckMember",
    };

    [Fact]
    public void A_stack_passes_every_hook_on()
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        string[] hooks = [.. typeof(SchedulerPolicy).GetMethods(Declared).Where(method => method.IsVirtual).Select(method => method.Name)];
        Assert.True(hooks.Length > 20);
        string[] passed = [.. typeof(ClassStack).GetMethods(Declared).Where(method => method.IsVirtual && method.GetBaseDefinition() != method).Select(method => method.Name)];
        Assert.Equal(NotPassedOn.Keys.Order(), hooks.Except(passed).Order());
    }

    [Theory]
    [InlineData("boost")]
    [InlineData("ostep")]
    public void A_class_cannot_want_what_a_stack_does_not_give(string option)
    {
        var options = new SettingValues();
        options.Set(option == "boost" ? "boost" : "rules", option == "boost" ? 7 : 1);
        SchedulerPolicy mlfq = SchedulerTable.Find("mlfq")!.Create(new PolicySettings(options, 1000));
        Assert.Throws<ArgumentException>(() => new MultilevelQueue([mlfq], [SchedulerPolicy.NoSlice], 100));
    }
}
