using System.Collections.Immutable;
using Enterprise.Governance.Policies.PolicyTests;

namespace Enterprise.Governance.Policies;

/// <summary>One test of a test file: requests, and what every one of them must be answered. Immutable.</summary>
public sealed class PolicyTest
{
    internal PolicyTest(string name, string? file, int line, int column, ImmutableArray<PolicyRequest> requests, ImmutableArray<ExpectedMember> expected)
    {
        (Name, File, Line, Column, Requests, Expected) = (name, file, line, column, requests, expected);
    }

    /// <summary>Gets the name, which no other test of the file has.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the file, or <see langword="null"/> for text that came from no file.</summary>
    public string? File { get; }

    /// <summary>Gets the line of the test, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets the column of the test in UTF-16 characters, from 1.</summary>
    public int Column { get; }

    /// <summary>Gets the requests, one at least.</summary>
    public ImmutableArray<PolicyRequest> Requests { get; }

    internal ImmutableArray<ExpectedMember> Expected { get; }

    /// <summary>Returns the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
