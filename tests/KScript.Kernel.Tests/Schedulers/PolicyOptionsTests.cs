// The options of policies and CPUs: their defaults, which stand in their rows alone, are values that the rows allow.
namespace KScript.Kernel.Tests;

public class PolicyOptionsTests
{
    public static TheoryData<string, string> Options
    {
        get
        {
            var options = new TheoryData<string, string>();
            foreach ((string owner, SettingRow option) in All())
            {
                options.Add(owner, option.Key);
            }

            return options;
        }
    }

    private static IEnumerable<(string Owner, SettingRow Option)> All() =>
        SchedulerTable.Rows.SelectMany(row => row.Options.Select(option => (row.Name, option))).Concat(CpuOptions.Keys.Select(option => ("CPUs", option)));

    [Theory]
    [MemberData(nameof(Options))]
    public void The_default_is_one_of_the_values(string owner, string key)
    {
        SettingRow option = All().Single(o => o.Owner == owner && o.Option.Key == key).Option;
        switch (option.Kind)
        {
            case SettingKind.Word:
                Assert.Contains(option.Default, option.Words);
                break;
            case SettingKind.Bool:
                Assert.Contains(option.Default, new[] { "true", "false" });
                break;
            case SettingKind.IntList:
                Assert.All(option.DefaultList() ?? [], value => Assert.InRange(value, option.Minimum, option.Maximum));
                break;
            case SettingKind.Int or SettingKind.Milli:
                Assert.InRange(option.DefaultNumber(1000), option.Minimum, option.Maximum);
                break;
            case SettingKind.Policies:
                Assert.Equal(option.Default, string.Join(",", SchedulerTable.ClassesOf(new SettingValues()).Select(choice => choice.ToText())));
                break;
        }
    }

    [Theory]
    [InlineData(1000, 950)]
    [InlineData(1, 950_000)]
    [InlineData(10_000_000, 1)]
    public void A_default_that_is_a_time_is_in_ticks(long tickMicroseconds, long ticks)
    {
        SettingRow runtime = SchedulerTable.Find("linux")!.Options.Single(option => option.Key == "rt_runtime");
        Assert.Equal(ticks, runtime.DefaultNumber(tickMicroseconds));
    }

    [Fact]
    public void What_an_option_needs_is_an_option_too() =>
        Assert.Empty(All().Where(o => o.Option.Needs is { } need && !All().Any(other => other.Owner == o.Owner && other.Option.Key == need.Key)).Select(o => o.Option.Key));
}
