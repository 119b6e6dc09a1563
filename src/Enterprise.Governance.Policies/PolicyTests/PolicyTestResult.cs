using System.Collections.Immutable;

namespace Enterprise.Governance.Policies;

/// <summary>The outcome of one test. Immutable.</summary>
public sealed class PolicyTestResult
{
    internal PolicyTestResult(PolicyTest test, ImmutableArray<PolicyTestDifference> differences) => (Test, Differences) = (test, differences);

    /// <summary>Gets the test.</summary>
    public PolicyTest Test { get; }

    /// <summary>Gets what is not as expected, request by request in the order of the file; empty if the test passed.</summary>
    public ImmutableArray<PolicyTestDifference> Differences { get; }

    /// <summary>Gets whether everything is as expected.</summary>
    public bool Passed => Differences.IsEmpty;
}
