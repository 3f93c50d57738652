// A session's memory is linear in what was typed: its programs share what they have in common.
using KScript.Workbench.Live;

namespace KScript.Workbench.Tests.Live;

public class LongSessionTests
{
    [Fact]
    public void The_programs_of_a_session_share_their_arrays()
    {
        const int Inputs = 600;
        var session = new LiveSession();
        session.Submit(LiveSession.Main, "let x = 0");
        for (int i = 0; i < Inputs; i++)
        {
            Assert.Empty(session.Submit(LiveSession.Main, "x = x + 1").Errors);
        }

        // Each time an array is full there is another of twice the length.
        Assert.InRange(session.Inputs.Select(input => input.Program.Code).Distinct().Count(), 1, 12);
        Assert.InRange(session.Inputs.Select(input => input.Program.FunctionOf).Distinct().Count(), 1, 12);
        Assert.InRange(session.Inputs.Select(input => input.Program.Functions).Distinct().Count(), 1, 12);
        Assert.Equal("let x = 0\nx = x + 1", session.Inputs[2].Program.Source.Text.Trim());
        Assert.Equal(3, session.Inputs[2].Program.Source.LineCount);
    }
}
