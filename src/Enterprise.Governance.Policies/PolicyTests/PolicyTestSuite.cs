using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.PolicyTests;

namespace Enterprise.Governance.Policies;

/// <summary>The tests of one file with the policies that they test. Immutable and thread-safe.</summary>
/// <remarks>
/// A test file is an object with <c>tests</c>; its policies are the files that <c>files</c> names, relative to it, and the rules of <c>policies</c>,
/// together one set. With neither, <c>NAME.policytest.json</c> tests <c>NAME.json</c> beside it.
/// </remarks>
public sealed partial class PolicyTestSuite
{
    /// <summary>How the names of test files end. Policy directories may hold them: they are never read as policies.</summary>
    public const string FileSuffix = ".policytest.json";

    private PolicyTestSuite(string? file, PolicySet set, ImmutableArray<PolicyTest> tests) => (File, Set, Tests) = (file, set, tests);

    /// <summary>Gets the name of the test file, or <see langword="null"/> for text that came from no file.</summary>
    public string? File { get; }

    /// <summary>Gets the policies.</summary>
    public PolicySet Set { get; }

    /// <summary>Gets the tests in the order of the file.</summary>
    public ImmutableArray<PolicyTest> Tests { get; }

    /// <summary>Tells by its name whether a file holds tests of policies.</summary>
    /// <param name="path">The file's path or name.</param>
    /// <returns>Whether it ends with <see cref="FileSuffix"/>.</returns>
    public static bool IsTestFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(FileSuffix, StringComparison.Ordinal);
    }

    /// <summary>Decides every request and compares.</summary>
    /// <returns>What passed, what did not, and which rules took part.</returns>
    public PolicyTestReport Run()
    {
        CoverageCounter coverage = new(Set);
        ImmutableArray<PolicyTestResult>.Builder results = ImmutableArray.CreateBuilder<PolicyTestResult>(Tests.Length);
        foreach (PolicyTest test in Tests)
        {
            List<PolicyTestDifference> differences = [];
            foreach ((int i, PolicyRequest request) in test.Requests.Index())
            {
                PolicyDecision decision = Set.Evaluate(request);
                coverage.Add(decision, request);
                Compare(test, i + 1, decision, differences);
            }

            results.Add(new PolicyTestResult(test, [.. differences]));
        }

        return new PolicyTestReport(results.ToImmutable(), coverage.Count());
    }

    private static void Compare(PolicyTest test, int request, PolicyDecision decision, List<PolicyTestDifference> differences)
    {
        Dictionary<string, string> actual = DecisionMembers.Of(decision);
        foreach (ExpectedMember expected in test.Expected)
        {
            if (actual[expected.Name] != expected.Json)
                differences.Add(new PolicyTestDifference(expected.Name, expected.Json, actual[expected.Name], request, test.File, expected.Line, expected.Column));
        }
    }
}
