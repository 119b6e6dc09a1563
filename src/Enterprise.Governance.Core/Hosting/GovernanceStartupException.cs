using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>The host must not start; the message lists every reason.</summary>
public sealed class GovernanceStartupException : GovernanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">One line per problem.</param>
    public GovernanceStartupException(ImmutableArray<string> problems)
        : base("startup_failed", $"governance cannot start:{string.Concat(problems.Select(static problem => $"{Environment.NewLine}  - {problem}"))}") =>
        Problems = problems;

    /// <summary>Gets the problems.</summary>
    public ImmutableArray<string> Problems { get; }
}
