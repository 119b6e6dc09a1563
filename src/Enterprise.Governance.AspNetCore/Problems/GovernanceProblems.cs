using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore.Problems;

/// <summary>The problems that are not about one action.</summary>
internal static class GovernanceProblems
{
    /// <summary>The answer to whatever is not there, or is another tenant's: the same in every byte.</summary>
    internal static Problem NotFound { get; } = new(GovernanceProblemTypes.NotFound, StatusCodes.Status404NotFound, "There is no such thing in the caller's tenant.");

    internal static Problem RunNotAnchored { get; } = new(GovernanceProblemTypes.RunNotAnchored, StatusCodes.Status409Conflict, "The run is in no checkpoint yet.");

    internal static Problem RunTampered { get; } = new(GovernanceProblemTypes.RunTampered, StatusCodes.Status409Conflict, "The run does not verify.");

    /// <summary>The answer to whoever wants events of a run that have left, or wants to add one. Where the host keeps bundles is nobody's business here: the hash is the name under which to ask for one.</summary>
    internal static Problem RunArchived(string? bundleSha256) => new(GovernanceProblemTypes.RunArchived, StatusCodes.Status410Gone, "The run was archived.")
    {
        Detail = "Its events are in an evidence bundle; whoever keeps the archive finds it by the SHA-256 that verifying the run tells.",
        Extensions = bundleSha256 is null ? null : writer => writer.WriteString("bundle_sha256", bundleSha256),
    };

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
