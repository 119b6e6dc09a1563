using System.Collections.Immutable;

namespace Enterprise.Governance.Policies;

/// <summary>The outcome of a test file. Immutable.</summary>
public sealed class PolicyTestReport
{
    internal PolicyTestReport(ImmutableArray<PolicyTestResult> results, PolicyTestCoverage coverage) => (Results, Coverage) = (results, coverage);

    /// <summary>Gets the outcome of each test, in the order of the file.</summary>
    public ImmutableArray<PolicyTestResult> Results { get; }

    /// <summary>Gets which rules the tests have tried.</summary>
    public PolicyTestCoverage Coverage { get; }

    /// <summary>Gets whether every test passed.</summary>
    public bool Passed => Results.All(static result => result.Passed);

    /// <summary>Returns what is not as expected, a line each, for the message of a host's own test.</summary>
    /// <returns>The lines; empty if every test passed.</returns>
    public override string ToString() => string.Join('\n', Results.SelectMany(static result => result.Differences.Select(difference => $"{result.Test.Name}: {difference}")));
}
