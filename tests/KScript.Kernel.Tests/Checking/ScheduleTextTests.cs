// Schedules as text: what is read is written back, and what is none is refused by the word that is wrong.
namespace KScript.Kernel.Tests;

public sealed class ScheduleTextTests
{
    [Theory]
    [InlineData("2*4 3 2*2", 7)]
    [InlineData("2! 3=1 3", 3)]
    [InlineData("", 0)]
    [InlineData("2=1*3", 3)]
    public void It_is_written_as_it_was_read(string text, long steps)
    {
        Schedule? schedule = Schedule.Parse(text, out string? wrong);
        Assert.Null(wrong);
        Assert.Equal(text, schedule!.ToString());
        Assert.Equal(steps, schedule.Steps);
    }

    [Theory]
    [InlineData("2 x", "x")]
    [InlineData("2*0", "2*0")]
    [InlineData("-2", "-2")]
    [InlineData("2!=1", "2!=1")]
    [InlineData("2!*2", "2!*2")]
    [InlineData("3=", "3=")]
    [InlineData("99999999999", "99999999999")]
    public void What_is_no_step_is_named(string text, string word)
    {
        Assert.Null(Schedule.Parse(text, out string? wrong));
        Assert.Equal(word, wrong);
    }

    [Fact]
    public void Steps_of_one_process_in_a_row_are_taken_together()
    {
        ScheduleItem step = new(ChoiceKind.Step, 2, 0, 1);
        Assert.Equal("2*2 2! 2=1", Schedule.Of([step, step, step with { Kind = ChoiceKind.Alarm }, step with { Branch = 1 }]).ToString());
    }
}
