using Enterprise.Governance.AspNetCore.Problems;

namespace Enterprise.Governance.AspNetCore.Endpoints;

/// <summary>Ends reading a request with a problem. Never leaves <see cref="GuardedEndpoint"/>.</summary>
internal sealed class RequestException(Problem problem) : Exception(problem.Title)
{
    internal Problem Problem { get; } = problem;

    internal static RequestException Invalid(string detail, int status = 400) => new(GovernanceProblems.Invalid(detail, status));

    internal static RequestException NotFound() => new(GovernanceProblems.NotFound);
}
