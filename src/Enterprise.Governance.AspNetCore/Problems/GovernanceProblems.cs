using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>The problems that are not about one action.</summary>
internal static class GovernanceProblems
{
    /// <summary>The answer to whatever is not there, or is another tenant's: the same in every byte.</summary>
    internal static Problem NotFound { get; } = new(GovernanceProblemTypes.NotFound, StatusCodes.Status404NotFound, "There is no such thing in the caller's tenant.");

    internal static Problem RunNotAnchored { get; } = new(GovernanceProblemTypes.RunNotAnchored, StatusCodes.Status409Conflict, "The run is in no checkpoint yet.");

    internal static Problem RunTampered { get; } = new(GovernanceProblemTypes.RunTampered, StatusCodes.Status409Conflict, "The run does not verify.");

    internal static Problem RunArchived { get; } = new(GovernanceProblemTypes.RunArchived, StatusCodes.Status410Gone, "The run was archived.");

    internal static Problem MissingCapability(string capability) => new(GovernanceProblemTypes.MissingCapability, StatusCodes.Status403Forbidden, "The caller's roles do not allow this.")
    {
        Extensions = writer => writer.WriteString("capability", capability),
    };

    internal static Problem Invalid(string detail, int status = StatusCodes.Status400BadRequest) =>
        new(GovernanceProblemTypes.InvalidRequest, status, "The request cannot be read.") { Detail = detail };

    internal static Problem Failed(GovernanceException e, TimeSpan retryAfter) => e.IsTransient
        ? new(GovernanceProblemTypes.GovernanceFailed, StatusCodes.Status503ServiceUnavailable, "Governance cannot answer now.")
        {
            RetryAfter = retryAfter,
            Extensions = writer => writer.WriteString("code", e.Code),
        }
        : new(GovernanceProblemTypes.GovernanceFailed, StatusCodes.Status500InternalServerError, "Governance failed.")
        {
            Extensions = writer => writer.WriteString("code", e.Code),
        };
}
