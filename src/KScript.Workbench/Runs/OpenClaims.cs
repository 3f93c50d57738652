// `eventually` and `leads to` as far as one run can tell: what has not come to hold when the run is over is a failure. Whether it would on
// every other schedule, `check` says.
using System.Globalization;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>Looks on from the start of a run.</summary>
internal sealed class OpenClaims
{
    private const long Closed = -1;
    private const long Kept = -2;

    private readonly CompiledProgram program;
    private readonly Property[] claims;
    private readonly long[] openSince;

    /// <summary>For a run that has not begun.</summary>
    public OpenClaims(CompiledProgram program)
    {
        this.program = program;
        claims = Array.FindAll(program.Properties, static property => property.IsOfRuns);
        openSince = Array.ConvertAll(claims, static claim => claim.Kind == PropertyKind.Eventually ? 0L : Closed);
    }

    /// <summary>Whether there is anything to look at.</summary>
    public bool HasAny => claims.Length > 0;

    /// <summary>Looks at the machine as it is now.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="meter">What that costs.</param>
    /// <param name="failure">Why a condition cannot be evaluated; null: all can.</param>
    /// <returns>False: a limit cut this short.</returns>
    public bool Look(Machine machine, RunMeter meter, out HaltReason? failure)
    {
        failure = null;
        for (int i = 0; i < claims.Length && failure is null; i++)
        {
            if (openSince[i] == Kept)
            {
                continue;
            }

            Property claim = claims[i];
            ConditionOutcome holds = VmContext.Holds(program, claim, machine, meter, out HaltReason? why);
            if (holds == ConditionOutcome.Fails && claim.Kind == PropertyKind.LeadsTo && openSince[i] == Closed)
            {
                Property trigger = claim with { Function = claim.Trigger.Function };
                ConditionOutcome begins = VmContext.Holds(program, trigger, machine, meter, out why);
                openSince[i] = begins == ConditionOutcome.Holds ? machine.Now : Closed;
                holds = begins == ConditionOutcome.Cut ? begins : holds;
            }
            else if (holds == ConditionOutcome.Holds)
            {
                openSince[i] = claim.Kind == PropertyKind.Eventually ? Kept : Closed;
            }

            if (holds == ConditionOutcome.Cut)
            {
                return false;
            }

            failure = why is AssertionHalt ? null : why;
        }

        return true;
    }

    /// <summary>What has not come to hold.</summary>
    public IEnumerable<HaltReason> Open(Machine machine, RunMeter meter)
    {
        for (int i = 0; i < claims.Length; i++)
        {
            if (openSince[i] < 0)
            {
                continue;
            }

            VmContext.Holds(program, claims[i], machine, meter, out HaltReason? why);
            if (why is AssertionHalt claim)
            {
                yield return claim with { Message = MessageOf(claims[i], openSince[i]) };
            }
        }
    }

    private string MessageOf(Property claim, long since) => claim.Kind == PropertyKind.Eventually
        ? $"eventually did not come to hold: {TextOf(claim.Assertion.Condition)}"
        : string.Create(CultureInfo.InvariantCulture, $"{TextOf(claim.Trigger.Condition)} at t={since} did not lead to {TextOf(claim.Assertion.Condition)}");

    private string TextOf(Span span) => program.Source.Text.Substring(span.Start, span.Length);
}
